package sandbox

import (
	"encoding/json"
	"strconv"
	"strings"
)

// target is the chat that a call writes to, if the bot may; s.mu is held.
func (s *Sandbox) target(c *call) (*Chat, *apiError) {
	raw := strings.TrimSpace(c.Params["chat_id"])
	if raw == "" {
		return nil, bad("chat_id is empty")
	}
	id, err := strconv.ParseInt(raw, 10, 64)
	if err != nil {
		return nil, bad("chat not found")
	}
	if chat := s.chats[id]; chat != nil && chat.Person == nil {
		if chat.kicked {
			return nil, forbidden("bot was kicked from the supergroup chat")
		}
		return chat, nil
	}
	p := s.people[id]
	switch {
	case id == s.me.ID:
		return nil, forbidden("the bot can't send messages to the bot")
	case p == nil || !p.started && !s.met(p):
		return nil, bad("chat not found")
	case p.deleted:
		return nil, forbidden("user is deactivated")
	case !p.started:
		return nil, forbidden("bot can't initiate conversation with a user")
	case p.blocked:
		return nil, forbidden("bot was blocked by the user")
	}
	return p.room(), nil
}

// met tells whether the bot knows the person from a group; s.mu is held.
func (s *Sandbox) met(p *Person) bool {
	for _, c := range s.rooms {
		if c.Person != nil {
			continue
		}
		for _, m := range c.members {
			if m == p {
				return true
			}
		}
	}
	return false
}

// post checks what all sending methods share and puts the message into the chat.
func (s *Sandbox) post(c *call, chat *Chat, m Message) (any, *apiError) {
	k, refused := s.replyMarkup(c)
	if refused != nil {
		return nil, refused
	}
	if refused := payButtons(k.inline, m.Invoice != nil); refused != nil {
		return nil, refused
	}
	if m.ReplyTo, refused = s.repliesTo(c, chat); refused != nil {
		return nil, refused
	}
	if refused := s.paced(chat); refused != nil {
		return nil, refused
	}
	m.From, m.Keyboard, m.ReplyKeyboard = s.me, k.inline, k.reply
	if m.Invoice != nil && len(m.Keyboard) == 0 {
		m.Keyboard = [][]Button{{payButton(m.Invoice)}}
	}
	return s.wireMessage(s.add(chat, m)), nil
}

// repliesTo reads reply_parameters and the older reply_to_message_id.
func (s *Sandbox) repliesTo(c *call, chat *Chat) (int64, *apiError) {
	id, lenient := toInteger(c.Params["reply_to_message_id"]), c.truth("allow_sending_without_reply")
	if raw := c.Params["reply_parameters"]; raw != "" {
		var v struct {
			Message int64 `json:"message_id"`
			Lenient bool  `json:"allow_sending_without_reply"`
		}
		if json.Unmarshal([]byte(raw), &v) != nil {
			return 0, bad("can't parse reply parameters JSON object")
		}
		id, lenient = v.Message, v.Lenient
	}
	if id == 0 {
		return 0, nil
	}
	if m := chat.find(id); m != nil && !m.Deleted {
		return id, nil
	}
	if lenient {
		return 0, nil
	}
	return 0, bad("message to be replied not found")
}

func sendMessage(s *Sandbox, c *call) (any, *apiError) {
	text, entities, refused := c.body()
	if refused != nil {
		return nil, refused
	}
	chat, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	return s.post(c, chat, Message{Text: text, Entities: entities})
}

func sendPhoto(s *Sandbox, c *call) (any, *apiError) {
	photo, refused := s.media(c, c.Params["photo"], "photo", true)
	if refused != nil {
		return nil, refused
	}
	text, entities, refused := c.caption()
	if refused != nil {
		return nil, refused
	}
	chat, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	return s.post(c, chat, Message{Photo: photo, Caption: text, Entities: entities})
}

func sendDocument(s *Sandbox, c *call) (any, *apiError) {
	document, refused := s.media(c, c.Params["document"], "document", false)
	if refused != nil {
		return nil, refused
	}
	text, entities, refused := c.caption()
	if refused != nil {
		return nil, refused
	}
	chat, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	return s.post(c, chat, Message{Document: document, Caption: text, Entities: entities})
}

func sendChatAction(s *Sandbox, c *call) (any, *apiError) {
	if _, refused := s.target(c); refused != nil {
		return nil, refused
	}
	switch strings.ToLower(c.Params["action"]) {
	case "typing", "upload_photo", "upload_video", "record_video", "upload_voice", "record_voice", "upload_document",
		"choose_sticker", "find_location", "upload_video_note", "record_video_note", "cancel":
		return true, nil
	}
	return nil, bad("wrong parameter action in request")
}
