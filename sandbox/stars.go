package sandbox

import (
	"errors"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// RefundStars gives the Stars of a charge back, as Telegram's support can do.
func (s *Sandbox) RefundStars(charge string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.money.byID[charge]
	if c == nil {
		return errors.New("no such charge")
	}
	if refused := s.refund(c); refused != nil {
		return refused
	}
	return nil
}

// refund gives all of a charge back and tells the bot; s.mu is held.
func (s *Sandbox) refund(c *Charge) *spec.Error {
	if c.Currency != stars {
		return spec.BadRequest("CHARGE_NOT_FOUND")
	}
	if c.Refunded {
		return spec.BadRequest("CHARGE_ALREADY_REFUNDED")
	}
	c.Refunded = true
	s.money.stars = append(s.money.stars, starTransaction{charge: c, date: s.now().Unix(), refund: true})
	told := *c
	m := s.add(s.people[c.Person].room(), Message{From: s.me, Refund: &told})
	s.push("message", s.wireMessage(m))
	return nil
}

// starBalance adds the bot's account up; s.mu is held.
func (s *Sandbox) starBalance() int64 {
	var balance int64
	for _, t := range s.money.stars {
		if t.refund {
			balance -= t.charge.Amount
		} else {
			balance += t.charge.Amount
		}
	}
	return balance
}
