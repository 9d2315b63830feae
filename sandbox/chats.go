package sandbox

import (
	"slices"
	"time"
)

// Chat returns the private chat with the bot, made at first use.
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

func (s *Sandbox) newChat(id int64, kind, title string) *Chat {
	c := &Chat{ID: id, Type: kind, Title: title, s: s, at: map[int64]int{}, changed: make(chan struct{})}
	s.chats[id] = c
	s.rooms = append(s.rooms, c)
	return c
}

// Messages returns all messages of the chat, deleted ones too.
func (c *Chat) Messages() []*Message {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return slices.Clone(c.messages)
}

// Message returns the one with that id as it is now, or nil.
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

// Members returns the people of a group or channel; of a private chat it is the one
// person.
func (c *Chat) Members() []*Person {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.Person != nil {
		return []*Person{c.Person}
	}
	return slices.Clone(c.members)
}

// add puts a new message at the end of the chat; s.mu is held. Private chats and basic
// groups count their messages together, all other chats on their own.
func (s *Sandbox) add(c *Chat, m Message) *Message {
	switch {
	case m.EphemeralID != 0: // its ID is made up by the sandbox
		m.ID = -s.number()
	case c.Type == "private" || c.Type == "group":
		s.message++
		m.ID = s.message
	default:
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
	if m.InlineID != "" {
		s.inline[m.InlineID] = m
	}
	return s.show(m)
}

// show is replace for what neither the bot nor a person did: the revision stays.
func (s *Sandbox) show(m *Message) *Message {
	m.Chat.messages[m.Chat.at[m.ID]] = m
	close(m.Chat.changed)
	m.Chat.changed = make(chan struct{})
	s.events.emit(Event{Kind: "chat", Time: time.Now(), Message: m})
	return m
}
