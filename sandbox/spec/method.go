package spec

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Method is one method of the Bot API.
type Method struct {
	Name   string
	params map[string]field
}

// byLowerName has all methods under their lower-case names.
var byLowerName = func() map[string]Method {
	all := map[string]Method{}
	for name, words := range entries(methodTable) {
		all[strings.ToLower(name)] = Method{name, readFields(words)}
	}
	return all
}()

// Lookup finds a method by its name in any case, which the server does not care about
// (tdlib/telegram-bot-api, Client.cpp).
func Lookup(name string) (Method, bool) {
	m, known := byLowerName[strings.ToLower(name)]
	return m, known
}

// Has reports whether the method has a parameter of that name.
func (m Method) Has(parameter string) bool {
	_, known := m.params[parameter]
	return known
}

// undocumented parameters are not in the documentation any more, but the server knows
// them (tdlib/telegram-bot-api, Client.cpp), or they do no harm: telebot writes
// file_name and file_size beside an upload.
var undocumented = map[string]field{
	"disable_web_page_preview":    {types: []string{"Boolean"}},
	"reply_to_message_id":         {types: []string{"Integer"}},
	"allow_sending_without_reply": {types: []string{"Boolean"}},
	"file_name":                   {types: []string{"String"}},
	"file_size":                   {types: []string{"Integer"}},
	"entities":                    {types: []string{"[MessageEntity]"}},
	"parse_mode":                  {types: []string{"String"}},
}

// writes reports whether the method makes or changes a message.
func (m Method) writes() bool {
	return strings.HasPrefix(m.Name, "send") || strings.HasPrefix(m.Name, "edit")
}

// Check returns what a careful reader would object to in a parameter, though the real
// server overlooks it. The value is a JSON string without its quotes or any other JSON
// as it is; first is the first byte of the JSON, 0 if it came in a form.
func (m Method) Check(parameter, value string, first byte) []string {
	f, known := m.params[parameter]
	if !known && m.writes() {
		f, known = undocumented[parameter]
	}
	if !known {
		return []string{fmt.Sprintf("unknown parameter %q", parameter)}
	}
	if !f.takes(value, first) {
		return []string{fmt.Sprintf("parameter %q has the wrong type: %.60s", parameter, value)}
	}
	if value == "" || value[0] != '{' && value[0] != '[' {
		return nil
	}
	var problems []string
	inspect(json.RawMessage(value), f.types, &problems)
	slices.Sort(problems)
	return problems
}

// takes reports whether a value is of the parameter's type. Strings that read as the
// type are fine, since forms have nothing else.
func (f field) takes(value string, first byte) bool {
	switch kind := strings.Join(f.types, "|"); {
	case strings.Contains(kind, "InputFile"):
		return true
	case kind == "String":
		return first == 0 || first == '"'
	case kind == "Integer":
		_, err := strconv.ParseInt(value, 10, 64)
		return err == nil || value == "" // telebot leaves some empty
	case kind == "Float":
		_, err := strconv.ParseFloat(value, 64)
		return err == nil
	case kind == "Boolean":
		return strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
	case kind == "Integer|String": // a chat by its id or username
		_, err := strconv.ParseInt(value, 10, 64)
		return err == nil || strings.HasPrefix(value, "@")
	case kind[0] == '[':
		return value == "" || value[0] == '[' && json.Valid([]byte(value))
	}
	return value == "" || value[0] == '{' && json.Valid([]byte(value))
}

// extras are fields that telebot writes and the server overlooks.
var extras = []string{"InlineKeyboardButton unique", "InputMedia file_name"}

// inspect looks for unknown fields and values of the wrong type inside of a parameter.
func inspect(raw json.RawMessage, types []string, problems *[]string) {
	switch raw[0] {
	case '[':
		var list []json.RawMessage
		if json.Unmarshal(raw, &list) != nil {
			return
		}
		for _, one := range list {
			inspect(one, elements(types), problems)
		}
	case '{':
		inspectObject(raw, types, problems)
	}
}

// elements returns the types of what is in an array.
func elements(types []string) []string {
	var inner []string
	for _, t := range types {
		if rest, ok := strings.CutPrefix(t, "["); ok {
			inner = append(inner, strings.TrimSuffix(rest, "]"))
		}
	}
	return inner
}

func inspectObject(raw json.RawMessage, types []string, problems *[]string) {
	known := map[string]field{}
	for _, t := range types {
		maps.Copy(known, fieldsOf(t))
	}
	var values map[string]json.RawMessage
	if len(known) == 0 || json.Unmarshal(raw, &values) != nil {
		return
	}
	for name, value := range values {
		f, ok := known[name]
		switch {
		case !ok && !slices.Contains(extras, types[0]+" "+name):
			*problems = append(*problems, fmt.Sprintf("unknown field %q in %s", name, types[0]))
		case ok && !f.holds(value):
			*problems = append(*problems, fmt.Sprintf("field %q of %s has the wrong type: %.60s", name, types[0], value))
		case ok:
			inspect(value, f.types, problems)
		}
	}
}

// holds reports whether a JSON value is of the field's type. A number may be written as
// a string, which Telegram reads too.
func (f field) holds(raw json.RawMessage) bool {
	for _, t := range f.types {
		var text string
		var number json.Number
		switch {
		case string(raw) == "null":
			return true
		case t == "String":
			if json.Unmarshal(raw, &text) == nil {
				return true
			}
		case t == "Integer", t == "Float":
			if json.Unmarshal(raw, &number) == nil {
				return true
			}
		case t == "Boolean":
			if string(raw) == "true" || string(raw) == "false" {
				return true
			}
		case t[0] == '[' && raw[0] == '[', t[0] != '[' && raw[0] == '{':
			return true
		}
	}
	return false
}
