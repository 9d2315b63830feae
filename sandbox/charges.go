package sandbox

import (
	"slices"
	"strconv"
	"time"
)

// Receipt is a payment that was made, and the service message about it.
type Receipt struct {
	Charge
	Message *Message // in the payer's private chat, as the bot gets it
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

// subscribe begins a subscription with its first charge; s.mu is held.
func (s *Sandbox) subscribe(p *Person, charge *Charge) {
	charge.First, charge.Until = true, s.now().Add(charge.period)
	u := &Subscription{person: p, title: charge.title, first: *charge, until: charge.Until}
	charge.subscription = u
	s.money.subscriptions = append(s.money.subscriptions, u)
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
