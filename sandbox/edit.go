package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

const notModified = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"

// lastDeletion is how long a bot may delete a message (Bot API documentation).
const lastDeletion = 48 * time.Hour

// edited finds the message of an edit and its new keyboard; s.mu is held.
func (s *Sandbox) edited(c *call) (*Message, keyboards, *apiError) {
	if c.Params["chat_id"] == "" && c.Params["inline_message_id"] != "" {
		return nil, keyboards{}, bad("MESSAGE_ID_INVALID")
	}
	chat, refused := s.target(c)
	if refused != nil {
		return nil, keyboards{}, refused
	}
	id := toInteger(c.Params["message_id"])
	if id <= 0 {
		return nil, keyboards{}, bad("message identifier is not specified")
	}
	m := chat.find(id)
	switch {
	case m == nil || m.Deleted:
		return nil, keyboards{}, bad("message to edit not found")
	case m.From.ID != s.me.ID || m.Payment != nil || m.Refund != nil:
		return nil, keyboards{}, bad("message can't be edited")
	}
	k, refused := s.replyMarkup(c)
	if refused == nil && k.reply != nil {
		refused = bad("inline keyboard expected")
	}
	if refused == nil {
		refused = payButtons(k.inline, m.Invoice != nil)
	}
	return m, k, refused
}

// save puts an edit into the chat unless it changes nothing.
func (s *Sandbox) save(old *Message, m Message) (any, *apiError) {
	same := old.Text == m.Text && old.Caption == m.Caption && slices.Equal(old.Entities, m.Entities) &&
		sameFile(old.Photo, m.Photo) && sameFile(old.Document, m.Document) && sameKeyboard(old.Keyboard, m.Keyboard)
	if same {
		return nil, bad(notModified)
	}
	if refused := s.paced(m.Chat); refused != nil {
		return nil, refused
	}
	m.EditDate = s.now()
	return s.wireMessage(s.replace(&m)), nil
}

func sameFile(a, b *File) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.ID == b.ID || a.URL != "" && a.URL == b.URL
}

func editMessageText(s *Sandbox, c *call) (any, *apiError) {
	text, entities, refused := c.body()
	if refused != nil {
		return nil, refused
	}
	old, k, refused := s.edited(c)
	if refused != nil {
		return nil, refused
	}
	if old.Text == "" {
		return nil, bad("there is no text in the message to edit")
	}
	m := *old
	m.Text, m.Entities, m.Keyboard = text, entities, k.inline
	return s.save(old, m)
}

func editMessageCaption(s *Sandbox, c *call) (any, *apiError) {
	text, entities, refused := c.caption()
	if refused != nil {
		return nil, refused
	}
	old, k, refused := s.edited(c)
	if refused != nil {
		return nil, refused
	}
	if old.Photo == nil && old.Document == nil {
		return nil, bad("there is no caption in the message to edit")
	}
	m := *old
	m.Caption, m.Entities, m.Keyboard = text, entities, k.inline
	return s.save(old, m)
}

func editMessageReplyMarkup(s *Sandbox, c *call) (any, *apiError) {
	old, k, refused := s.edited(c)
	if refused != nil {
		return nil, refused
	}
	m := *old
	m.Keyboard = k.inline
	if m.Invoice != nil && len(m.Keyboard) == 0 {
		m.Keyboard = [][]Button{{payButton(m.Invoice)}}
	}
	return s.save(old, m)
}

// inputMediaFields are InputMediaPhoto and InputMediaDocument (Bot API
// documentation); telebot writes file_name too.
var inputMediaFields = []string{"type", "media", "caption", "parse_mode", "caption_entities", "show_caption_above_media",
	"has_spoiler", "thumbnail", "disable_content_type_detection", "file_name"}

func editMessageMedia(s *Sandbox, c *call) (any, *apiError) {
	raw, refused := c.needed("media")
	if refused != nil {
		return nil, refused
	}
	old, k, refused := s.edited(c)
	if refused != nil {
		return nil, refused
	}
	if old.Invoice != nil {
		return nil, bad("there is no media in the message to edit")
	}
	m := *old
	m.Keyboard, m.Text, m.Photo, m.Document = k.inline, "", nil, nil
	if refused := s.inputMedia(c, raw, &m); refused != nil {
		return nil, refused
	}
	return s.save(old, m)
}

// inputMedia puts the photo or the document into the message.
func (s *Sandbox) inputMedia(c *call, raw string, m *Message) *apiError {
	var all map[string]json.RawMessage
	var v struct{ Type, Media, Caption string }
	var more struct {
		Mode     string          `json:"parse_mode"`
		Entities json.RawMessage `json:"caption_entities"`
	}
	if json.Unmarshal([]byte(raw), &all) != nil || json.Unmarshal([]byte(raw), &v) != nil || json.Unmarshal([]byte(raw), &more) != nil {
		return bad("can't parse input media JSON object")
	}
	for name := range all {
		if !slices.Contains(inputMediaFields, name) {
			s.log.problem("%s: unknown field %q in the media", c.Method, name)
		}
	}
	file, refused := s.newMedia(c, v.Type, v.Media)
	if refused != nil {
		return refused
	}
	if strings.EqualFold(v.Type, "photo") {
		m.Photo = file
	} else {
		m.Document = file
	}
	m.Caption, m.Entities, refused = caption(v.Caption, more.Mode, string(more.Entities))
	return refused
}

func (s *Sandbox) newMedia(c *call, kind, media string) (*File, *apiError) {
	switch strings.ToLower(kind) {
	case "photo", "document":
	default:
		return nil, bad("can't parse InputMedia: type must be one of the types the sandbox plays: photo, document")
	}
	if media == "" {
		return nil, bad("can't parse InputMedia: media not found")
	}
	return s.media(c, media, "", strings.EqualFold(kind, "photo"))
}

func deleteMessage(s *Sandbox, c *call) (any, *apiError) {
	chat, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	id := toInteger(c.Params["message_id"])
	if id <= 0 {
		return nil, bad("message identifier is not specified")
	}
	m := chat.find(id)
	switch {
	case m == nil || m.Deleted:
		return nil, bad("message to delete not found")
	case s.now().Sub(m.Date) > lastDeletion, chat.Person == nil && m.From.ID != s.me.ID:
		return nil, bad("message can't be deleted for everyone")
	}
	gone := *m
	gone.Deleted = true
	s.replace(&gone)
	return true, nil
}
