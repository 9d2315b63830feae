package sandbox

import (
	"encoding/json"
	"strings"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// effects are the message effects that everybody has, by their ids, which the Bot API
// does not list; others are refused.
var effects = map[string]string{
	"5104841245755180586": "🔥", "5107584321108051014": "👍", "5104858069142078462": "👎",
	"5159385139981059251": "❤️", "5046509860389126442": "🎉", "5046589136895476101": "💩",
}

// post checks what all sending methods share and puts the message into the chat.
func (s *Sandbox) post(c *call, chat *Chat, m Message) (any, *spec.Error) {
	k, refused := readMarkup(c.Params["reply_markup"])
	if refused != nil {
		return nil, refused
	}
	if refused := payButtons(k.inline, m.Invoice != nil); refused != nil {
		return nil, refused
	}
	m.From, m.Keyboard, m.ReplyKeyboard, m.ForceReply, m.Selective = s.me, k.inline, k.reply, k.force, k.selective
	for _, step := range []func(*call, *Chat, *Message) *spec.Error{s.placed, s.replying, s.withEffect, s.ephemeral} {
		if refused := step(c, chat, &m); refused != nil {
			return nil, refused
		}
	}
	if refused := s.paced(chat); refused != nil {
		return nil, refused
	}
	if m.Invoice != nil && len(m.Keyboard) == 0 {
		m.Keyboard = [][]Button{{payButton()}}
	}
	if old := s.replaced(c, chat); old != nil {
		gone := *old
		gone.Deleted = true
		s.replace(&gone)
	}
	return s.wireMessage(s.add(chat, m)), nil
}

// placed checks the bot's rights and finds the topic.
func (s *Sandbox) placed(c *call, chat *Chat, m *Message) (refused *spec.Error) {
	if refused := chat.maySend(m); refused != nil {
		return refused
	}
	m.AsChat = chat.Type == "channel"
	m.Thread, refused = c.thread(chat)
	return refused
}

// replyParameters are ReplyParameters of the Bot API, as far as they are played.
type replyParameters struct {
	Message   int64 `json:"message_id"`
	Ephemeral int64 `json:"ephemeral_message_id"`
	Lenient   bool  `json:"allow_sending_without_reply"`
}

// replyParameters reads reply_parameters and the older reply_to_message_id.
func (c *call) replyParameters() (v replyParameters, refused *spec.Error) {
	raw := c.Params["reply_parameters"]
	if raw == "" {
		return replyParameters{Message: c.integer("reply_to_message_id"), Lenient: c.boolean("allow_sending_without_reply")}, nil
	}
	if json.Unmarshal([]byte(raw), &v) != nil {
		return v, spec.BadRequest("can't parse reply parameters JSON object")
	}
	return v, nil
}

// replying finds the message that is replied to. A reply is in the topic of it.
func (s *Sandbox) replying(c *call, chat *Chat, m *Message) *spec.Error {
	to, refused := c.replyParameters()
	if refused != nil {
		return refused
	}
	found := chat.find(to.Message)
	if to.Ephemeral != 0 {
		found = chat.findEphemeral(to.Ephemeral)
	}
	switch {
	case to.Message == 0 && to.Ephemeral == 0:
	case found != nil && !found.Deleted:
		m.ReplyTo = found.ID
	case !to.Lenient:
		return spec.BadRequest(spec.ReplyNotFound)
	}
	return nil
}

// withEffect checks message_effect_id, which private chats have (Bot API documentation).
func (s *Sandbox) withEffect(c *call, chat *Chat, m *Message) *spec.Error {
	id := c.Params["message_effect_id"]
	if id == "" {
		return nil
	}
	if effects[id] == "" || chat.Person == nil {
		return spec.BadRequest("EFFECT_ID_INVALID")
	}
	m.Effect = id
	return nil
}

func sendMessage(s *Sandbox, c *call) (any, *spec.Error) {
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

func sendPhoto(s *Sandbox, c *call) (any, *spec.Error) {
	return s.sendFile(c, "photo", true)
}

func sendDocument(s *Sandbox, c *call) (any, *spec.Error) {
	return s.sendFile(c, "document", false)
}

// sendFile sends the photo or the document of a parameter.
func (s *Sandbox) sendFile(c *call, parameter string, photo bool) (any, *spec.Error) {
	file, refused := s.media(c, c.Params[parameter], parameter, photo)
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
	m := Message{Caption: text, Entities: entities}
	m.setFile(file, photo)
	return s.post(c, chat, m)
}

func sendChatAction(s *Sandbox, c *call) (any, *spec.Error) {
	if _, refused := s.target(c); refused != nil {
		return nil, refused
	}
	switch strings.ToLower(c.Params["action"]) {
	case "typing", "upload_photo", "upload_video", "record_video", "upload_voice", "record_voice", "upload_document",
		"choose_sticker", "find_location", "upload_video_note", "record_video_note", "cancel":
		return true, nil
	}
	return nil, spec.BadRequest("wrong parameter action in request")
}
