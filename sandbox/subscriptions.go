package sandbox

import (
	"errors"
	"slices"
	"time"
)

// ErrEnded: the subscription is cancelled or its time is over.
var ErrEnded = errors.New("the subscription takes no more payments")

// Subscriptions returns the person's subscriptions, oldest first, ended ones too.
func (p *Person) Subscriptions() []*Subscription {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.s.money.subscriptions), func(u *Subscription) bool { return u.person != p })
}

// Title returns that of the invoice.
func (u *Subscription) Title() string { return u.title }

// Amount returns what each period costs, in Stars.
func (u *Subscription) Amount() int64 { return u.first.Amount }

// Until returns the end of what is paid for.
func (u *Subscription) Until() time.Time {
	u.person.s.mu.Lock()
	defer u.person.s.mu.Unlock()
	return u.until
}

// Canceled reports whether the person or the bot cancelled it.
func (u *Subscription) Canceled() bool {
	u.person.s.mu.Lock()
	defer u.person.s.mu.Unlock()
	return u.byPerson || u.byBot
}

// Renew takes the next payment, as Telegram does at the end of a period: a new charge
// with the same payload, without a pre-checkout query.
func (u *Subscription) Renew() (Receipt, error) {
	s := u.person.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if u.byPerson || u.byBot {
		return Receipt{}, ErrEnded
	}
	u.until = u.until.Add(u.first.period)
	next := &Charge{
		Person: u.person.ID, Amount: u.first.Amount, Currency: u.first.Currency, Payload: u.first.Payload,
		Until: u.until, title: u.title, period: u.first.period, subscription: u,
	}
	return u.person.take(next, 0), nil
}

// FailRenewal is a renewal for which the person has too few Stars.
func (u *Subscription) FailRenewal() {
	u.tell("failed", func() bool { return !u.byPerson && !u.byBot })
}

// Cancel lets the subscription end after what is paid for.
func (u *Subscription) Cancel() {
	u.tell("canceled", func() bool {
		was := u.byPerson
		u.byPerson = true
		return !was
	})
}

// Resume takes a cancellation by the person back, unless the bot forbids it.
func (u *Subscription) Resume() {
	u.tell("active", func() bool {
		was := u.byPerson
		u.byPerson = was && u.byBot
		return was && !u.byBot
	})
}

// tell sends Update.subscription if the change happened (Bot API documentation,
// BotSubscriptionUpdated).
func (u *Subscription) tell(state string, change func() bool) {
	s := u.person.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if change() {
		s.push("subscription", fields{"user": u.person.User, "invoice_payload": u.first.Payload, "state": state})
	}
}
