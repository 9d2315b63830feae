package sandbox

import (
	"strings"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// place is the chat that a call is about, whether the bot may write to it or not; s.mu
// is held.
func (s *Sandbox) place(raw string) (*Chat, *spec.Error) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return nil, spec.BadRequest(spec.ChatIDEmpty)
	}
	if name, ok := strings.CutPrefix(raw, "@"); ok {
		for _, c := range s.rooms {
			if c.Username != "" && strings.EqualFold(c.Username, name) {
				return c, nil
			}
		}
		return nil, spec.BadRequest(spec.ChatNotFound)
	}
	if chat := s.chats[toInteger(raw)]; chat != nil && chat.Person == nil {
		return chat, nil
	}
	return nil, nil
}

// target is the chat that a call writes to, if the bot may; s.mu is held.
func (s *Sandbox) target(c *call) (*Chat, *spec.Error) {
	chat, refused := s.place(c.Params["chat_id"])
	switch {
	case refused != nil:
		return nil, refused
	case chat != nil:
		return chat, chat.admits()
	}
	return s.privateTarget(toInteger(strings.TrimSpace(c.Params["chat_id"])))
}

// admits reports why the bot can't be in a group or channel.
func (c *Chat) admits() *spec.Error {
	switch {
	case c.movedTo != nil:
		e := spec.BadRequest(spec.Upgraded)
		e.MigrateTo = c.movedTo.ID
		return e
	case c.dissolved:
		return spec.Forbidden(spec.Dissolved)
	case c.bot.status == statusKicked:
		return spec.Forbidden(spec.Kicked, c.Type)
	case c.bot.status == statusLeft:
		return spec.Forbidden(spec.NotMember, c.Type)
	}
	return nil
}

// privateTarget is a person's chat with the bot.
func (s *Sandbox) privateTarget(id int64) (*Chat, *spec.Error) {
	p := s.people[id]
	switch {
	case id == s.me.ID:
		return nil, spec.Forbidden(spec.SentToItself)
	case p == nil || !p.started && !s.met(p):
		return nil, spec.BadRequest(spec.ChatNotFound)
	case p.deleted:
		return nil, spec.Forbidden(spec.UserDeactivated)
	case !p.started:
		return nil, spec.Forbidden(spec.NeverStarted)
	case p.blocked:
		return nil, spec.Forbidden(spec.BlockedByUser)
	}
	return p.room(), nil
}

// met reports whether the bot knows the person from a group; s.mu is held.
func (s *Sandbox) met(p *Person) bool {
	for _, c := range s.rooms {
		for _, m := range c.members {
			if m == p {
				return true
			}
		}
	}
	return false
}

// visible is a chat that the bot can look at, writing to it or not; s.mu is held.
func (s *Sandbox) visible(raw string) (*Chat, *spec.Error) {
	chat, refused := s.place(raw)
	switch {
	case refused != nil:
		return nil, refused
	case chat != nil:
		return chat, chat.admits()
	}
	chat = s.chats[toInteger(strings.TrimSpace(raw))]
	if chat == nil || !chat.Person.started {
		return nil, spec.BadRequest(spec.ChatNotFound)
	}
	return chat, nil
}

// maySend reports why the bot may not send such a message to the chat (tdlib/td,
// MessageContent.cpp).
func (c *Chat) maySend(m *Message) *spec.Error {
	if c.Type == "channel" && c.bot.status != statusAdministrator {
		return spec.BadRequest(spec.NeedAdmin, c.Type)
	}
	lacks := c.bot.lacks
	switch {
	case m.Invoice != nil && lacks.Texts:
		return spec.BadRequest(spec.NoRightsToSend, "invoice messages")
	case m.Photo != nil && lacks.Photos:
		return spec.BadRequest(spec.NoRightsToSend, "photos")
	case m.Document != nil && lacks.Documents:
		return spec.BadRequest(spec.NoRightsToSend, "documents")
	case m.Text != "" && lacks.Texts:
		return spec.BadRequest(spec.NoRightsToSend, "text messages")
	}
	return nil
}

// thread is the topic that a call writes to. In a group without topics a thread is any
// chain of replies, whose id the sandbox takes on trust.
func (c *call) thread(chat *Chat) (int64, *spec.Error) {
	id := c.integer("message_thread_id")
	switch {
	case !chat.forum && (id == 0 || chat.Type == "supergroup"):
		return id, nil
	case !chat.forum:
		return 0, spec.BadRequest(spec.ThreadNotFound)
	}
	t := chat.topic(id)
	switch {
	case t == nil || id == generalTopic:
		return 0, spec.BadRequest(spec.ThreadNotFound)
	case t.closed && chat.bot.status != statusAdministrator:
		return 0, spec.BadRequest(spec.TopicClosed)
	}
	return id, nil
}

// paced counts a message against the limits of Options.Pace.
func (s *Sandbox) paced(chat *Chat) *spec.Error {
	if !s.o.Pace {
		return nil
	}
	return s.pace.take(chat.ID, chat.Person != nil, s.o.Now())
}
