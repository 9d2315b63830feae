package sandbox

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"
)

// Card is how the money behaves.
type Card int

// The cards of the sandbox.
const (
	CardGood      Card = iota // pays
	CardDeclined              // the bot approves, then no money comes
	CardAbandoned             // the sheet is left before the bot is asked
)

// Payment is what a person enters into the payment sheet. What the sheet needs and
// is empty here is filled with made-up details.
type Payment struct {
	Tip                int64 // in the smallest units of the currency
	Card               Card
	Address            *Address
	Option             string // id of a shipping option; for Person.Pay, empty is the first
	Name, Email, Phone string
}

// What a person can meet while they pay, beside ErrTimeout.
var (
	// ErrDeclined: the bot approved, the card did not pay.
	ErrDeclined = errors.New("the card was declined")
	// ErrPaid: an invoice that can be paid once has been paid.
	ErrPaid = errors.New("the invoice has been paid already")
	// ErrNotPayable: the message has no Pay button.
	ErrNotPayable = errors.New("the message can't be paid")
	// ErrAbandoned: the person left the payment sheet.
	ErrAbandoned = errors.New("the payment sheet was left")
	// ErrWrongPayment: the sheet does not allow what the person entered.
	ErrWrongPayment = errors.New("the payment sheet does not allow this")
)

// Refused is the bot's refusal of a payment or a delivery; Text is what it said.
type Refused struct{ Text string }

func (r *Refused) Error() string { return "the bot refused: " + r.Text }

// Checkout is one person's way through the payment of an invoice: the sheet, the
// shipping query if the invoice is flexible, the pre-checkout query, and the charge.
type Checkout struct {
	person  *Person
	message *Message // nil for a link
	invoice *Invoice
	options []ShippingOption // what the bot offered for the address; the sandbox is locked
}

// OpenCheckout opens the payment sheet of an invoice. If the invoice is paid it returns
// ErrPaid along with a checkout that can only be looked at.
func (p *Person) OpenCheckout(m *Message) (*Checkout, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	invoice, err := m.payable()
	if invoice == nil {
		return nil, err
	}
	return &Checkout{person: p, message: m, invoice: invoice}, err
}

// OpenLink opens the payment sheet of an invoice link.
func (p *Person) OpenLink(link string) (*Checkout, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	invoice := p.s.money.links[link]
	if invoice == nil {
		return nil, ErrNotPayable
	}
	return &Checkout{person: p, invoice: invoice}, nil
}

// payable returns the invoice of a message as it is now. It comes with ErrPaid too; the
// sandbox is locked.
func (m *Message) payable() (*Invoice, error) {
	live := m.Chat.find(m.ID)
	if live == nil || live.Deleted || live.Invoice == nil {
		return nil, ErrNotPayable
	}
	if len(live.Keyboard) == 0 || len(live.Keyboard[0]) == 0 || !live.Keyboard[0][0].Pay {
		return nil, ErrNotPayable
	}
	if live.Invoice.PaidMessage != 0 {
		return live.Invoice, ErrPaid
	}
	return live.Invoice, nil
}

// Invoice returns what is to be paid.
func (c *Checkout) Invoice() Invoice { return *c.invoice }

// Defaults returns the details that are filled in when nothing is entered.
func (c *Checkout) Defaults() OrderInfo {
	p := c.person
	id := strconv.FormatInt(p.ID, 10)
	return OrderInfo{
		Name:  p.FullName(),
		Phone: "15550100" + strconv.FormatInt(p.ID%1000, 10),
		Email: "person" + id + "@example.org",
		Address: &Address{
			Country: orElse(p.Country, "GB"), City: "Sandbox", Line1: "1 Test Street", PostalCode: "10001",
		},
	}
}

// orElse returns the first text that is not empty.
func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Ship asks the bot how it would deliver to an address, and keeps the offer for Pay:
// Telegram asks once for each address. An invoice that is not flexible offers nothing.
func (c *Checkout) Ship(ctx context.Context, a Address) ([]ShippingOption, error) {
	if !c.invoice.Flexible {
		return nil, nil
	}
	s := c.person.s
	s.mu.Lock()
	c.options = nil
	q := s.ask("shipping_query", s.o.CheckoutLimit, fields{"from": c.person.User, "invoice_payload": c.invoice.Payload, "shipping_address": a})
	s.mu.Unlock()
	got, err := s.queries.await(ctx, q, s.closed)
	if err != nil {
		return nil, err
	}
	answer := got.(shippingAnswer)
	if answer.refusal != "" {
		return nil, &Refused{answer.refusal}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c.options = answer.options
	return slices.Clone(answer.options), nil
}

// shippingAnswer is what the bot said to a shipping query.
type shippingAnswer struct {
	options []ShippingOption
	refusal string
}

// Pay is the last button of the sheet. A flexible invoice needs one of the options that
// Ship returned.
func (c *Checkout) Pay(ctx context.Context, pay Payment) (Receipt, error) {
	charge, err := c.fill(pay)
	switch {
	case err != nil:
		return Receipt{}, err
	case pay.Card == CardAbandoned:
		return Receipt{}, ErrAbandoned
	}
	if err := c.preCheckout(ctx, charge); err != nil {
		return Receipt{}, err
	}
	if pay.Card == CardDeclined {
		return Receipt{}, ErrDeclined
	}
	return c.settle(charge)
}

// fill checks what was entered and adds it up.
func (c *Checkout) fill(pay Payment) (*Charge, error) {
	i := c.invoice
	c.person.s.mu.Lock()
	defer c.person.s.mu.Unlock()
	if c.message != nil {
		if _, err := c.message.payable(); err != nil {
			return nil, err
		}
	}
	if pay.Tip < 0 || pay.Tip > i.MaxTip {
		return nil, ErrWrongPayment
	}
	charge := &Charge{
		Person: c.person.ID, Amount: i.Total() + pay.Tip, Tip: pay.Tip, Currency: i.Currency, Payload: i.Payload,
		Order: c.details(pay), title: i.Title, period: i.Period,
	}
	if i.Flexible {
		at := slices.IndexFunc(c.options, func(o ShippingOption) bool { return o.ID == pay.Option })
		if at < 0 {
			return nil, ErrWrongPayment
		}
		charge.Option, charge.Shipping = c.options[at].ID, c.options[at].Prices
		charge.Amount += sum(charge.Shipping)
	}
	return charge, nil
}

// details are what the sheet asks for, nil if it asks for nothing.
func (c *Checkout) details(pay Payment) *OrderInfo {
	i, made := c.invoice, c.Defaults()
	if !i.NeedName && !i.NeedPhone && !i.NeedEmail && !i.NeedAddress {
		return nil
	}
	info := &OrderInfo{}
	if i.NeedName {
		info.Name = orElse(pay.Name, made.Name)
	}
	if i.NeedPhone {
		info.Phone = orElse(pay.Phone, made.Phone)
	}
	if i.NeedEmail {
		info.Email = orElse(pay.Email, made.Email)
	}
	if i.NeedAddress {
		if info.Address = pay.Address; info.Address == nil {
			info.Address = made.Address
		}
	}
	return info
}

// preCheckout asks the bot, which has CheckoutLimit to answer.
func (c *Checkout) preCheckout(ctx context.Context, charge *Charge) error {
	s := c.person.s
	content := fields{"from": c.person.User, "currency": charge.Currency, "total_amount": charge.Amount, "invoice_payload": charge.Payload}
	if charge.Option != "" {
		content["shipping_option_id"] = charge.Option
	}
	if charge.Order != nil {
		content["order_info"] = charge.Order
	}
	s.mu.Lock()
	q := s.ask("pre_checkout_query", s.o.CheckoutLimit, content)
	s.mu.Unlock()
	asked := time.Now()
	got, err := s.queries.await(ctx, q, s.closed)
	s.mu.Lock()
	s.money.checkouts = append(s.money.checkouts, time.Since(asked))
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if refusal := got.(string); refusal != "" {
		return &Refused{refusal}
	}
	return nil
}

// settle takes the money. In a private chat an invoice with a start parameter is paid
// once (Telegram, "Bot Payments API").
func (c *Checkout) settle(charge *Charge) (Receipt, error) {
	s := c.person.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.message == nil {
		return c.person.take(charge, 0), nil
	}
	live := c.message.Chat.find(c.message.ID)
	if live == nil || live.Invoice == nil {
		return Receipt{}, ErrNotPayable
	}
	if live.Invoice.PaidMessage != 0 {
		return Receipt{}, ErrPaid
	}
	replyTo := int64(0) // the service message refers to an invoice of the same chat only
	if live.Chat == c.person.private {
		replyTo = live.ID
	}
	receipt := c.person.take(charge, replyTo)
	if live.Chat.Person != nil && live.Invoice.StartParameter != "" {
		s.markPaid(live, receipt.Message.ID)
	}
	return receipt, nil
}

// markPaid turns the Pay button into a receipt; s.mu is held.
func (s *Sandbox) markPaid(m *Message, receipt int64) {
	paid, invoice := *m, *m.Invoice
	invoice.PaidMessage = receipt
	paid.Invoice = &invoice
	s.show(&paid)
}
