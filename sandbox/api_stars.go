package sandbox

import (
	"github.com/donatebot/donatebot/sandbox/spec"
)

// charged is the charge that a call names, of the person that it names.
func (s *Sandbox) charged(c *call) (*Charge, *spec.Error) {
	id, refused := c.needed("telegram_payment_charge_id")
	if refused != nil {
		return nil, refused
	}
	p := s.people[c.integer("user_id")]
	if p == nil {
		return nil, spec.BadRequest("USER_ID_INVALID")
	}
	charge := s.money.byID[id]
	if charge == nil || charge.Person != p.ID {
		return nil, spec.BadRequest("CHARGE_NOT_FOUND") // the sandbox's choice of text
	}
	return charge, nil
}

func refundStarPayment(s *Sandbox, c *call) (any, *spec.Error) {
	charge, refused := s.charged(c)
	if refused == nil {
		refused = s.refund(charge)
	}
	if refused != nil {
		return nil, refused
	}
	return true, nil
}

// editUserStarSubscription cancels a subscription, or lets the person take a
// cancellation back.
func editUserStarSubscription(s *Sandbox, c *call) (any, *spec.Error) {
	charge, refused := s.charged(c)
	switch {
	case refused != nil:
		return nil, refused
	case charge.subscription == nil:
		return nil, spec.BadRequest("SUBSCRIPTION_NOT_FOUND") // the sandbox's choice of text
	}
	charge.subscription.byBot = c.boolean("is_canceled")
	return true, nil
}

func getMyStarBalance(s *Sandbox, _ *call) (any, *spec.Error) {
	return fields{"amount": s.starBalance()}, nil
}

func getStarTransactions(s *Sandbox, c *call) (any, *spec.Error) {
	all := s.money.stars
	from := c.clamped("offset", 0, int64(len(all)), 0)
	to := min(from+c.clamped("limit", 1, 100, 100), int64(len(all)))
	list := []fields{}
	for _, t := range all[from:to] {
		list = append(list, s.wireTransaction(t))
	}
	return fields{"transactions": list}, nil
}

// wireTransaction renders StarTransaction of the Bot API. A refund has the id of its
// charge.
func (s *Sandbox) wireTransaction(t starTransaction) fields {
	partner := fields{"type": "user", "transaction_type": "invoice_payment", "user": s.people[t.charge.Person].User, "invoice_payload": t.charge.Payload}
	if t.charge.period > 0 {
		partner["subscription_period"] = int64(t.charge.period.Seconds())
	}
	side := "source"
	if t.refund {
		side = "receiver"
	}
	return fields{"id": t.charge.ID, "amount": t.charge.Amount, "date": t.date, side: partner}
}
