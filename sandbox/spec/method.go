package spec

import (
	"encoding/json"
	"fmt"
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
	"disable_web_page_preview":    newField("Boolean", false),
	"reply_to_message_id":         newField("Integer", false),
	"allow_sending_without_reply": newField("Boolean", false),
	"file_name":                   newField("String", false),
	"file_size":                   newField("Integer", false),
	"entities":                    newField("[MessageEntity]", false),
	"parse_mode":                  newField("String", false),
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
	var inside any
	switch {
	case !f.takes(value, first), f.structured() && value != "" && json.Unmarshal([]byte(value), &inside) != nil:
		return []string{fmt.Sprintf("parameter %q has the wrong type: %.60s", parameter, value)}
	case inside == nil:
		return nil
	}
	var problems []string
	inspect(inside, f.types, &problems)
	slices.Sort(problems)
	return problems
}

// takes reports whether a value is of the parameter's type. Strings that read as the
// type are fine, since forms have nothing else.
func (f field) takes(value string, first byte) bool {
	switch kind := f.kind; {
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
		return value == "" || value[0] == '['
	}
	return value == "" || value[0] == '{'
}

// structured reports whether the parameter is an array or an object.
func (f field) structured() bool {
	switch f.kind {
	case "String", "Integer", "Float", "Boolean", "Integer|String", "InputFile", "InputFile|String":
		return false
	}
	return true
}

// extras are fields that telebot writes and the server overlooks.
var extras = []string{"InlineKeyboardButton unique", "InputMedia file_name"}

// inspect looks for unknown fields and values of the wrong type inside of a parameter.
func inspect(value any, types []string, problems *[]string) {
	switch v := value.(type) {
	case []any:
		inner := elements(types)
		for _, one := range v {
			inspect(one, inner, problems)
		}
	case map[string]any:
		inspectObject(v, types, problems)
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

func inspectObject(values map[string]any, types []string, problems *[]string) {
	for name, value := range values {
		f, known, checked := findField(types, name)
		switch {
		case !checked:
			return
		case !known && !slices.Contains(extras, types[0]+" "+name):
			*problems = append(*problems, fmt.Sprintf("unknown field %q in %s", name, types[0]))
		case known && !f.holds(value):
			*problems = append(*problems, fmt.Sprintf("field %q of %s has the wrong type: %.60v", name, types[0], value))
		case known:
			inspect(value, f.types, problems)
		}
	}
}

// holds reports whether a JSON value is of the field's type. A number may be written as
// a string, which Telegram reads too.
func (f field) holds(value any) bool {
	return value == nil || slices.ContainsFunc(f.types, func(kind string) bool { return holds(kind, value) })
}

func holds(kind string, value any) bool {
	switch v := value.(type) {
	case string:
		_, err := strconv.ParseFloat(v, 64)
		return kind == "String" || err == nil && (kind == "Integer" || kind == "Float")
	case float64:
		return kind == "Integer" || kind == "Float"
	case bool:
		return kind == "Boolean"
	case []any:
		return kind[0] == '['
	}
	return kind[0] != '['
}
