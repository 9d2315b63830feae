package sandbox

import (
	"encoding/json"
	"time"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// fields are a JSON object of the Bot API.
type fields map[string]any

// anonymousBot speaks for administrators who hide behind their group (Bot API
// documentation, Message.from).
var anonymousBot = User{ID: 1087968824, IsBot: true, FirstName: "Group", Username: "GroupAnonymousBot"}

// topicColor is that of topics whose maker chose none (Bot API documentation,
// createForumTopic).
const topicColor = 0x6FB9F0

// wireChat renders Chat of the Bot API.
func (c *Chat) wireChat() fields {
	f := fields{"id": c.ID, "type": c.Type}
	if c.Person == nil {
		f["title"] = c.Title
		if c.Username != "" {
			f["username"] = c.Username
		}
		if c.forum {
			f["is_forum"] = true
		}
		return f
	}
	f["first_name"] = c.Person.FirstName
	if c.Person.LastName != "" {
		f["last_name"] = c.Person.LastName
	}
	if c.Person.Username != "" {
		f["username"] = c.Person.Username
	}
	return f
}

// wireMessage renders Message of the Bot API; s.mu is held.
func (s *Sandbox) wireMessage(m *Message) fields {
	f := fields{"message_id": max(m.ID, 0), "chat": m.Chat.wireChat(), "date": m.Date.Unix()}
	s.wireSender(f, m)
	if !m.EditDate.IsZero() {
		f["edit_date"] = m.EditDate.Unix()
	}
	if m.Text != "" {
		f["text"] = m.Text
		if len(m.Entities) > 0 {
			f["entities"] = m.Entities
		}
	}
	if m.Caption != "" {
		f["caption"] = m.Caption
		if len(m.Entities) > 0 {
			f["caption_entities"] = m.Entities
		}
	}
	wireContent(f, m)
	wirePlace(f, m)
	if to := m.Chat.find(m.ReplyTo); to != nil {
		short := *to
		short.ReplyTo = 0
		f["reply_to_message"] = s.wireMessage(&short)
	}
	if (m.From.ID == s.me.ID || m.ViaBot) && len(m.Keyboard) > 0 {
		f["reply_markup"] = fields{"inline_keyboard": wireKeyboard(m.Keyboard)}
	}
	return f
}

// wireSender renders who a message is from. A channel's posts are from the channel.
func (s *Sandbox) wireSender(f fields, m *Message) {
	switch {
	case m.Chat.Type == "channel":
		f["sender_chat"] = m.Chat.wireChat()
	case m.AsChat:
		f["from"], f["sender_chat"] = anonymousBot, m.Chat.wireChat()
	default:
		f["from"] = m.From
	}
	if m.ViaBot {
		f["via_bot"] = s.me
	}
}

// wirePlace renders where in its chat a message is, and who sees it.
func wirePlace(f fields, m *Message) {
	if m.Thread != 0 {
		f["message_thread_id"] = m.Thread
		if m.Chat.forum {
			f["is_topic_message"] = true
		}
	}
	if m.Effect != "" {
		f["effect_id"] = m.Effect
	}
	if m.EphemeralID != 0 {
		f["ephemeral_message_id"] = m.EphemeralID
		if m.From.IsBot && m.Receiver != nil {
			f["receiver_user"] = m.Receiver.User
		}
	}
}

func wireContent(f fields, m *Message) {
	if p := m.Photo; p != nil {
		f["photo"] = []fields{{"file_id": p.ID, "file_unique_id": "u" + p.ID, "file_size": p.Size, "width": p.Width, "height": p.Height}}
	}
	if d := m.Document; d != nil {
		f["document"] = fields{"file_id": d.ID, "file_unique_id": "u" + d.ID, "file_size": d.Size, "file_name": d.Name, "mime_type": d.Type}
	}
	if i := m.Invoice; i != nil {
		f["invoice"] = fields{"title": i.Title, "description": i.Description, "start_parameter": i.StartParameter, "currency": i.Currency, "total_amount": i.Total()}
	}
	if m.Payment != nil {
		f["successful_payment"] = m.Payment.wirePayment()
	}
	if c := m.Refund; c != nil {
		f["refunded_payment"] = fields{"currency": c.Currency, "total_amount": c.Amount, "invoice_payload": c.Payload, "telegram_payment_charge_id": c.ID}
	}
	if m.Service != nil {
		f[m.Service.Kind] = m.Service.wireService()
	}
	if m.MovedTo != 0 {
		f["migrate_to_chat_id"] = m.MovedTo
	}
	if m.MovedFrom != 0 {
		f["migrate_from_chat_id"] = m.MovedFrom
	}
}

func (v *Service) wireService() fields {
	switch v.Kind {
	case "forum_topic_created":
		return fields{"name": v.Name, "icon_color": topicColor}
	case "forum_topic_edited":
		return fields{"name": v.Name}
	}
	return fields{}
}

func (c *Charge) wirePayment() fields {
	f := fields{"currency": c.Currency, "total_amount": c.Amount, "invoice_payload": c.Payload, "telegram_payment_charge_id": c.ID, "provider_payment_charge_id": c.ProviderID}
	if c.Option != "" {
		f["shipping_option_id"] = c.Option
	}
	if c.Order != nil {
		f["order_info"] = c.Order
	}
	if !c.Until.IsZero() {
		f["is_recurring"], f["subscription_expiration_date"] = true, c.Until.Unix()
		if c.First {
			f["is_first_recurring"] = true
		}
	}
	return f
}

// wireKeyboard gives the buttons back as the bot wrote them.
func wireKeyboard(rows [][]Button) [][]json.RawMessage {
	wire := make([][]json.RawMessage, len(rows))
	for i, row := range rows {
		for _, b := range row {
			wire[i] = append(wire[i], b.raw)
		}
	}
	return wire
}

// push makes an update of that kind if the bot wants it; s.mu is held.
func (s *Sandbox) push(kind string, content any) {
	if !s.queue.wants(kind) {
		return
	}
	data, err := json.Marshal(content)
	if err != nil {
		panic("sandbox: update can't be encoded: " + err.Error())
	}
	rest := []byte(`"` + kind + `":` + string(data) + `}`)
	s.queueUp(spec.Lifetime(kind), func(id int64) []byte { return numbered(id, rest) })
}

// queueUp appends what is made for the next id and returns that, 0 if the queue is full.
func (s *Sandbox) queueUp(keep time.Duration, body func(id int64) []byte) int64 {
	u := s.queue.push(s.o.Now().Add(keep), body)
	if u == nil {
		return 0
	}
	s.events.emit(Event{Kind: "update", Time: time.Now(), Update: u.body})
	return u.id
}

// ask puts a question to the bot: an update that it has to answer; s.mu is held.
func (s *Sandbox) ask(kind string, limit time.Duration, content fields) *query {
	q := s.queries.ask(kind, limit)
	content["id"] = q.id
	s.push(kind, content)
	return q
}
