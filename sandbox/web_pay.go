package sandbox

import (
	"errors"
	"net/http"
	"slices"
	"strings"
)

// offerKey is a payment sheet that is open.
type offerKey struct{ person, chat, message int64 }

// card names the test cards of the sheet.
var cards = map[string]Card{"": CardGood, "good": CardGood, "declined": CardDeclined, "abandoned": CardAbandoned}

// errCard: the page named a card that there isn't.
var errCard = errors.New("there is no such card")

// sheet is what the payment sheet begins with, or the receipt.
func (w *web) sheet(_ *http.Request, in *input) (any, error) {
	p, m, err := w.what(in)
	if err != nil {
		return nil, err
	}
	s, err := p.OpenSheet(m)
	if err != nil {
		return nil, err
	}
	i := s.Invoice
	f := fields{
		"title": i.Title, "description": i.Description, "currency": i.Currency, "prices": i.Prices, "total": s.Total, "test": i.test(),
		"maxTip": i.MaxTip, "tips": append([]int64{}, i.Tips...), "paid": s.Paid, "flexible": i.Flexible,
		"needName": i.NeedName, "needPhone": i.NeedPhone, "needEmail": i.NeedEmail, "needAddress": i.NeedAddress,
		"name": strings.TrimSpace(p.FirstName + " " + p.LastName), "email": strings.ToLower(firstWord(p.FirstName)) + "@example.org", "phone": "+15550100" + itoa(p.ID%1000),
		"address": Address{Country: or(p.Country, "GB"), City: "Sandbox", Line1: "1 Test Street", PostalCode: "10001"},
	}
	if s.Paid {
		f["receipt"] = w.receipt(m.Chat, i.PaidMessage)
	}
	return f, nil
}

func firstWord(name string) string {
	ascii := strings.Map(func(r rune) rune {
		if r < 128 && wordRune(r) {
			return r
		}
		return -1
	}, name)
	return or(ascii, "donor")
}

// receipt is the payment behind a service message.
func (w *web) receipt(c *Chat, id int64) any {
	m := c.Message(id)
	if m == nil || m.Payment == nil {
		return nil
	}
	return fields{"amount": m.Payment.Amount, "tip": m.Payment.Tip, "charge": m.Payment.ID, "option": m.Payment.Option, "order": m.Payment.Order}
}

// shipping asks the bot and keeps the answer for the payment: Telegram asks once
// for each address.
func (w *web) shipping(r *http.Request, in *input) (any, error) {
	p, m, err := w.what(in)
	if err != nil {
		return nil, err
	}
	if in.Address == nil {
		return nil, errInput
	}
	options, err := p.ShippingOptions(r.Context(), m, *in.Address)
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	w.offered[offerKey{p.ID, m.Chat.ID, m.ID}] = options
	w.mu.Unlock()
	return fields{"options": options}, nil
}

// pay is the last button of the sheet.
func (w *web) pay(r *http.Request, in *input) (any, error) {
	p, m, err := w.what(in)
	if err != nil {
		return nil, err
	}
	card, known := cards[in.Card]
	if !known {
		return nil, errCard
	}
	if card == CardAbandoned {
		return nil, ErrAbandoned
	}
	o, err := w.order(p, m, in)
	if err != nil {
		return nil, err
	}
	if err := p.preCheckout(r.Context(), o); err != nil {
		return nil, err
	}
	if card == CardDeclined {
		return nil, ErrDeclined
	}
	receipt, err := p.charge(o)
	if err != nil {
		return nil, err
	}
	w.seen(receipt.Message.Chat, receipt.Message.ID)
	return fields{"chat": receipt.Message.Chat.ID, "message": receipt.Message.ID}, nil
}

// order is what was entered, checked as the sheet does.
func (w *web) order(p *Person, m *Message, in *input) (*order, error) {
	w.s.mu.Lock()
	invoice, err := p.payable(m)
	w.s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if in.Tip < 0 || in.Tip > invoice.MaxTip {
		return nil, ErrWrongPayment
	}
	pay := Payment{Address: in.Address, Name: in.Name, Email: in.Email, Phone: in.Phone}
	o := &order{message: m, invoice: invoice, info: p.details(invoice, pay), tip: in.Tip, total: invoice.Total() + in.Tip}
	if !invoice.Flexible {
		return o, nil
	}
	w.mu.Lock()
	options := w.offered[offerKey{p.ID, m.Chat.ID, m.ID}]
	w.mu.Unlock()
	at := slices.IndexFunc(options, func(s ShippingOption) bool { return s.ID == in.Option })
	if at < 0 {
		return nil, ErrWrongPayment
	}
	o.option = options[at].ID
	for _, price := range options[at].Prices {
		o.total += price.Amount
	}
	return o, nil
}
