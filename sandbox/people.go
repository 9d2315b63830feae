package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// firstPerson is the id of the first person; the next ones count up.
const firstPerson = 1001

// Person is somebody with a Telegram account.
type Person struct {
	User
	Country string // ISO 3166-1 alpha-2, for addresses
	s       *Sandbox
	private *Chat
	started bool // wrote to the bot at least once
	blocked bool
	deleted bool
}

// Chat is a conversation that the bot may be in.
type Chat struct {
	ID    int64
	Type  string // "private" or "supergroup"
	Title string
	s     *Sandbox
	// Person is whose private chat it is.
	Person *Person

	members  []*Person
	kicked   bool
	messages []*Message
	at       map[int64]int   // position of a message by its id
	last     int64           // last message id of a group
	changed  chan struct{}   // closed at the next change
	menu     json.RawMessage // menu button of the chat
}

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

// NewGroup makes a group with the bot in it.
func (s *Sandbox) NewGroup(title string, members ...*Person) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.newChat(-1_001_000_000_000-s.number(), "supergroup", title)
	c.members = slices.Clone(members)
	var by User
	if len(members) > 0 {
		by = members[0].User
	} else {
		by = s.me
	}
	s.push("my_chat_member", s.membership(c, by, "left", "member"))
	return c
}

func (s *Sandbox) newChat(id int64, kind, title string) *Chat {
	c := &Chat{ID: id, Type: kind, Title: title, s: s, at: map[int64]int{}, changed: make(chan struct{})}
	s.chats[id] = c
	s.rooms = append(s.rooms, c)
	return c
}

// Chat is the private chat with the bot, made at first use.
func (p *Person) Chat() *Chat {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.room()
}

// room is Chat with s.mu held.
func (p *Person) room() *Chat {
	if p.private == nil {
		p.private = p.s.newChat(p.ID, "private", "")
		p.private.Person = p
	}
	return p.private
}

// Messages are all messages of the chat, deleted ones too.
func (c *Chat) Messages() []*Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return slices.Clone(c.messages)
}

// Message is the one with that id as it is now, or nil.
func (c *Chat) Message(id int64) *Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.find(id)
}

func (c *Chat) find(id int64) *Message {
	if i, ok := c.at[id]; ok {
		return c.messages[i]
	}
	return nil
}

// Changed is closed at the next change of the chat: a message, an edit, a deletion.
func (c *Chat) Changed() <-chan struct{} {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return c.changed
}

// Members are the people of a group; of a private chat it is the one person.
func (c *Chat) Members() []*Person {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.Person != nil {
		return []*Person{c.Person}
	}
	return slices.Clone(c.members)
}

// add puts a new message at the end of the chat; s.mu is held.
func (s *Sandbox) add(c *Chat, m Message) *Message {
	if c.Type == "private" {
		s.message++
		m.ID = s.message
	} else {
		c.last++
		m.ID = c.last
	}
	m.Chat, m.Date = c, s.now()
	c.at[m.ID] = len(c.messages)
	c.messages = append(c.messages, nil)
	return s.replace(&m)
}

// replace makes that the current state of the message with its id; s.mu is held.
func (s *Sandbox) replace(m *Message) *Message {
	s.revision++
	m.Revision = s.revision
	return s.show(m)
}

// show is replace for what neither the bot nor a person did: the revision stays.
func (s *Sandbox) show(m *Message) *Message {
	m.Chat.messages[m.Chat.at[m.ID]] = m
	close(m.Chat.changed)
	m.Chat.changed = make(chan struct{})
	s.log.chat(m)
	return m
}

// Send writes a text to a chat. In a group the bot sees commands and replies only,
// as a bot in privacy mode does. In the private chat it lifts a block, as the app
// asks for before one can write.
func (p *Person) Send(c *Chat, text string) *Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.write(c, text, 0)
}

// Reply answers a message of the chat that it is in.
func (p *Person) Reply(to *Message, text string) *Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.write(to.Chat, text, to.ID)
}

// Start opens the private chat by its Start button or a deep link; the parameter is
// empty for the button.
func (p *Person) Start(parameter string) *Message {
	return p.Send(p.Chat(), strings.TrimSpace("/start "+parameter))
}

func (p *Person) write(c *Chat, text string, replyTo int64) *Message {
	s := p.s
	if c.Type == "private" {
		p.started = true
		p.unblock()
	}
	m := s.add(c, Message{From: p.User, Text: text, Entities: commands(text), ReplyTo: replyTo})
	if s.hears(c, m) {
		s.push("message", s.wireMessage(m))
	}
	return m
}

// hears tells whether the bot gets a message (Telegram, "Bots FAQ": privacy mode).
func (s *Sandbox) hears(c *Chat, m *Message) bool {
	if c.Type == "private" {
		return true
	}
	if c.kicked {
		return false
	}
	if to := c.find(m.ReplyTo); to != nil && to.From.ID == s.me.ID {
		return true
	}
	if len(m.Entities) == 0 || m.Entities[0].Offset != 0 {
		return false
	}
	_, bot, named := strings.Cut(m.Text[:m.Entities[0].Length], "@")
	return !named || strings.EqualFold(bot, s.me.Username)
}

// Block stops the bot from writing to the person.
func (p *Person) Block() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if !p.blocked {
		p.blocked = true
		p.s.push("my_chat_member", p.s.membership(p.room(), p.User, "member", "kicked"))
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
		p.s.push("my_chat_member", p.s.membership(p.room(), p.User, "kicked", "member"))
	}
}

// Deactivate deletes the account.
func (p *Person) Deactivate() {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.deleted = true
}

// Kick throws the bot out of a group.
func (c *Chat) Kick() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.kicked || c.Type == "private" {
		return
	}
	c.kicked = true
	by := c.s.me
	if len(c.members) > 0 {
		by = c.members[0].User
	}
	c.s.push("my_chat_member", c.s.membership(c, by, "member", "kicked"))
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
	f.From, f.Forwarded, f.ReplyTo, f.EditDate = p.User, true, 0, time.Time{}
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
