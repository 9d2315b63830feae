package sandbox

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/donatebot/donatebot/sandbox/markup"
)

// firstPerson is the id of the first person; the next ones count up.
const firstPerson = 1001

// NewPerson makes somebody who has not met the bot yet. The language is what their
// app is set to, the country where they live.
func (s *Sandbox) NewPerson(first, last, language, country string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &Person{User: User{ID: firstPerson + int64(len(s.persons)), FirstName: first, LastName: last, Language: language}, Country: country, s: s}
	s.people[p.ID] = p
	s.persons = append(s.persons, p)
	return p
}

// Describe says who somebody is to the bot, such as "administrator", for whoever looks
// at the sandbox. The bot does not learn of it.
func (p *Person) Describe(note string) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.note = note
}

// Note returns what Describe said.
func (p *Person) Note() string {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.note
}

// Send writes a text to a chat. In a group the bot sees commands and replies only,
// as a bot in privacy mode does. In the private chat it lifts a block, as the app
// asks for before one can write.
func (p *Person) Send(c *Chat, text string) *Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.write(c, Message{Text: text})
}

// SendIn writes a text to a topic of a forum.
func (p *Person) SendIn(c *Chat, thread int64, text string) *Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.write(c, Message{Text: text, Thread: thread})
}

// Reply answers a message of the chat that it is in, in the same topic.
func (p *Person) Reply(to *Message, text string) *Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.write(to.Chat, Message{Text: text, ReplyTo: to.ID, Thread: to.Thread})
}

// deepLink is what t.me/BOT?start= takes (Bot API documentation, "Deep linking").
var deepLink = regexp.MustCompile(`^[A-Za-z0-9_-]{0,64}$`)

// Start opens the private chat by its Start button or a deep link; the parameter is
// empty for the button. A link that is not one reaches nobody: Start returns nil.
func (p *Person) Start(parameter string) *Message {
	if !deepLink.MatchString(parameter) {
		return nil
	}
	return p.Send(p.Chat(), strings.TrimSpace("/start "+parameter))
}

// write puts a person's message into a chat and tells the bot if it hears it; s.mu is
// held.
func (p *Person) write(c *Chat, m Message) *Message {
	s := p.s
	if c.Type == "private" {
		p.started = true
		p.unblock()
	}
	m.From, m.Entities = p.User, markup.Commands(m.Text)
	m.AsChat = c.anonymous[p] || c.Type == "channel"
	if c.ephemeralCommand(&m, p) {
		c.ephemeral++
		m.EphemeralID, m.Receiver = c.ephemeral, p
	}
	sent := s.add(c, m)
	if s.hears(c, sent) {
		s.push(c.updateKind(""), s.wireMessage(sent))
	}
	return sent
}

// updateKind is the kind of update about a message of the chat; the prefix is "edited_"
// for an edit.
func (c *Chat) updateKind(prefix string) string {
	if c.Type == "channel" {
		return prefix + "channel_post"
	}
	return prefix + "message"
}

// Edit changes the text of a person's own message.
func (p *Person) Edit(m *Message, text string) *Message {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	live := m.Chat.find(m.ID)
	if live == nil || live.Deleted || live.From.ID != p.ID {
		return nil
	}
	edited := *live
	edited.Text, edited.Entities, edited.EditDate = text, markup.Commands(text), s.now()
	sent := s.replace(&edited)
	if s.hears(m.Chat, sent) {
		s.push(m.Chat.updateKind("edited_"), s.wireMessage(sent))
	}
	return sent
}

// hears reports whether the bot gets a message (Telegram, "Bots FAQ": privacy mode). As
// an administrator it gets all.
func (s *Sandbox) hears(c *Chat, m *Message) bool {
	if c.Type == "private" {
		return true
	}
	if c.bot.status == statusKicked || c.bot.status == statusLeft {
		return false
	}
	if c.bot.status == statusAdministrator {
		return true
	}
	if to := c.find(m.ReplyTo); to != nil && to.From.ID == s.me.ID {
		return true
	}
	name, ok := s.commandFor(m)
	return ok && name != ""
}

// commandFor returns the command that a message begins with, if it may be for the bot.
func (s *Sandbox) commandFor(m *Message) (name string, ok bool) {
	if len(m.Entities) == 0 || m.Entities[0].Offset != 0 {
		return "", false
	}
	name, bot, named := strings.Cut(m.Text[1:m.Entities[0].Length], "@")
	return name, !named || strings.EqualFold(bot, s.me.Username)
}

// Blocked reports whether the person has blocked the bot.
func (p *Person) Blocked() bool {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.blocked
}

// Block stops the bot from writing to the person.
func (p *Person) Block() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if !p.blocked {
		p.blocked = true
		p.s.push("my_chat_member", p.s.membership(p.room(), p.User, statusMember, statusKicked))
	}
}

// Unblock lets the bot write again.
func (p *Person) Unblock() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.unblock()
}

func (p *Person) unblock() {
	if p.blocked {
		p.blocked = false
		p.s.push("my_chat_member", p.s.membership(p.room(), p.User, statusKicked, statusMember))
	}
}

// Deactivate deletes the account.
func (p *Person) Deactivate() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.deleted = true
}

// Forward shows a message in another chat. An invoice with a start parameter has a
// link to the bot there instead of its Pay button (Telegram, "Bot Payments API").
// The bot does not learn of it.
func (p *Person) Forward(m *Message, to *Chat) *Message {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	f := *m
	if live := m.Chat.find(m.ID); live != nil {
		f = *live
	}
	f.From, f.Forwarded, f.EditDate = p.User, true, time.Time{}
	f.ReplyTo, f.Thread, f.AsChat, f.InlineID, f.Pinned = 0, 0, false, "", false
	f.Keyboard = s.forwardedKeyboard(&f)
	if f.Invoice != nil {
		copied := *f.Invoice
		copied.PaidMessage = 0
		f.Invoice = &copied
	}
	return s.add(to, f)
}

// forwardedKeyboard keeps the links only, and the Pay button of an invoice that may
// be paid by anybody.
func (s *Sandbox) forwardedKeyboard(m *Message) [][]Button {
	if m.Invoice == nil {
		var rows [][]Button
		for _, row := range m.Keyboard {
			links := slices.DeleteFunc(slices.Clone(row), func(b Button) bool { return b.URL == "" })
			if len(links) > 0 {
				rows = append(rows, links)
			}
		}
		return rows
	}
	if m.Invoice.StartParameter == "" {
		return m.Keyboard
	}
	return [][]Button{{{Text: "Pay", URL: "https://t.me/" + s.me.Username + "?start=" + m.Invoice.StartParameter}}}
}

// Commands returns the menu of commands that a person sees in a chat.
func (s *Sandbox) Commands(chat *Chat, p *Person) []Command {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commandsFor(chat, p)
}

// commandsFor is Commands with s.mu held.
func (s *Sandbox) commandsFor(chat *Chat, p *Person) []Command {
	language, _, _ := strings.Cut(p.Language, "-")
	return s.profile.menuFor(scopesOf(chat.ID, p.ID, chat.Person != nil, chat.rules(p)), language)
}

// ephemeralCommand reports whether a message is a command of a group that only the bot
// gets to see (Bot API documentation, BotCommand.is_ephemeral).
func (c *Chat) ephemeralCommand(m *Message, p *Person) bool {
	if c.Type != "group" && c.Type != "supergroup" {
		return false
	}
	name, ok := c.s.commandFor(m)
	return ok && slices.ContainsFunc(c.s.commandsFor(c, p), func(k Command) bool { return k.Ephemeral && k.Command == name })
}

// About returns one of the bot's texts ("name", "description", "short_description") as
// a person with that language sees it.
func (s *Sandbox) About(kind, language string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	code, _, _ := strings.Cut(language, "-")
	return s.profile.text(kind, code)
}
