package sandbox

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// toInteger reads as many digits as there are, as Telegram does: what is no number
// is 0 (tdlib/td, misc.h).
func toInteger(s string) int64 {
	end := 0
	if end < len(s) && s[end] == '-' {
		end++
	}
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	n, err := strconv.ParseInt(s[:end], 10, 64)
	if err != nil && end > 18 {
		if s[0] == '-' {
			return math.MinInt64
		}
		return math.MaxInt64
	}
	return n
}

// clamped is an integer within bounds; a parameter that is absent has the default.
func (c *call) clamped(name string, least, most, otherwise int64) int64 {
	v, ok := c.Params[name]
	if !ok {
		return otherwise
	}
	return min(max(toInteger(v), least), most)
}

// truth is a Boolean (tdlib/telegram-bot-api, Client.cpp: to_bool).
func (c *call) truth(name string) bool {
	switch strings.ToLower(strings.TrimSpace(c.Params[name])) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// needed is a parameter that may not be empty.
func (c *call) needed(name string) (string, *apiError) {
	if v := c.Params[name]; v != "" {
		return v, nil
	}
	return "", bad("parameter \"%s\" is required", name)
}

// inspect notes what the real server overlooks: parameters nobody knows and values
// of the wrong JSON type.
func (s *Sandbox) inspect(c *call) {
	known, ok := methods[c.Method]
	if !ok {
		return
	}
	for name, value := range c.Params {
		p, ok := known[name]
		switch {
		case !ok && undocumented[name] != nil && writes(c.Method):
			p = *undocumented[name]
		case !ok:
			s.log.problem("%s: unknown parameter %q", c.Method, name)
			continue
		}
		if !p.fits(value, c.kinds[name]) {
			s.log.problem("%s: parameter %q has the wrong type: %.60s", c.Method, name, value)
		}
	}
	for name := range c.uploads {
		if _, ok := known[name]; !ok && !c.attached(name) {
			s.log.problem("%s: the upload %q is not used", c.Method, name)
		}
	}
}

// attached tells whether a parameter refers to that upload.
func (c *call) attached(name string) bool {
	for _, v := range c.Params {
		if strings.Contains(v, "attach://"+name) {
			return true
		}
	}
	return false
}

// undocumented parameters are not in the documentation any more, but the server
// knows them (tdlib/telegram-bot-api, Client.cpp), or they do no harm: telebot
// writes file_name and file_size beside an upload.
var undocumented = map[string]*param{
	"disable_web_page_preview":    {boolean, false},
	"reply_to_message_id":         {integer, false},
	"allow_sending_without_reply": {boolean, false},
	"file_name":                   {text, false},
	"file_size":                   {integer, false},
	"entities":                    {array, false},
	"parse_mode":                  {text, false},
}

// writes tells whether a method makes or changes a message.
func writes(method string) bool {
	return strings.HasPrefix(method, "send") || strings.HasPrefix(method, "edit")
}

// fits tells whether a value is of the kind. Strings that read as the kind are
// fine, since forms have nothing else.
func (p param) fits(value string, first byte) bool {
	switch p.kind {
	case text:
		return first == 0 || first == '"'
	case integer:
		_, err := strconv.ParseInt(value, 10, 64)
		return err == nil || value == "" // telebot leaves some empty
	case boolean:
		return strings.EqualFold(value, "true") || strings.EqualFold(value, "false")
	case chatID:
		_, err := strconv.ParseInt(value, 10, 64)
		return err == nil || strings.HasPrefix(value, "@")
	case array:
		return value == "" || value[0] == '[' && json.Valid([]byte(value))
	case object:
		return value == "" || value[0] == '{' && json.Valid([]byte(value))
	}
	return true
}
