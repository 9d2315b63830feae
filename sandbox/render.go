package sandbox

import (
	"encoding/json"
	"strconv"
	"unicode/utf16"
)

// fields are a JSON object of the Bot API.
type fields map[string]any

// wireChat is Chat of the Bot API.
func (s *Sandbox) wireChat(c *Chat) fields {
	f := fields{"id": c.ID, "type": c.Type}
	if c.Person == nil {
		f["title"] = c.Title
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

// wireMessage is Message of the Bot API; s.mu is held.
func (s *Sandbox) wireMessage(m *Message) fields {
	f := fields{"message_id": m.ID, "from": m.From, "chat": s.wireChat(m.Chat), "date": m.Date.Unix()}
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
	s.wireContent(f, m)
	if to := m.Chat.find(m.ReplyTo); to != nil {
		short := *to
		short.ReplyTo = 0
		f["reply_to_message"] = s.wireMessage(&short)
	}
	if m.From.ID == s.me.ID && len(m.Keyboard) > 0 {
		f["reply_markup"] = fields{"inline_keyboard": wireKeyboard(m.Keyboard)}
	}
	return f
}

func (s *Sandbox) wireContent(f fields, m *Message) {
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
		f["successful_payment"] = wirePayment(m.Payment)
	}
	if c := m.Refund; c != nil {
		f["refunded_payment"] = fields{"currency": c.Currency, "total_amount": c.Amount, "invoice_payload": c.Payload, "telegram_payment_charge_id": c.ID}
	}
}

func wirePayment(c *Charge) fields {
	f := fields{"currency": c.Currency, "total_amount": c.Amount, "invoice_payload": c.Payload, "telegram_payment_charge_id": c.ID, "provider_payment_charge_id": c.ProviderID}
	if c.Option != "" {
		f["shipping_option_id"] = c.Option
	}
	if c.Order != nil {
		f["order_info"] = c.Order
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

// membership is ChatMemberUpdated about the bot; s.mu is held.
func (s *Sandbox) membership(c *Chat, by User, before, after string) fields {
	member := func(status string) fields {
		f := fields{"user": s.me, "status": status}
		if status == "kicked" {
			f["until_date"] = 0
		}
		return f
	}
	return fields{
		"chat": s.wireChat(c), "from": by, "date": s.now().Unix(),
		"old_chat_member": member(before), "new_chat_member": member(after),
	}
}

// units is the length of a text in UTF-16 code units, in which Telegram counts.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// commands finds the bot commands of a text, as the app of the person does.
func commands(text string) []Entity {
	var found []Entity
	before, offset := rune(' '), 0
	for i, r := range text {
		if r == '/' && !wordRune(before) && before != '/' {
			if n := commandLength(text[i:]); n > 0 {
				found = append(found, Entity{Type: "bot_command", Offset: offset, Length: n})
			}
		}
		before = r
		offset += utf16.RuneLen(r)
	}
	return found
}

func wordRune(r rune) bool {
	return r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}

// commandLength is the length of "/name" or "/name@Bot", 0 for none.
func commandLength(text string) int {
	end := 1
	for end < len(text) && text[end] < 128 && wordRune(rune(text[end])) {
		end++
	}
	if end == 1 || end > 65 {
		return 0
	}
	if end < len(text) && text[end] == '@' {
		bot := end + 1
		for bot < len(text) && text[bot] < 128 && wordRune(rune(text[bot])) {
			bot++
		}
		if bot-end > 3 {
			end = bot
		}
	}
	return end
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
