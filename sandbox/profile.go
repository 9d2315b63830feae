package sandbox

import (
	"encoding/json"
	"strconv"
)

// profile is what the bot tells about itself.
type profile struct {
	commands map[string][]Command // by scope and language
	texts    map[string]string    // by kind and language
	menu     json.RawMessage      // the default menu button
}

func newProfile() profile {
	return profile{commands: map[string][]Command{}, texts: map[string]string{}}
}

// key is the place of a text or a list of commands in a language, "" for all others.
func (profile) key(what, language string) string { return what + "\n" + language }

// text returns one of the bot's texts ("name", "description", "short_description") as a
// reader of that language sees it.
func (p profile) text(kind, language string) string {
	if v := p.texts[p.key(kind, language)]; v != "" {
		return v
	}
	return p.texts[p.key(kind, "")]
}

// menuFor returns the commands of the narrowest scope that has some, in the language
// first (Bot API documentation, "Determining list of commands").
func (p profile) menuFor(scopes []string, language string) []Command {
	for _, scope := range scopes {
		for _, code := range []string{language, ""} {
			if list := p.commands[p.key(scope, code)]; len(list) > 0 {
				return append([]Command(nil), list...)
			}
		}
	}
	return nil
}

// scopesOf are the scopes of commands for somebody in a chat, narrowest first.
func scopesOf(chat, person int64, private, administrator bool) []string {
	id := strconv.FormatInt(chat, 10)
	if private {
		return []string{"chat " + id, "all_private_chats", "default"}
	}
	scopes := []string{"chat_member " + id + " " + strconv.FormatInt(person, 10)}
	if administrator {
		scopes = append(scopes, "chat_administrators "+id)
	}
	scopes = append(scopes, "chat "+id)
	if administrator {
		scopes = append(scopes, "all_chat_administrators")
	}
	return append(scopes, "all_group_chats", "default")
}
