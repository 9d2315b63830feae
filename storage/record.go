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

// Outcome is what became of an event. Its donation has no receipt if there is none
// to the event: it could not be read, or its charge is not known yet.
type Outcome struct {
	Duplicate bool // it was in the ledger already, and nothing changed
	Donation  campaigns.Donation
}

// Record writes what happened to money, all of it or, with an error, nothing. It
// refuses nothing: a payment that does not fit becomes a donation under review,
// one that is known already stays as it is. The messages that follow are in the
// outbox when it returns.
func (s *Store) Record(ctx context.Context, c *campaigns.Settings, now time.Time, events []Event) ([]Outcome, error) {
	return write(ctx, s, func(w *writeTx) ([]Outcome, error) {
		outcomes := make([]Outcome, 0, len(events))
		for _, e := range events {
			o, err := w.event(c, now, e)
			if err != nil {
				return nil, err
			}
			outcomes = append(outcomes, o)
		}
		return outcomes, nil
	})
}

func (w *writeTx) event(c *campaigns.Settings, now time.Time, e Event) (Outcome, error) {
	switch {
	case e.Payment != nil:
		return w.payment(c, now, *e.Payment)
	case e.Refund != nil:
		return w.starsRefund(c, now, *e.Refund)
	}
	return Outcome{}, w.keepUnmatched(c, unreadID(e.Unread), Unmatched{At: now, Raw: e.Unread})
}

// payment books a charge, once.
func (w *writeTx) payment(c *campaigns.Settings, now time.Time, p campaigns.Payment) (Outcome, error) {
	known, ok, err := w.DonationByCharge(p.ChargeID)
	if err != nil {
		return Outcome{}, err
	}
	if ok {
		d, err := w.openDonation(known)
		return Outcome{Duplicate: true, Donation: d}, err
	}
	return w.newPayment(c, now, p)
}

// newPayment books a charge that is not in the ledger.
func (w *writeTx) newPayment(c *campaigns.Settings, now time.Time, p campaigns.Payment) (Outcome, error) {
	agreed, i, found, err := w.invoice(p.Payload)
	if err != nil && !errors.Is(err, ErrDamaged) { // one that can't be read is no reason to lose the payment
		return Outcome{}, err
	}
	person, err := w.person(p.Donor.ID)
	if err != nil {
		return Outcome{}, err
	}
	d := campaigns.NewDonation(c, i, found, p)
	if d.Receipt, err = w.nextReceipt(d.Receipt.Mode, d.Receipt.Year); err != nil {
		return Outcome{}, err
	}
	if err := w.insert(c, d, person, i.Title); err != nil {
		return Outcome{}, err
	}
	if found {
		if err := w.paid(agreed, person, p.ChargeID); err != nil {
			return Outcome{}, err
		}
	}
	if err := w.enqueue(campaigns.MessagesFor(c, d, now)); err != nil {
		return Outcome{}, err
	}
	return w.refundBefore(c, now, d, person)
}

// insert writes a new donation with everything that derives from it. title is the
// campaign's as the invoice had it.
func (w *writeTx) insert(c *campaigns.Settings, d campaigns.Donation, person PersonID, title string) error {
	row, err := w.donationRow(d, person)
	if err != nil {
		return err
	}
	if err := w.InsertDonation(row); err != nil {
		return err
	}
	if err := w.count(d.Key(), person, d.Day, campaigns.Totals{}, d.Counted()); err != nil {
		return err
	}
	return w.setTitle(c, d.Key(), title)
}

// setTitle keeps the campaign's title with its totals: the configured one, or the
// invoice's if the campaign is gone and has none yet.
func (w *writeTx) setTitle(c *campaigns.Settings, key campaigns.TotalsKey, title string) error {
	if key.CampaignID == "" {
		return nil
	}
	t := w.campaignTotals(key)
	if campaign, ok := c.Find(key.CampaignID); ok {
		t.title = campaign.Title
		return nil
	}
	if t.title != "" {
		return nil
	}
	row, err := w.Totals(key)
	if row.Title == "" {
		t.title = title
	}
	return err
}

// paid marks a private invoice as used up and forgets the approval.
func (w *writeTx) paid(i InvoiceRow, payer PersonID, chargeID string) error {
	if err := w.DeleteApproval(i.Payload, payer); err != nil {
		return err
	}
	if !i.Private || i.ChargeID != "" || i.Person != payer {
		return nil
	}
	i.ChargeID = chargeID
	return w.PutInvoice(i)
}
