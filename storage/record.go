package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// Event is something about money that Telegram reports: exactly one of its fields
// is set, and Read beside Unread.
type Event struct {
	Payment *campaigns.Payment
	Refund  *StarsRefund
	Unread  []byte   // an update about money that can't be read whole, as it came
	Read    ReadPart // beside Unread: what could be read of it
}

// ReadPart is what could be read of an update about money, in which something that
// every payment says is missing. A zero field could not be read.
type ReadPart struct {
	Payment  bool // it is a payment, and no refund
	ChargeID string
	Total    money.Amount // smallest unit; both parts on their own
	Payload  string
	At       time.Time // Telegram's date
	DonorID  int64
	Name     string // the donor's
	Language string
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
		w.tellOfDamage(c, now)
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
	return Outcome{}, w.keepUnmatched(c, unreadID(e.Unread), Unmatched{At: now, Raw: e.Unread, Read: e.Read})
}

// payment books a charge, once.
func (w *writeTx) payment(c *campaigns.Settings, now time.Time, p campaigns.Payment) (Outcome, error) {
	person, err := w.person(p.Donor.ID)
	if err != nil {
		return Outcome{}, err
	}
	known, ok, err := w.known(person, p)
	if err != nil || ok {
		return Outcome{Duplicate: ok, Donation: known}, err
	}
	agreed, i, found, err := w.invoice(p.Payload)
	if err := w.orDamaged(err); err != nil { // one that can't be read is no reason to lose the payment
		return Outcome{}, err
	}
	d := campaigns.NewDonation(c, i, found, p)
	if d, err = w.insert(c, d, person, i.Title); err != nil {
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
	d, err = w.refundBefore(c, d)
	return Outcome{Donation: d}, err
}

// known finds the donation of a charge. One that can't be read is there all the same:
// nothing but its receipt is known then.
func (w *writeTx) known(person PersonID, p campaigns.Payment) (campaigns.Donation, bool, error) {
	row, ok, err := w.DonationByCharge(p.ChargeID)
	if err == nil && !ok {
		row, ok, err = w.knownToHistory(person, p)
	}
	var d campaigns.Donation
	if err == nil && ok {
		d, err = w.openDonation(row)
	}
	if errors.Is(err, ErrDamaged) {
		w.damaged(err)
		return campaigns.Donation{Receipt: row.Receipt}, true, nil
	}
	return d, ok, err
}

// redelivery is how long Telegram keeps an update that was not acknowledged (Bot API
// documentation, getUpdates).
const redelivery = 24 * time.Hour

// mostRecent bounds how many donations of a person are looked through for a charge.
const mostRecent = 64

// knownToHistory looks for a charge among what the person gave around that time: the
// index of charges may have lost it.
func (w *writeTx) knownToHistory(person PersonID, p campaigns.Payment) (DonationRow, bool, error) {
	if person == 0 {
		return DonationRow{}, false, nil
	}
	for _, mode := range []campaigns.Mode{campaigns.ModeLive, campaigns.ModeTest} {
		looked := 0
		for row, err := range w.History(person, mode) {
			if err := w.orDamaged(err); err != nil {
				return row, false, err
			}
			if err == nil && row.ChargeID == p.ChargeID {
				w.damaged(fmt.Errorf("charge of receipt %s: %w", row.Receipt, ErrDamaged))
				return row, true, nil
			}
			if looked++; looked == mostRecent || err == nil && row.At.Before(p.At.Add(-redelivery)) {
				break
			}
		}
	}
	return DonationRow{}, false, nil
}

// insert gives a new donation its receipt and writes it with everything that derives
// from it. title is the campaign's as the invoice had it.
func (w *writeTx) insert(c *campaigns.Settings, d campaigns.Donation, person PersonID, title string) (campaigns.Donation, error) {
	var err error
	if d.Receipt, err = w.nextReceipt(d.Receipt.Mode, d.Receipt.Year); err != nil {
		return d, err
	}
	row, err := w.donationRow(d, person)
	if err != nil {
		return d, err
	}
	if err := w.InsertDonation(row); err != nil {
		return d, err
	}
	if err := w.count(d.Key(), person, d.Day, campaigns.Totals{}, d.Counted()); err != nil {
		return d, err
	}
	return d, w.setTitle(c, d.Key(), title)
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
	return w.orDamaged(err)
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
