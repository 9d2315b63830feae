package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// Booking is what an administrator says of a payment that Telegram reported and that
// could not be read whole. A field that is set goes before what could be read.
type Booking struct {
	CampaignID campaigns.ID // "": that of its invoice, if there is one
	Total      money.Amount // smallest unit; either part may be missing
	ChargeID   string
	DonorID    int64
	Reason     string
	Actor      string
}

// Errors of bookings.
var (
	ErrNotAPayment  = errors.New("is a refund, which is not booked: close it")
	ErrKnownCharge  = errors.New("is in the ledger already")
	ErrIncomplete   = errors.New("could not be read and is needed")
	errNoBookReason = fmt.Errorf("a booking %w", campaigns.ErrNoReason)
)

// Book makes a donation of a payment that could not be read, named by the id that
// [Store.OpenItems] lists it with: it gets a receipt, counts from the organisation's
// present day on, and is off the list. It is [ErrNoOpenItem] if nothing waits under
// that id, [ErrNotAPayment], [ErrIncomplete] if something is missing, [ErrKnownCharge]
// if its charge is recorded, and [campaigns.ErrNoSuchCampaign].
func (s *Store) Book(ctx context.Context, c *campaigns.Settings, id string, b Booking, now time.Time) (campaigns.Donation, error) {
	result, err := write(ctx, s, func(w *writeTx) (adjusted, error) {
		w.tellOfDamage(c, now)
		u, p, refusal := w.bookable(id, b, now)
		if refusal != nil {
			return adjusted{refusal: refusal}, nil
		}
		return w.book(c, u, p, b, now)
	})
	if err != nil {
		return campaigns.Donation{}, err
	}
	return result.donation, result.refusal
}

// bookable finds what waits, and the payment that it is with what the booking adds.
func (w *writeTx) bookable(id string, b Booking, now time.Time) (u Unmatched, p campaigns.Payment, err error) {
	row, ok, err := w.waiting(id)
	if err == nil && !ok {
		err = ErrNoOpenItem
	}
	if err == nil {
		u, err = w.openUnmatched(row)
	}
	switch {
	case err != nil:
		return u, p, err
	case u.Refund != nil || !u.Read.Payment:
		return u, p, fmt.Errorf("%s %w", id, ErrNotAPayment)
	case b.Reason == "":
		return u, p, errNoBookReason
	}
	p = campaigns.Payment{
		ChargeID: cmp.Or(b.ChargeID, u.Read.ChargeID), Payload: u.Read.Payload, At: u.Read.At,
		Total: money.Amount{Units: cmp.Or(b.Total.Units, u.Read.Total.Units), Currency: cmp.Or(b.Total.Currency, u.Read.Total.Currency)},
		Donor: campaigns.Donor{ID: cmp.Or(b.DonorID, u.Read.DonorID), Name: u.Read.Name, Language: u.Read.Language},
	}
	if p.At.IsZero() {
		p.At = now
	}
	_, known := money.ByCode(p.Total.Currency)
	switch {
	case p.ChargeID == "":
		return u, p, fmt.Errorf("its charge %w", ErrIncomplete)
	case !known:
		return u, p, fmt.Errorf("its currency %w", ErrIncomplete)
	case p.Total.Units <= 0:
		return u, p, fmt.Errorf("its amount %w", ErrIncomplete)
	}
	return u, p, nil
}

// book writes the donation as one under review, and at once the end of the review.
func (w *writeTx) book(c *campaigns.Settings, u Unmatched, p campaigns.Payment, b Booking, now time.Time) (adjusted, error) {
	person, err := w.person(p.Donor.ID)
	if err != nil {
		return adjusted{}, err
	}
	known, ok, err := w.known(person, p)
	if err != nil {
		return adjusted{}, err
	}
	if ok {
		return adjusted{refusal: fmt.Errorf("its charge %w: receipt %s", ErrKnownCharge, known.Receipt)}, nil
	}
	d, agreed, found, err := w.unbooked(c, p, now)
	if err != nil {
		return adjusted{}, err
	}
	q := campaigns.AdjustmentRequest{Kind: campaigns.AdjustmentAccept, CampaignID: b.CampaignID, Reason: b.Reason, Actor: b.Actor}
	if _, _, refusal := d.Adjust(c, nil, q, now, d.Day); refusal != nil {
		return adjusted{refusal: refusal}, nil
	}
	if d, err = w.insert(c, d, person, agreed.Title); err != nil {
		return adjusted{}, err
	}
	if found {
		if err := w.paid(agreed, person, p.ChargeID); err != nil {
			return adjusted{}, err
		}
	}
	return w.booked(c, u, d, q, now)
}

// unbooked is the donation before its booking, with the invoice that its payload names.
// It belongs to the day on which it is booked: earlier days are closed.
func (w *writeTx) unbooked(c *campaigns.Settings, p campaigns.Payment, now time.Time) (campaigns.Donation, InvoiceRow, bool, error) {
	row, i, found, err := w.invoice(p.Payload)
	if err := w.orDamaged(err); err != nil {
		return campaigns.Donation{}, row, false, err
	}
	d := campaigns.NewDonation(c, i, found, p)
	d.Day = c.Today(now)
	d.Receipt.Year = d.Day.Year()
	if d.Status == campaigns.StatusOK {
		d.Status, d.Reason = campaigns.StatusReview, campaigns.ReasonUnread
	}
	return d, row, found, nil
}

// booked ends the review of a booked donation, thanks the donor and takes the payment
// off the list.
func (w *writeTx) booked(c *campaigns.Settings, u Unmatched, d campaigns.Donation, q campaigns.AdjustmentRequest, now time.Time) (adjusted, error) {
	row, _, err := w.Donation(d.Receipt)
	if err != nil {
		return adjusted{}, err
	}
	after, a, err := d.Adjust(c, nil, q, now, d.Day)
	if err != nil {
		return adjusted{}, err
	}
	if err := w.applyAdjustment(c, row, 0, d, after, a); err != nil {
		return adjusted{}, err
	}
	if err := w.enqueue(campaigns.MessagesFor(c, after, now)); err != nil {
		return adjusted{}, err
	}
	if after, err = w.refundBefore(c, after); err != nil {
		return adjusted{}, err
	}
	_, err = w.closeUnmatched(u.ID, "booked as "+d.Receipt.String()+": "+q.Reason, q.Actor, now)
	return adjusted{donation: after}, err
}
