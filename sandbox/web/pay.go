package web

import (
	"errors"
	"net/http"
	"strings"

	"github.com/donatebot/donatebot/sandbox"
)

// sheetKey is a payment sheet that is open: of a message or of a link.
type sheetKey struct {
	person, chat, message int64
	link                  string
}

func (in *input) sheetKey() sheetKey { return sheetKey{in.Person, in.Chat, in.Message, in.Link} }

// openCheckout opens the sheet that the page asks for.
func (w *server) openCheckout(in *input) (*sandbox.Checkout, error) {
	if in.Link == "" {
		p, m, err := w.what(in)
		if err != nil {
			return nil, err
		}
		return p.OpenCheckout(m)
	}
	p := w.s.Person(in.Person)
	if p == nil {
		return nil, errInput
	}
	return p.OpenLink(in.Link)
}

// cards are the test cards of the sheet.
var cards = map[string]sandbox.Card{
	"": sandbox.CardGood, "good": sandbox.CardGood, "declined": sandbox.CardDeclined, "abandoned": sandbox.CardAbandoned,
}

// errCard: the page named a card that does not exist.
var errCard = errors.New("there is no such card")

// sheet is what the payment sheet begins with, or the receipt.
func (w *server) sheet(_ *http.Request, in *input) (any, error) {
	c, err := w.openCheckout(in)
	paid := errors.Is(err, sandbox.ErrPaid)
	if err != nil && !paid {
		return nil, err
	}
	w.keep(in, c)
	i, made := c.Invoice(), c.Defaults()
	f := object{
		"title": i.Title, "description": i.Description, "currency": i.Currency, "prices": i.Prices, "total": i.Total(), "test": i.Test(),
		"maxTip": i.MaxTip, "tips": append([]int64{}, i.Tips...), "paid": paid, "flexible": i.Flexible,
		"needName": i.NeedName, "needPhone": i.NeedPhone, "needEmail": i.NeedEmail, "needAddress": i.NeedAddress,
		"name": made.Name, "email": emailOf(made.Name), "monthly": i.Period > 0, "phone": "+" + made.Phone, "address": made.Address,
	}
	if paid {
		f["receipt"] = receipt(w.s.Chat(in.Chat), i.PaidMessage)
	}
	return f, nil
}

// emailOf is an address that looks like the person's.
func emailOf(name string) string {
	name, _, _ = strings.Cut(name, " ")
	ascii := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	if ascii == "" {
		ascii = "donor"
	}
	return ascii + "@example.org"
}

// receipt is the payment behind a service message.
func receipt(c *sandbox.Chat, id int64) any {
	m := c.Message(id)
	if m == nil || m.Payment == nil {
		return nil
	}
	paid := m.Payment
	return object{
		"amount": paid.Amount, "tip": paid.Tip, "charge": paid.ID, "option": paid.Option, "order": paid.Order,
		"shipping": append([]sandbox.Price{}, paid.Shipping...),
	}
}

// keep remembers the checkout of a sheet until it is opened again.
func (w *server) keep(in *input, c *sandbox.Checkout) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.checkouts[in.sheetKey()] = c
}

// checkout is the one of an open sheet, or a new one for whoever did not look at it.
func (w *server) checkout(in *input) (*sandbox.Checkout, error) {
	w.mu.Lock()
	c := w.checkouts[in.sheetKey()]
	w.mu.Unlock()
	if c != nil {
		return c, nil
	}
	c, err := w.openCheckout(in)
	if err != nil {
		return nil, err
	}
	w.keep(in, c)
	return c, nil
}

// shipping asks the bot how it would deliver; the checkout keeps the offer.
func (w *server) shipping(r *http.Request, in *input) (any, error) {
	c, err := w.checkout(in)
	if err != nil {
		return nil, err
	}
	if in.Address == nil {
		return nil, errInput
	}
	options, err := c.Ship(r.Context(), *in.Address)
	if err != nil {
		return nil, err
	}
	return object{"options": options}, nil
}

// pay is the last button of the sheet.
func (w *server) pay(r *http.Request, in *input) (any, error) {
	c, err := w.checkout(in)
	if err != nil {
		return nil, err
	}
	card, known := cards[in.Card]
	if !known {
		return nil, errCard
	}
	paid, err := c.Pay(r.Context(), sandbox.Payment{
		Tip: in.Tip, Card: card, Address: in.Address, Option: in.Option, Name: in.Name, Email: in.Email, Phone: in.Phone,
	})
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	delete(w.checkouts, in.sheetKey())
	w.mu.Unlock()
	w.seen(paid.Message.Chat, paid.Message.ID)
	return object{"chat": paid.Message.Chat.ID, "message": paid.Message.ID}, nil
}
