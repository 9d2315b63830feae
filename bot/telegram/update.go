package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// Update is what is read of an update before anything else: enough to record
// money, and to know whose turn it is. It is our own, since a library's types lag
// behind Telegram's and one field of an unexpected type must not hide a payment.
type Update struct {
	ID          int64           `json:"update_id"`
	Message     *Message        `json:"message"`
	Callback    *Callback       `json:"callback_query"`
	PreCheckout json.RawMessage `json:"pre_checkout_query"`
	Shipping    json.RawMessage `json:"shipping_query"`
	Member      *Message        `json:"my_chat_member"`

	Raw    json.RawMessage `json:"-"` // the whole, as it came
	Broken bool            `json:"-"` // it could not be read whole
}

// Message is a Message as far as an Update needs it (Bot API documentation).
type Message struct {
	Chat     Chat            `json:"chat"`
	From     Person          `json:"from"`
	Date     int64           `json:"date"` // Unix seconds
	Text     string          `json:"text"`
	Payment  json.RawMessage `json:"successful_payment"`
	Refunded json.RawMessage `json:"refunded_payment"`
}

// Callback is a CallbackQuery as far as an Update needs it (Bot API documentation).
type Callback struct {
	From    Person   `json:"from"`
	Message *Message `json:"message"`
}

// Chat is a chat of any kind.
type Chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

// Person is a User (Bot API documentation).
type Person struct {
	ID        int64  `json:"id"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Language  string `json:"language_code"` // of the person's app; "": not known
}

// Name returns the person's first and last name.
func (p Person) Name() string {
	return strings.TrimSpace(p.FirstName + " " + p.LastName)
}

// ReadUpdate reads an update as far as it can be read: with an error, the fields
// that were understood are there, the id among them.
func ReadUpdate(raw json.RawMessage) (Update, error) {
	u := Update{Raw: raw}
	err := json.Unmarshal(raw, &u)
	if err == nil && u.ID == 0 {
		err = errors.New("it has no update_id")
	}
	u.Broken = err != nil
	return u, err
}

// ReadFault names an error of reading without quoting what was read.
func ReadFault(err error) string {
	if e, ok := err.(*json.UnmarshalTypeError); ok {
		return "the field " + e.Field + " has an unexpected type"
	}
	return "it does not have the form of an update"
}

// Given reports whether a field was there and not null.
func Given(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// HoldsMoney reports whether an update that can't be read may be about a payment or a refund.
func HoldsMoney(raw json.RawMessage) bool {
	return HoldsPayment(raw) || bytes.Contains(raw, []byte(`"refunded_payment"`))
}

// HoldsPayment reports whether it may be about a payment that came, beside a refund or not.
func HoldsPayment(raw json.RawMessage) bool {
	return bytes.Contains(raw, []byte(`"successful_payment"`))
}

// Money returns the payment that the update reports, or the refund, as it came.
func (u Update) Money() (raw json.RawMessage, refund, ok bool) {
	switch {
	case u.Message == nil:
		return nil, false, false
	case Given(u.Message.Payment):
		return u.Message.Payment, false, true
	}
	return u.Message.Refunded, true, Given(u.Message.Refunded)
}

// Chat returns the chat that the update belongs to; ok is false for an
// update that nobody has to see.
func (u Update) Chat() (id int64, ok bool) {
	switch {
	case u.Message != nil:
		text := u.Message.Text // nobody types these two; telebot has meanings of its own for them
		return u.Message.Chat.ID, !strings.HasPrefix(text, "\f") && !strings.HasPrefix(text, "\a")
	case u.Callback != nil && u.Callback.Message != nil:
		return u.Callback.Message.Chat.ID, true
	case u.Callback != nil:
		return u.Callback.From.ID, true
	case u.Member != nil:
		return u.Member.Chat.ID, true
	}
	return 0, false
}
