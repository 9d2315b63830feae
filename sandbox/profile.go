package sandbox

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Command is one line of the menu of commands.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// profile is what the bot tells about itself.
type profile struct {
	commands map[string][]Command // by scope and language
	names    map[string]string    // by kind and language
	menu     json.RawMessage
}

func newProfile() profile {
	return profile{commands: map[string][]Command{}, names: map[string]string{}}
}

var commandName = regexp.MustCompile(`^[a-z0-9_]+$`)

// scope reads BotCommandScope as a key for the table.
func scope(raw string) (string, *apiError) {
	if raw == "" {
		return "default", nil
	}
	var v struct {
		Type string          `json:"type"`
		Chat json.RawMessage `json:"chat_id"`
		User int64           `json:"user_id"`
	}
	if json.Unmarshal([]byte(raw), &v) != nil {
		return "", bad("can't parse BotCommandScope JSON object")
	}
	chat := strings.Trim(string(v.Chat), `"`)
	switch v.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return v.Type, nil
	case "chat", "chat_administrators":
		if chat == "" {
			return "", bad("chat_id is empty")
		}
		return v.Type + " " + chat, nil
	case "chat_member":
		if chat == "" {
			return "", bad("chat_id is empty")
		}
		return v.Type + " " + chat + " " + itoa(v.User), nil
	}
	return "", bad("can't parse BotCommandScope: unsupported type specified")
}

// languageCode must be two letters or empty (tdlib/td, misc.cpp).
func languageCode(code string) *apiError {
	ok := len(code) == 2 && code[0] >= 'a' && code[0] <= 'z' && code[1] >= 'a' && code[1] <= 'z'
	if code == "" || ok {
		return nil
	}
	return bad("invalid language code specified")
}

// commandKey is the place of the commands that a call is about.
func commandKey(c *call) (string, *apiError) {
	where, refused := scope(c.Params["scope"])
	if refused != nil {
		return "", refused
	}
	code := c.Params["language_code"]
	return where + "\n" + code, languageCode(code)
}

func setMyCommands(s *Sandbox, c *call) (any, *apiError) {
	raw, refused := c.needed("commands")
	if refused != nil {
		return nil, refused
	}
	key, refused := commandKey(c)
	if refused != nil {
		return nil, refused
	}
	var list []Command
	if json.Unmarshal([]byte(raw), &list) != nil {
		return nil, bad("can't parse commands JSON object")
	}
	if len(list) > 100 {
		return nil, bad("too many commands specified")
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
func (c *Command) clean() *apiError {
	c.Command = strings.TrimPrefix(strings.TrimSpace(c.Command), "/")
	c.Description = strings.TrimSpace(c.Description)
	switch {
	case c.Command == "":
		return bad("command must be non-empty")
	case utf8.RuneCountInString(c.Command) > 32:
		return bad("command length must not exceed 32")
	case c.Description == "":
		return bad("command description must be non-empty")
	case utf8.RuneCountInString(c.Description) > 256:
		return bad("command description length must not exceed 256")
	case !commandName.MatchString(c.Command):
		return bad("BOT_COMMAND_INVALID")
	}
	return nil
}

func getMyCommands(s *Sandbox, c *call) (any, *apiError) {
	key, refused := commandKey(c)
	if refused != nil {
		return nil, refused
	}
	return append([]Command{}, s.profile.commands[key]...), nil
}

func deleteMyCommands(s *Sandbox, c *call) (any, *apiError) {
	key, refused := commandKey(c)
	if refused != nil {
		return nil, refused
	}
	delete(s.profile.commands, key)
	return true, nil
}

// Commands is the menu that the person sees in the chat: the narrowest scope with
// commands, in the person's language first (Bot API documentation,
// "Determining list of commands").
func (s *Sandbox) Commands(chat *Chat, p *Person) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := itoa(chat.ID)
	scopes := []string{"chat " + id, "all_private_chats", "default"}
	if chat.Type != "private" {
		scopes = []string{"chat_member " + id + " " + itoa(p.ID), "chat " + id, "all_group_chats", "default"}
	}
	language, _, _ := strings.Cut(p.Language, "-")
	for _, where := range scopes {
		for _, code := range []string{language, ""} {
			if list := s.profile.commands[where+"\n"+code]; len(list) > 0 {
				return append([]Command(nil), list...)
			}
		}
	}
	return nil
}

// setText is the method for one of the bot's texts of at most so many characters.
func setText(param string, most int) handler {
	return func(s *Sandbox, c *call) (any, *apiError) {
		code, value := c.Params["language_code"], c.Params[param]
		if refused := languageCode(code); refused != nil {
			return nil, refused
		}
		if utf8.RuneCountInString(value) > most {
			return nil, bad("bot %s is too long", strings.ReplaceAll(param, "_", " "))
		}
		s.profile.names[param+"\n"+code] = value
		return true, nil
	}
}

func getText(param string) handler {
	return func(s *Sandbox, c *call) (any, *apiError) {
		code := c.Params["language_code"]
		if refused := languageCode(code); refused != nil {
			return nil, refused
		}
		value, ok := s.profile.names[param+"\n"+code]
		if !ok {
			value = s.profile.names[param+"\n"]
		}
		if value == "" && param == "name" {
			value = s.me.FirstName
		}
		return fields{param: value}, nil
	}
}

// About is one of the bot's texts ("name", "description", "short_description") as a
// person with that language sees it.
func (s *Sandbox) About(kind, language string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	code, _, _ := strings.Cut(language, "-")
	if v := s.profile.names[kind+"\n"+code]; v != "" {
		return v
	}
	return s.profile.names[kind+"\n"]
}
