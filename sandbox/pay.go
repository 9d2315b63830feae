package sandbox

import (
	"context"
	"slices"
	"strings"
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
	Option             string // id of a shipping option; empty: the first
	Name, Email, Phone string
}

// Receipt is a payment that was made, and the service message about it.
type Receipt struct {
	Charge
	Message *Message // in the payer's private chat, as the bot gets it
}

// Sheet is what the payment sheet shows.
type Sheet struct {
	Invoice Invoice
	Total   int64
	Paid    bool // it is a receipt
}

// OpenSheet looks at what the Pay button of a message leads to.
func (p *Person) OpenSheet(m *Message) (Sheet, error) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	invoice, err := p.payable(m)
	if invoice == nil {
		return Sheet{}, err
	}
	return Sheet{Invoice: *invoice, Total: invoice.Total(), Paid: err == ErrPaid}, nil
}

// payable is the invoice of a message as it is now. It comes with ErrPaid too;
// s.mu is held.
func (p *Person) payable(m *Message) (*Invoice, error) {
	live := m.Chat.find(m.ID)
	if live == nil || live.Deleted || live.Invoice == nil {
		return nil, ErrNotPayable
	}
	if b, ok := firstButton(live.Keyboard); !ok || !b.Pay {
		return nil, ErrNotPayable
	}
	if live.Invoice.PaidMessage != 0 {
		return live.Invoice, ErrPaid
	}
	return live.Invoice, nil
}

func firstButton(rows [][]Button) (Button, bool) {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return Button{}, false
	}
	return rows[0][0], true
}

// order is a payment while it is made.
type order struct {
	message *Message
	invoice *Invoice
	info    *OrderInfo
	option  string
	total   int64
	tip     int64
}

// Pay goes through the whole payment of an invoice: the shipping query where it is
// flexible, the pre-checkout query, the charge, and the news of it.
func (p *Person) Pay(ctx context.Context, m *Message, pay Payment) (Receipt, error) {
	o, err := p.fill(ctx, m, pay)
	if err != nil {
		return Receipt{}, err
	}
	if pay.Card == CardAbandoned {
		return Receipt{}, ErrAbandoned
	}
	if err := p.preCheckout(ctx, o); err != nil {
		return Receipt{}, err
	}
	if pay.Card == CardDeclined {
		return Receipt{}, ErrDeclined
	}
	return p.charge(o)
}

// fill is the payment sheet up to its last button.
func (p *Person) fill(ctx context.Context, m *Message, pay Payment) (*order, error) {
	p.s.mu.Lock()
	invoice, err := p.payable(m)
	p.s.mu.Unlock()
	if err != nil {
		return nil, err
	}
	if pay.Tip < 0 || pay.Tip > invoice.MaxTip {
		return nil, ErrWrongPayment
	}
	o := &order{message: m, invoice: invoice, info: p.details(invoice, pay), tip: pay.Tip, total: invoice.Total() + pay.Tip}
	if !invoice.Flexible {
		return o, nil
	}
	options, err := p.ShippingOptions(ctx, m, *o.info.Address)
	if err != nil {
		return nil, err
	}
	at := 0
	if pay.Option != "" {
		at = slices.IndexFunc(options, func(s ShippingOption) bool { return s.ID == pay.Option })
	}
	if at < 0 {
		return nil, ErrWrongPayment
	}
	o.option = options[at].ID
	for _, price := range options[at].Prices {
		o.total += price.Amount
	}
	return o, nil
}

// details are what the sheet asks for, nil where it asks for nothing.
func (p *Person) details(i *Invoice, pay Payment) *OrderInfo {
	if !i.NeedName && !i.NeedPhone && !i.NeedEmail && !i.NeedAddress {
		return nil
	}
	info := &OrderInfo{}
	if i.NeedName {
		info.Name = or(pay.Name, strings.TrimSpace(p.FirstName+" "+p.LastName))
	}
	if i.NeedPhone {
		info.Phone = or(pay.Phone, "15550100"+itoa(p.ID%1000))
	}
	if i.NeedEmail {
		info.Email = or(pay.Email, "person"+itoa(p.ID)+"@example.org")
	}
	if i.NeedAddress {
		info.Address = pay.Address
		if info.Address == nil {
			info.Address = &Address{Country: or(p.Country, "GB"), City: "Sandbox", Line1: "1 Test Street", PostalCode: "10001"}
		}
	}
	return info
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// preCheckout asks the bot, which has CheckoutLimit to answer.
func (p *Person) preCheckout(ctx context.Context, o *order) error {
	s := p.s
	content := fields{"from": p.User, "currency": o.invoice.Currency, "total_amount": o.total, "invoice_payload": o.invoice.Payload}
	if o.option != "" {
		content["shipping_option_id"] = o.option
	}
	if o.info != nil {
		content["order_info"] = o.info
	}
	s.mu.Lock()
	id, q := s.ask("pre_checkout_query", s.o.CheckoutLimit, content)
	s.mu.Unlock()
	asked := time.Now()
	got, err := s.await(ctx, id, q)
	s.mu.Lock()
	s.checkouts = append(s.checkouts, time.Since(asked))
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if refusal := got.(string); refusal != "" {
		return &Refused{refusal}
	}
	return nil
}

// Checkouts are how long the bot took for each pre-checkout query, those that it
// never answered included.
func (s *Sandbox) Checkouts() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.checkouts)
}

func answerPreCheckoutQuery(s *Sandbox, c *call) (any, *apiError) {
	refusal := ""
	if !c.truth("ok") {
		var refused *apiError
		if refusal, refused = c.needed("error_message"); refused != nil {
			return nil, refused
		}
	}
	if refused := s.settle("pre_checkout_query", c.Params["pre_checkout_query_id"], refusal); refused != nil {
		return nil, refused
	}
	return true, nil
}

// charge takes the money. In a private chat an invoice with a start parameter is
// paid once (Telegram, "Bot Payments API"). The news goes to the payer's private
// chat even when the invoice is in a group.
func (p *Person) charge(o *order) (Receipt, error) {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	live := o.message.Chat.find(o.message.ID)
	if live == nil || live.Invoice == nil {
		return Receipt{}, ErrNotPayable
	}
	if live.Invoice.PaidMessage != 0 {
		return Receipt{}, ErrPaid
	}
	n := s.run + "_" + itoa(s.number())
	c := &Charge{
		ID: "sandbox_charge_" + n, ProviderID: "sandbox_provider_" + n, Person: p.ID, Amount: o.total, Tip: o.tip,
		Currency: o.invoice.Currency, Payload: o.invoice.Payload, Option: o.option, Order: o.info, Time: s.now(),
	}
	if c.Currency == "XTR" {
		c.ProviderID = ""
	}
	s.charges = append(s.charges, c)
	s.byCharge[c.ID] = c
	s.earn(c)
	copied := *c
	m := s.add(p.room(), Message{From: p.User, Payment: &copied, ReplyTo: o.replyIn(p)})
	if live.Chat.Person != nil && live.Invoice.StartParameter != "" {
		s.markPaid(live, m.ID)
	}
	s.push("message", s.wireMessage(m))
	return Receipt{Charge: copied, Message: m}, nil
}

// replyIn is the invoice that the service message refers to, where both are in the
// same chat.
func (o *order) replyIn(p *Person) int64 {
	if o.message.Chat == p.private {
		return o.message.ID
	}
	return 0
}

// markPaid turns the Pay button into a receipt.
func (s *Sandbox) markPaid(m *Message, receipt int64) {
	paid, invoice := *m, *m.Invoice
	invoice.PaidMessage = receipt
	paid.Invoice = &invoice
	s.show(&paid)
}
