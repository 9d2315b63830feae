package chat

import (
	"strings"
)

// find returns the route of what came, and notes what it has read of it; ok is false
// for what the bot does not answer at all.
func (c *Conversations) find(r *request) (found route, ok bool) {
	switch u := r.in.update; {
	case u.Message != nil && u.Message.AutomaticForward:
		return route{}, false // a channel's post, in the group where it is discussed
	case u.Message != nil && u.Message.Text != "":
		return c.findText(r, u.Message.Text)
	case u.Message != nil:
		m := u.Message
		return c.routes[key{kind: onContent}], m.PinnedMessage == nil && (m.Media() != nil || m.Contact != nil || m.Location != nil)
	case u.Callback != nil:
		if r.in.data, ok = parseCallback(u.Callback.Data); !ok {
			return c.routes[key{kind: onCallback}], true
		}
		found, ok = c.routes[callbackOf(r.in.data.Kind)]
		return found, ok
	case u.MyChatMember != nil:
		return c.routes[key{kind: onMember}], true
	}
	return route{}, false
}

// findText finds the route of a text: a command, what was waited for, or anything else.
func (c *Conversations) findText(r *request, text string) (found route, ok bool) {
	if name, bot, payload, is := parseCommand(text); is {
		if bot != "" && !strings.EqualFold(bot, c.display.api.Me.Username) {
			return route{}, false // it is another bot's
		}
		r.in.payload = payload
		if found, ok = c.routes[command(name)]; ok {
			return found, true
		}
	}
	if strings.HasPrefix(strings.TrimSpace(text), "/") {
		return c.routes[command("")], true
	}
	if r.in.person != nil && r.in.chat != nil {
		if r.in.awaited, ok = c.dialogs.get(r.in.dialogKey()); ok {
			found, ok = c.routes[answer(r.in.awaited.Name)]
			return found, ok
		}
	}
	return c.routes[key{kind: onText}], true
}

// parseCommand reads "/name@bot payload". The name comes back in small letters, since
// phones begin it with a capital; the payload is the rest of the line.
func parseCommand(text string) (name, bot, payload string, ok bool) {
	if !strings.HasPrefix(text, "/") {
		return "", "", "", false
	}
	name = leadingWord(text[1:])
	rest := text[1+len(name):]
	if strings.HasPrefix(rest, "@") {
		bot = leadingWord(rest[1:])
		rest = rest[1+len(bot):]
		if bot == "" {
			return "", "", "", false
		}
	}
	if name == "" || rest != "" && !strings.ContainsAny(rest[:1], " \t\n\f\r") {
		return "", "", "", false
	}
	if rest != "" {
		payload, _, _ = strings.Cut(rest[1:], "\n")
	}
	return strings.ToLower(name), bot, payload, true
}

// leadingWord returns what a text begins with of the letters that commands and names
// of bots have.
func leadingWord(text string) string {
	end := strings.IndexFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_'
	})
	if end < 0 {
		return text
	}
	return text[:end]
}

// allowed reports whether the person may use the route here.
func (r *request) allowed(to route) bool {
	return r.role >= to.least && to.where&r.place() != 0
}

// run answers the request by its route. Who may not use it gets exactly what they
// would get for something that does not exist.
func (c *Conversations) run(r *request, to route) error {
	if r.lacksName(to) {
		return r.say("needs_name", nil)
	}
	if !r.allowed(to) {
		to = c.routes[command("")]
		if r.in.update.Callback != nil {
			to = c.routes[key{kind: onCallback}]
		}
	}
	if to.endsDialog {
		r.in.left = c.dialogs.end(r.in.dialogKey())
	}
	return to.do(r)
}

// nowhere answers what comes from no chat that could be written to: a channel's
// post, or a tap on a message that Telegram does not show the bot any more.
func (c *Conversations) nowhere(r *request) error {
	r.lang = r.settings.Organisation.Language
	if r.in.person != nil {
		donor, err := c.store.Donor(c.ctx, r.in.person.ID)
		if err != nil {
			c.log.Error("a donor can't be read", "error", err)
		}
		r.know(donor)
	}
	return r.stale()
}
