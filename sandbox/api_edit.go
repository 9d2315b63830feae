package sandbox

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/donatebot/donatebot/sandbox/markup"
	"github.com/donatebot/donatebot/sandbox/spec"
)

// lastDeletion is how long a bot may delete a message (Bot API documentation).
const lastDeletion = 48 * time.Hour

// edit changes a copy of a message as a call asks for.
type edit func(s *Sandbox, c *call, m *Message) *spec.Error

// editable finds the message of an edit by chat and id, or by its inline id; s.mu is held.
func (s *Sandbox) editable(c *call) (*Message, *spec.Error) {
	if c.Params["chat_id"] == "" && c.Params["inline_message_id"] != "" {
		m := s.inline[c.Params["inline_message_id"]]
		if m == nil || m.Deleted {
			return nil, spec.BadRequest("MESSAGE_ID_INVALID")
		}
		return m, nil
	}
	chat, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	id := c.integer("message_id")
	if id <= 0 {
		return nil, spec.BadRequest(spec.MessageIDMissing)
	}
	m := chat.find(id)
	switch {
	case m == nil || m.Deleted:
		return nil, spec.BadRequest(spec.EditNotFound)
	case m.From.ID != s.me.ID || m.Payment != nil || m.Refund != nil || m.Service != nil:
		return nil, spec.BadRequest(spec.CantEdit)
	}
	return m, nil
}

// edited makes a change with the call's keyboard, unless that changes nothing.
func (s *Sandbox) edited(c *call, old *Message, change edit) (*Message, *spec.Error) {
	k, refused := readMarkup(c.Params["reply_markup"])
	if refused == nil && k.reply != nil {
		refused = spec.BadRequest("inline keyboard expected")
	}
	if refused == nil {
		refused = payButtons(k.inline, old.Invoice != nil)
	}
	if refused != nil {
		return nil, refused
	}
	m := *old
	m.Keyboard = k.inline
	if refused := change(s, c, &m); refused != nil {
		return nil, refused
	}
	if m.same(old) {
		return nil, spec.BadRequest(spec.NotModified)
	}
	if refused := s.paced(m.Chat); refused != nil {
		return nil, refused
	}
	m.EditDate = s.now()
	return s.replace(&m), nil
}

// same reports whether two states of a message look alike.
func (m *Message) same(o *Message) bool {
	return m.Text == o.Text && m.Caption == o.Caption && markup.Equal(m.Entities, o.Entities) &&
		sameFile(m.Photo, o.Photo) && sameFile(m.Document, o.Document) && sameKeyboard(m.Keyboard, o.Keyboard)
}

func sameFile(a, b *File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.ID == b.ID || a.URL != "" && a.URL == b.URL
}

// editMessage does an edit of a message that all see. What was sent inline is answered
// with true, since the bot has no chat to show it in.
func (s *Sandbox) editMessage(c *call, change edit) (any, *spec.Error) {
	old, refused := s.editable(c)
	if refused != nil {
		return nil, refused
	}
	m, refused := s.edited(c, old, change)
	switch {
	case refused != nil:
		return nil, refused
	case c.Params["chat_id"] == "":
		return true, nil
	}
	return s.wireMessage(m), nil
}

func editMessageText(s *Sandbox, c *call) (any, *spec.Error) {
	if _, _, refused := c.body(); refused != nil { // before the chat is looked for
		return nil, refused
	}
	return s.editMessage(c, editText)
}

func editText(_ *Sandbox, c *call, m *Message) (refused *spec.Error) {
	if m.Text == "" {
		return spec.BadRequest("there is no text in the message to edit")
	}
	m.Text, m.Entities, refused = c.body()
	return refused
}

func editMessageCaption(s *Sandbox, c *call) (any, *spec.Error) {
	if _, _, refused := c.caption(); refused != nil {
		return nil, refused
	}
	return s.editMessage(c, editCaption)
}

func editCaption(_ *Sandbox, c *call, m *Message) (refused *spec.Error) {
	if m.Photo == nil && m.Document == nil {
		return spec.BadRequest("there is no caption in the message to edit")
	}
	m.Caption, m.Entities, refused = c.caption()
	return refused
}

func editMessageReplyMarkup(s *Sandbox, c *call) (any, *spec.Error) {
	return s.editMessage(c, editMarkup)
}

func editMarkup(_ *Sandbox, _ *call, m *Message) *spec.Error {
	if m.Invoice != nil && len(m.Keyboard) == 0 {
		m.Keyboard = [][]Button{{payButton()}}
	}
	return nil
}

func editMessageMedia(s *Sandbox, c *call) (any, *spec.Error) {
	if _, refused := c.needed("media"); refused != nil {
		return nil, refused
	}
	return s.editMessage(c, editMedia)
}

// editMedia puts another photo or document into the message.
func editMedia(s *Sandbox, c *call, m *Message) *spec.Error {
	raw, refused := c.needed("media")
	if refused != nil {
		return refused
	}
	if m.Invoice != nil {
		return spec.BadRequest("there is no media in the message to edit")
	}
	var v struct {
		Type, Media, Caption string
		Mode                 string          `json:"parse_mode"`
		Entities             json.RawMessage `json:"caption_entities"`
	}
	if json.Unmarshal([]byte(raw), &v) != nil {
		return spec.BadRequest("can't parse input media JSON object")
	}
	photo := strings.EqualFold(v.Type, "photo")
	switch {
	case !photo && !strings.EqualFold(v.Type, "document"):
		return spec.BadRequest("can't parse InputMedia: type must be one of the types the sandbox plays: photo, document")
	case v.Media == "":
		return spec.BadRequest("can't parse InputMedia: media not found")
	}
	file, refused := s.media(c, v.Media, "", photo)
	if refused != nil {
		return refused
	}
	m.Text = ""
	m.setFile(file, photo)
	m.Caption, m.Entities, refused = caption(v.Caption, v.Mode, string(v.Entities))
	return refused
}

func deleteMessage(s *Sandbox, c *call) (any, *spec.Error) {
	chat, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	id := c.integer("message_id")
	if id <= 0 {
		return nil, spec.BadRequest(spec.MessageIDMissing)
	}
	m := chat.find(id)
	switch {
	case m == nil || m.Deleted:
		return nil, spec.BadRequest(spec.DeleteNotFound)
	case !s.mayDelete(m):
		return nil, spec.BadRequest("message can't be deleted for everyone")
	}
	s.deleteNow(m)
	return true, nil
}

// mayDelete reports whether the bot may delete a message (Bot API documentation,
// deleteMessage).
func (s *Sandbox) mayDelete(m *Message) bool {
	rules := m.Chat.Person != nil || m.Chat.bot.status == statusAdministrator
	return s.now().Sub(m.Date) <= lastDeletion && (rules || m.From.ID == s.me.ID)
}

func (s *Sandbox) deleteNow(m *Message) {
	gone := *m
	gone.Deleted = true
	s.replace(&gone)
}

// deleteMessages passes over what is not there (Bot API documentation).
func deleteMessages(s *Sandbox, c *call) (any, *spec.Error) {
	chat, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	var ids []int64
	if json.Unmarshal([]byte(c.Params["message_ids"]), &ids) != nil {
		return nil, spec.BadRequest("can't parse message identifiers JSON object")
	}
	for _, id := range ids {
		if m := chat.find(id); m != nil && !m.Deleted && s.mayDelete(m) {
			s.deleteNow(m)
		}
	}
	return true, nil
}

// pin is the method that pins a message, or the one that takes that back.
func pin(on bool) handler {
	return func(s *Sandbox, c *call) (any, *spec.Error) {
		chat, refused := s.target(c)
		if refused != nil {
			return nil, refused
		}
		if chat.Person == nil && chat.bot.status != statusAdministrator {
			return nil, spec.BadRequest("not enough rights to manage pinned messages in the chat")
		}
		m := chat.find(c.integer("message_id"))
		if m == nil || m.Deleted {
			return nil, spec.BadRequest("message to pin not found")
		}
		pinned := *m
		pinned.Pinned = on
		s.replace(&pinned)
		return true, nil
	}
}
