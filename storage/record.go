package storage

import (
	"context"
	"errors"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// Event is something about money that Telegram reports: exactly one of its fields
// is set.
type Event struct {
	Payment *campaigns.Payment
	Refund  *StarsRefund
	Unread  []byte // an update about money that can't be read, as it came
}

// StarsRefund is Telegram's word that a payment in Stars went back (refunded_payment).
type StarsRefund struct {
	ChargeID string // by which the donation is found
	DonorID  int64
	Total    money.Amount
	At       time.Time
}

// Outcome is what became of an event. Its donation has no receipt where there is
// none to the event: it could not be read, or its charge is not known yet.
type Outcome struct {
	Duplicate bool // it was in the ledger already, and nothing changed
	Donation  campaigns.Donation
}

// Record writes what happened to money, all of it or, with an error, nothing. It
// refuses nothing: a payment that does not fit becomes a donation under review,
// one that is known already stays as it is. The messages that follow are in the
// outbox when it returns.
func (s *Store) Record(ctx context.Context, c *campaigns.Settings, now time.Time, events []Event) ([]Outcome, error) {
	return write(ctx, s, func(l *ledger) ([]Outcome, error) {
		outcomes := make([]Outcome, 0, len(events))
		for _, e := range events {
			o, err := l.event(c, now, e)
			if err != nil {
				return nil, err
			}
			outcomes = append(outcomes, o)
		}
		return outcomes, nil
	})
}

func (l *ledger) event(c *campaigns.Settings, now time.Time, e Event) (Outcome, error) {
	switch {
	case e.Payment != nil:
		return l.payment(c, now, *e.Payment)
	case e.Refund != nil:
		return l.starsRefund(c, now, *e.Refund)
	}
	return Outcome{}, l.stray(c, hashKey(string(e.Unread)), Unmatched{At: now, Raw: e.Unread})
}

// payment books a charge, once.
func (l *ledger) payment(c *campaigns.Settings, now time.Time, p campaigns.Payment) (Outcome, error) {
	charge := hashKey(p.ChargeID)
	if key := l.bucket(buckets.charges).Get(charge); key != nil {
		d, _, err := donation(l.tx, key)
		return Outcome{Duplicate: true, Donation: d}, err
	}
	i, found, err := invoice(l.tx, p.Payload)
	if err != nil && !errors.Is(err, ErrDamaged) { // one that can't be read is no reason to lose the payment
		return Outcome{}, err
	}
	d := campaigns.NewDonation(c, i, found, p)
	if d.Receipt.Number, err = l.nextNumber(d.Receipt.Mode, d.Receipt.Year); err != nil {
		return Outcome{}, err
	}
	if err := l.insert(c, d, charge, i.Title); err != nil {
		return Outcome{}, err
	}
	if found {
		if err := l.paid(i, p); err != nil {
			return Outcome{}, err
		}
	}
	if err := l.post(campaigns.MessagesFor(c, d, now)); err != nil {
		return Outcome{}, err
	}
	return l.refundBefore(c, now, d)
}

// insert writes a new donation with everything that derives from it. title is the
// campaign's as the invoice had it.
func (l *ledger) insert(c *campaigns.Settings, d campaigns.Donation, charge []byte, title string) error {
	key := receiptKey(d.Receipt)
	if err := l.bucket(buckets.donations).Put(key, encodeDonation(d)); err != nil {
		return err
	}
	if err := l.bucket(buckets.charges).Put(charge, key); err != nil {
		return err
	}
	if err := l.bucket(buckets.history).Put(historyKey(d.Personal.DonorID, key), nil); err != nil {
		return err
	}
	if d.Status == campaigns.StatusReview {
		if err := l.bucket(buckets.reviews).Put(key, nil); err != nil {
			return err
		}
	}
	if err := l.count(d, d.Day, campaigns.Totals{}, d.Counted()); err != nil {
		return err
	}
	return l.name(c, d, title)
}

// name keeps the campaign's title with its totals: the configured one, or the
// invoice's where the campaign is gone and has none yet.
func (l *ledger) name(c *campaigns.Settings, d campaigns.Donation, title string) error {
	if d.CampaignID == "" {
		return nil
	}
	a, err := l.account(totalsKey(d.Key()))
	if err != nil {
		return err
	}
	if campaign, ok := c.Find(d.CampaignID); ok {
		a.title = campaign.Title
	} else if a.title == "" {
		a.title = title
	}
	return nil
}

// paid marks a private invoice as used up and forgets the approval.
func (l *ledger) paid(i campaigns.Invoice, p campaigns.Payment) error {
	if err := l.bucket(buckets.approvals).Delete(approvalKey(i.Payload, p.Donor.ID)); err != nil {
		return err
	}
	if !i.Private || i.ChargeID != "" || i.Personal.DonorID != p.Donor.ID {
		return nil
	}
	i.ChargeID = p.ChargeID
	return l.bucket(buckets.invoices).Put(i.Payload[:], encodeInvoice(i))
}
