package sandbox

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/donatebot/donatebot/sandbox/markup"
	"github.com/donatebot/donatebot/sandbox/spec"
)

// ephemeralParameters are EphemeralMessageParameters of the Bot API.
type ephemeralParameters struct {
	Receiver int64  `json:"receiver_user_id"`
	Query    string `json:"callback_query_id"`
	Replace  bool   `json:"replace_callback_query_message"`
}

// ephemeralParameters reads the parameter; given is false if it is absent.
func (c *call) ephemeralParameters() (v ephemeralParameters, given bool, refused *spec.Error) {
	raw := c.Params["ephemeral_message_parameters"]
	if raw == "" {
		return v, false, nil
	}
	if json.Unmarshal([]byte(raw), &v) != nil || v.Receiver == 0 {
		return v, true, spec.BadRequest("can't parse ephemeral message parameters JSON object")
	}
	return v, true, nil
}

// ephemeral makes a message that one member of a group alone sees. The bot may send it
// at any time as an administrator, else within 15 s of the member's tap or of a command
// that only it saw (Bot API 10.3, EphemeralMessageParameters). Telegram's texts for the
// refusals are not published, but for MESSAGE_NOT_COMMAND.
func (s *Sandbox) ephemeral(c *call, chat *Chat, m *Message) *spec.Error {
	v, given, refused := c.ephemeralParameters()
	to := chat.find(m.ReplyTo)
	switch {
	case refused != nil:
		return refused
	case !given && to != nil && to.EphemeralID != 0:
		return spec.BadRequest("EPHEMERAL_RECEIVER_REQUIRED") // such a reply must be ephemeral itself
	case !given:
		return nil
	case chat.Type != "group" && chat.Type != "supergroup":
		return spec.BadRequest("EPHEMERAL_CHAT_INVALID")
	}
	receiver := s.people[v.Receiver]
	if receiver == nil || !slices.Contains(chat.members, receiver) {
		return spec.BadRequest("USER_NOT_PARTICIPANT")
	}
	if refused := s.mayWhisper(v, chat, receiver, to); refused != nil {
		return refused
	}
	chat.ephemeral++
	m.Receiver, m.EphemeralID = receiver, chat.ephemeral
	return nil
}

// mayWhisper checks what an ephemeral message answers.
func (s *Sandbox) mayWhisper(v ephemeralParameters, chat *Chat, receiver *Person, to *Message) *spec.Error {
	tap, known := s.taps[v.Query]
	switch {
	case v.Query != "":
		if !known || tap.person != receiver || tap.message.Chat != chat || time.Since(tap.at) > tapLimit {
			return spec.BadRequest(spec.LateQuery)
		}
	case to != nil && to.EphemeralID != 0 && to.Receiver == receiver:
		if s.o.Now().Sub(to.Date) > tapLimit {
			return spec.BadRequest("EPHEMERAL_MESSAGE_EXPIRED")
		}
	case chat.bot.status == statusAdministrator:
	case to != nil:
		return spec.BadRequest("MESSAGE_NOT_COMMAND")
	default:
		return spec.BadRequest("CHAT_ADMIN_REQUIRED")
	}
	return nil
}

// replaced is the message with the tapped button if an ephemeral one takes its place,
// which an ephemeral message's own button can't ask for.
func (s *Sandbox) replaced(c *call, chat *Chat) *Message {
	v, given, _ := c.ephemeralParameters()
	tap, known := s.taps[v.Query]
	if !given || !v.Replace || !known || tap.message.EphemeralID != 0 {
		return nil
	}
	return chat.find(tap.message.ID)
}

// findEphemeral is the newest message of that ephemeral id, or nil.
func (c *Chat) findEphemeral(id int64) *Message {
	for _, m := range slices.Backward(c.messages) {
		if m.EphemeralID == id {
			return m
		}
	}
	return nil
}

// whispered finds the ephemeral message of an edit or a deletion; s.mu is held.
func (s *Sandbox) whispered(c *call, notFound string) (*Message, *spec.Error) {
	chat, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	m := chat.findEphemeral(c.integer("ephemeral_message_id"))
	if m == nil || m.Deleted || m.From.ID != s.me.ID || m.Receiver.ID != c.integer("receiver_user_id") {
		return nil, spec.BadRequest("%s", notFound)
	}
	return m, nil
}

// editEphemeral is the method that makes a change to an ephemeral message.
func editEphemeral(change edit) handler {
	return func(s *Sandbox, c *call) (any, *spec.Error) {
		old, refused := s.whispered(c, spec.EditNotFound)
		if refused != nil {
			return nil, refused
		}
		if _, refused := s.edited(c, old, change); refused != nil {
			return nil, refused
		}
		return true, nil
	}
}

func deleteEphemeralMessage(s *Sandbox, c *call) (any, *spec.Error) {
	m, refused := s.whispered(c, spec.DeleteNotFound)
	if refused != nil {
		return nil, refused
	}
	s.deleteNow(m)
	return true, nil
}

// longestWhisper is what an edit of an ephemeral text really takes, though 4096
// characters are documented (tdlib/telegram-bot-api, issue 881).
const longestWhisper = 1024

// editWhisper is editText with that bound.
func editWhisper(s *Sandbox, c *call, m *Message) *spec.Error {
	if refused := editText(s, c, m); refused != nil {
		return refused
	}
	if markup.Units(m.Text) > longestWhisper {
		return spec.BadRequest("MEDIA_CAPTION_TOO_LONG")
	}
	return nil
}
