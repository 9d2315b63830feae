package sandbox

import "errors"

// starTransaction is one line of the bot's account of Telegram Stars.
type starTransaction struct {
	charge *Charge
	date   int64
	refund bool
}

// earn adds a payment in Stars to the account; s.mu is held.
func (s *Sandbox) earn(c *Charge) {
	if c.Currency == "XTR" {
		s.stars = append(s.stars, starTransaction{charge: c, date: c.Time.Unix()})
	}
}

// RefundStars gives the Stars of a charge back, as Telegram's support can do.
func (s *Sandbox) RefundStars(charge string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.byCharge[charge]
	if c == nil {
		return errors.New("no such charge")
	}
	if refused := s.refund(c); refused != nil {
		return refused
	}
	return nil
}

// refund gives all of it back and tells the bot; s.mu is held.
func (s *Sandbox) refund(c *Charge) *apiError {
	if c.Currency != "XTR" {
		return bad("CHARGE_NOT_FOUND")
	}
	if c.Refunded {
		return bad("CHARGE_ALREADY_REFUNDED")
	}
	c.Refunded = true
	s.stars = append(s.stars, starTransaction{charge: c, date: s.now().Unix(), refund: true})
	copied := *c
	m := s.add(s.people[c.Person].room(), Message{From: s.me, Refund: &copied})
	s.push("message", s.wireMessage(m))
	return nil
}

func refundStarPayment(s *Sandbox, c *call) (any, *apiError) {
	id, refused := c.needed("telegram_payment_charge_id")
	if refused != nil {
		return nil, refused
	}
	p := s.people[toInteger(c.Params["user_id"])]
	if p == nil {
		return nil, bad("USER_ID_INVALID")
	}
	charge := s.byCharge[id]
	if charge == nil || charge.Person != p.ID {
		return nil, bad("CHARGE_NOT_FOUND")
	}
	if refused := s.refund(charge); refused != nil {
		return nil, refused
	}
	return true, nil
}

func getStarTransactions(s *Sandbox, c *call) (any, *apiError) {
	from := c.clamped("offset", 0, int64(len(s.stars)), 0)
	to := min(from+c.clamped("limit", 1, 100, 100), int64(len(s.stars)))
	list := []fields{}
	for _, t := range s.stars[from:to] {
		partner := fields{"type": "user", "transaction_type": "invoice_payment", "user": s.people[t.charge.Person].User, "invoice_payload": t.charge.Payload}
		side := "source"
		if t.refund {
			side = "receiver"
		}
		list = append(list, fields{"id": t.charge.ID, "amount": t.charge.Amount, "date": t.date, side: partner})
	}
	return fields{"transactions": list}, nil
}
