package sandbox

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// Bounds of a menu of commands (Bot API documentation, BotCommand, setMyCommands).
const (
	mostCommands          = 100
	longestCommand        = 32
	longestCommandMeaning = 256
)

var commandName = regexp.MustCompile(`^[a-z0-9_]+$`)

// scope reads BotCommandScope as a key for the table; s.mu is held.
func (s *Sandbox) scope(raw string) (string, *spec.Error) {
	if raw == "" {
		return "default", nil
	}
	var v struct {
		Type string          `json:"type"`
		Chat json.RawMessage `json:"chat_id"`
		User int64           `json:"user_id"`
	}
	if json.Unmarshal([]byte(raw), &v) != nil {
		return "", spec.BadRequest("can't parse BotCommandScope JSON object")
	}
	switch v.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return v.Type, nil
	case "chat", "chat_administrators", "chat_member":
		chat, refused := s.scopeChat(v.Type, strings.Trim(string(v.Chat), `"`))
		if refused != nil {
			return "", refused
		}
		where := v.Type + " " + strconv.FormatInt(chat.ID, 10)
		if v.Type == "chat_member" {
			where += " " + strconv.FormatInt(v.User, 10)
		}
		return where, nil
	}
	return "", spec.BadRequest("can't parse BotCommandScope: unsupported type specified")
}

// scopeChat is the chat of a scope, which the bot must know (tdlib/td,
// BotCommandScope.cpp).
func (s *Sandbox) scopeChat(kind, raw string) (*Chat, *spec.Error) {
	chat, refused := s.visible(raw)
	switch {
	case refused != nil:
		return nil, refused
	case chat.Person != nil && kind != "chat":
		return nil, spec.BadRequest("can't use specified scope in private chats")
	case chat.Type == "channel":
		return nil, spec.BadRequest("can't change commands in channel chats")
	}
	return chat, nil
}

// languageCode must be two letters or empty (tdlib/td, misc.cpp).
func languageCode(code string) *spec.Error {
	ok := len(code) == 2 && code[0] >= 'a' && code[0] <= 'z' && code[1] >= 'a' && code[1] <= 'z'
	if code == "" || ok {
		return nil
	}
	return spec.BadRequest("invalid language code specified")
}

// commandKey is the place of the commands that a call is about.
func (s *Sandbox) commandKey(c *call) (string, *spec.Error) {
	where, refused := s.scope(c.Params["scope"])
	if refused != nil {
		return "", refused
	}
	code := c.Params["language_code"]
	return s.profile.key(where, code), languageCode(code)
}

func setMyCommands(s *Sandbox, c *call) (any, *spec.Error) {
	raw, refused := c.needed("commands")
	if refused != nil {
		return nil, refused
	}
	key, refused := s.commandKey(c)
	if refused != nil {
		return nil, refused
	}
	var list []Command
	if json.Unmarshal([]byte(raw), &list) != nil {
		return nil, spec.BadRequest("can't parse commands JSON object")
	}
	if len(list) > mostCommands {
		return nil, spec.BadRequest("too many commands specified")
	}
	for i := range list {
		if refused := list[i].clean(); refused != nil {
			return nil, refused
		}
	}
	s.profile.commands[key] = list
	return true, nil
}

// clean checks a command and takes the leading slash off (tdlib/td, BotCommand.cpp).
func (c *Command) clean() *spec.Error {
	c.Command = strings.TrimPrefix(strings.TrimSpace(c.Command), "/")
	c.Description = strings.TrimSpace(c.Description)
	switch {
	case c.Command == "":
		return spec.BadRequest("command must be non-empty")
	case utf8.RuneCountInString(c.Command) > longestCommand:
		return spec.BadRequest("command length must not exceed 32")
	case c.Description == "":
		return spec.BadRequest("command description must be non-empty")
	case utf8.RuneCountInString(c.Description) > longestCommandMeaning:
		return spec.BadRequest("command description length must not exceed 256")
	case !commandName.MatchString(c.Command):
		return spec.BadRequest("BOT_COMMAND_INVALID")
	}
	return nil
}

func getMyCommands(s *Sandbox, c *call) (any, *spec.Error) {
	key, refused := s.commandKey(c)
	if refused != nil {
		return nil, refused
	}
	return append([]Command{}, s.profile.commands[key]...), nil
}

func deleteMyCommands(s *Sandbox, c *call) (any, *spec.Error) {
	key, refused := s.commandKey(c)
	if refused != nil {
		return nil, refused
	}
	delete(s.profile.commands, key)
	return true, nil
}

// setText is the method for one of the bot's texts of at most so many characters.
func setText(param string, most int) handler {
	return func(s *Sandbox, c *call) (any, *spec.Error) {
		code, value := c.Params["language_code"], c.Params[param]
		if refused := languageCode(code); refused != nil {
			return nil, refused
		}
		if utf8.RuneCountInString(value) > most {
			return nil, spec.BadRequest("bot %s is too long", strings.ReplaceAll(param, "_", " "))
		}
		s.profile.texts[s.profile.key(param, code)] = value
		return true, nil
	}
}

func getText(param string) handler {
	return func(s *Sandbox, c *call) (any, *spec.Error) {
		code := c.Params["language_code"]
		if refused := languageCode(code); refused != nil {
			return nil, refused
		}
		value, ok := s.profile.texts[s.profile.key(param, code)]
		if !ok {
			value = s.profile.texts[s.profile.key(param, "")]
		}
		if value == "" && param == "name" {
			value = s.me.FirstName
		}
		return fields{param: value}, nil
	}
}
