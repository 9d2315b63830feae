package sandbox

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// Pay goes through the whole payment of an invoice: the shipping query if it is
// flexible, the pre-checkout query, the charge, and the news of it.
func (p *Person) Pay(ctx context.Context, m *Message, pay Payment) (Receipt, error) {
	c, err := p.OpenCheckout(m)
	if err != nil {
		return Receipt{}, err
	}
	return c.through(ctx, pay)
}

// PayLink pays what an invoice link asks for.
func (p *Person) PayLink(ctx context.Context, link string, pay Payment) (Receipt, error) {
	c, err := p.OpenLink(link)
	if err != nil {
		return Receipt{}, err
	}
	return c.through(ctx, pay)
}

// through asks for delivery if that is needed, chooses, and pays.
func (c *Checkout) through(ctx context.Context, pay Payment) (Receipt, error) {
	if pay.Tip < 0 || pay.Tip > c.invoice.MaxTip { // the sheet says so before it asks the bot
		return Receipt{}, ErrWrongPayment
	}
	if c.invoice.Flexible {
		options, err := c.Ship(ctx, *c.details(pay).Address)
		if err != nil {
			return Receipt{}, err
		}
		if pay.Option == "" && len(options) > 0 {
			pay.Option = options[0].ID
		}
	}
	return c.Pay(ctx, pay)
}

// ShippingOptions asks the bot how it would deliver to the address, as the payment
// sheet of a flexible invoice does.
func (p *Person) ShippingOptions(ctx context.Context, m *Message, a Address) ([]ShippingOption, error) {
	c, err := p.OpenCheckout(m)
	if err != nil {
		return nil, err
	}
	return c.Ship(ctx, a)
}

// take makes a charge final and tells the bot in the payer's private chat, even if the
// invoice is in a group; s.mu is held.
func (p *Person) take(charge *Charge, replyTo int64) Receipt {
	s := p.s
	n := s.run + "_" + strconv.FormatInt(s.number(), 10)
	charge.ID, charge.Time = "sandbox_charge_"+n, s.now()
	if charge.Currency == stars {
		s.money.stars = append(s.money.stars, starTransaction{charge: charge, date: charge.Time.Unix()})
	} else {
		charge.ProviderID = "sandbox_provider_" + n
	}
	if charge.period > 0 && charge.Until.IsZero() {
		s.subscribe(p, charge)
	}
	s.money.charges = append(s.money.charges, charge)
	s.money.byID[charge.ID] = charge
	told := *charge
	m := s.add(p.room(), Message{From: p.User, Payment: &told, ReplyTo: replyTo})
	s.push("message", s.wireMessage(m))
	return Receipt{Charge: told, Message: m}
}

// Charges returns all payments that were really taken, refunded ones too, oldest first.
func (s *Sandbox) Charges() []Charge {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Charge, len(s.money.charges))
	for i, c := range s.money.charges {
		all[i] = *c
	}
	return all
}

// Checkouts returns how long the bot took for each pre-checkout query, those that it
// never answered included.
func (s *Sandbox) Checkouts() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.money.checkouts)
}
