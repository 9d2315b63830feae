package bot

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

// update is what the bot reads of an update before anything else: enough to
// record money, and to know which lane it belongs to. It is our own, since a
// library's types lag behind Telegram's and one field of an unexpected type
// must not hide a payment.
type update struct {
	ID          int64           `json:"update_id"`
	Message     *message        `json:"message"`
	Callback    *callback       `json:"callback_query"`
	PreCheckout json.RawMessage `json:"pre_checkout_query"`
	Shipping    json.RawMessage `json:"shipping_query"`
	Member      *message        `json:"my_chat_member"`

	raw    json.RawMessage
	broken bool // it could not be read whole
}

type message struct {
	Chat     chat            `json:"chat"`
	From     person          `json:"from"`
	Date     int64           `json:"date"`
	Text     string          `json:"text"`
	Payment  json.RawMessage `json:"successful_payment"`
	Refunded json.RawMessage `json:"refunded_payment"`
}

type callback struct {
	From    person   `json:"from"`
	Message *message `json:"message"`
}

type chat struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

type person struct {
	ID        int64  `json:"id"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name"`
	Language  string `json:"language_code"`
}

func (p person) name() string {
	return strings.TrimSpace(p.FirstName + " " + p.LastName)
}

// payment is a SuccessfulPayment or a RefundedPayment (Bot API documentation).
type payment struct {
	Currency       string `json:"currency"`
	Total          int64  `json:"total_amount"`
	Payload        string `json:"invoice_payload"`
	Option         string `json:"shipping_option_id"`
	Charge         string `json:"telegram_payment_charge_id"`
	ProviderCharge string `json:"provider_payment_charge_id"`
	Order          struct {
		Name    string `json:"name"`
		Phone   string `json:"phone_number"`
		Email   string `json:"email"`
		Address struct {
			Country  string `json:"country_code"`
			State    string `json:"state"`
			City     string `json:"city"`
			Line1    string `json:"street_line1"`
			Line2    string `json:"street_line2"`
			Postcode string `json:"post_code"`
		} `json:"shipping_address"`
	} `json:"order_info"`
}

// readUpdate reads an update as far as it can be read: with an error, the fields
// that were understood are there, the id among them.
func readUpdate(raw json.RawMessage) (update, error) {
	u := update{raw: raw}
	err := json.Unmarshal(raw, &u)
	if err == nil && u.ID == 0 {
		err = errors.New("it has no update_id")
	}
	return u, err
}

// holdsMoney tells whether an update that can't be read may be of a payment.
func holdsMoney(raw json.RawMessage) bool {
	return bytes.Contains(raw, []byte(`"successful_payment"`)) || bytes.Contains(raw, []byte(`"refunded_payment"`))
}

// money is what the ledger has to know of the update before it may be
// acknowledged; nil for nothing.
func (u update) money(now time.Time) *storage.Event {
	if u.Message == nil || !(given(u.Message.Payment) || given(u.Message.Refunded)) {
		return nil
	}
	raw, paid := u.Message.Payment, true
	if !given(raw) {
		raw, paid = u.Message.Refunded, false
	}
	var p payment
	if err := json.Unmarshal(raw, &p); err != nil || !p.sane() {
		return &storage.Event{Unread: u.raw}
	}
	at := dateOf(u.Message.Date, now)
	if !paid {
		return &storage.Event{Refund: &storage.StarsRefund{
			ChargeID: p.Charge, DonorID: u.Message.Chat.ID, Total: p.money(), At: at,
		}}
	}
	return &storage.Event{Payment: u.payment(p, at)}
}

// telegramsFirst is before any message of Telegram's, in Unix seconds.
const telegramsFirst = 1_376_438_400 // 2013-08-14

// dateOf is Telegram's date of a message, or now where it can't be one: the
// receipt's year derives from it.
func dateOf(date int64, now time.Time) time.Time {
	if date < telegramsFirst || date > now.Add(48*time.Hour).Unix() {
		return now
	}
	return time.Unix(date, 0)
}

// sane tells whether the payment says what every payment does: its charge, a
// currency's code and an amount that Telegram could have taken. What is not goes
// to a person as it came.
func (p payment) sane() bool {
	return p.Charge != "" && len(p.Currency) == 3 && strings.Trim(p.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" &&
		p.Total > 0 && p.Total <= 10*money.MaxUnits
}

// given tells whether a field was there and not null.
func given(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

func (u update) payment(p payment, at time.Time) *campaigns.Payment {
	payer := u.Message.From
	if payer.ID == 0 { // a service message without a sender is in the payer's own chat
		payer.ID = u.Message.Chat.ID
	}
	a := p.Order.Address
	return &campaigns.Payment{
		ChargeID: p.Charge, ProviderChargeID: p.ProviderCharge, Payload: p.Payload, Total: p.money(), At: at, OptionID: p.Option,
		Donor: campaigns.Donor{ID: payer.ID, Name: payer.name(), Language: payer.Language},
		Contact: campaigns.Contact{
			Name: p.Order.Name, Email: p.Order.Email, Phone: p.Order.Phone, Country: a.Country,
			State: a.State, City: a.City, Line1: a.Line1, Line2: a.Line2, Postcode: a.Postcode,
		},
	}
}

func (p payment) money() money.Amount {
	return money.Amount{Units: p.Total, Currency: p.Currency}
}

// lane names the conversation that the update belongs to; ok is false for an
// update that nobody has to see.
func (u update) lane() (int64, bool) {
	switch {
	case u.Message != nil:
		text := u.Message.Text // telebot would take these for taps of its own
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
