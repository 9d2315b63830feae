package storage

import (
	"errors"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// byTelegramReason is the reason of refunds that Telegram reports and nobody asked for.
const byTelegramReason = "refunded by Telegram"

// starsRefund records a refund that Telegram reports. The donation is found by its
// charge, never by who sent the message. One that can't be read waits for a person.
func (w *writeTx) starsRefund(c *campaigns.Settings, now time.Time, r StarsRefund) (Outcome, error) {
	o, err := w.refundOfCharge(c, r)
	if errors.Is(err, ErrDamaged) {
		w.damaged(err)
		o, err = Outcome{}, nil
	}
	if err != nil || o.Donation.Receipt.Number != 0 {
		return o, err
	}
	return Outcome{}, w.keepUnmatched(c, refundID(r.ChargeID), Unmatched{At: now, Refund: &r})
}

// refundOfCharge refunds the donation of the charge. An outcome without a donation
// means that there is none that the refund fits.
func (w *writeTx) refundOfCharge(c *campaigns.Settings, r StarsRefund) (Outcome, error) {
	row, ok, err := w.DonationByCharge(r.ChargeID)
	if err != nil || !ok {
		return Outcome{}, err
	}
	d, err := w.openDonation(row)
	if err != nil || d.Status == campaigns.StatusRefunded {
		return Outcome{Duplicate: true, Donation: d}, err
	}
	if r.Total != d.Money(d.Amount) { // Telegram gives all back or nothing; this needs a person
		return Outcome{}, nil
	}
	d, err = w.refundByTelegram(c, row, d, r.At)
	return Outcome{Donation: d}, err
}

// refundBefore records a refund that came before its payment.
func (w *writeTx) refundBefore(c *campaigns.Settings, d campaigns.Donation) (campaigns.Donation, error) {
	id := refundID(d.ChargeID)
	waiting, ok, err := w.Unmatched(id)
	if errors.Is(err, ErrDamaged) {
		w.damaged(err)
		return d, nil
	}
	total := d.Money(d.Amount)
	if err != nil || !ok || !waiting.Refund || !waiting.ClosedAt.IsZero() || waiting.Total != total.Units || waiting.Currency != total.Currency {
		return d, err
	}
	if err := w.DeleteUnmatched(id); err != nil {
		return d, err
	}
	row, _, err := w.Donation(d.Receipt)
	if err != nil {
		return d, err
	}
	return w.refundByTelegram(c, row, d, waiting.MovedAt)
}

// refundByTelegram refunds what is left of a donation on the day of Telegram's message,
// but not before the donation. If somebody had asked for it, it is their adjustment.
func (w *writeTx) refundByTelegram(c *campaigns.Settings, row DonationRow, d campaigns.Donation, at time.Time) (campaigns.Donation, error) {
	before, err := w.adjustments(d.Receipt, row.Person)
	if err != nil {
		return d, err
	}
	q := campaigns.AdjustmentRequest{Kind: campaigns.AdjustmentRefund, Reason: byTelegramReason, Actor: campaigns.ActorTelegram}
	asked, ok, err := w.starsIntent(d.ChargeID)
	if err := w.orDamaged(err); err != nil {
		return d, err
	}
	if ok {
		q.Reason, q.Actor, q.Operation = asked.Reason, asked.Actor, asked.Operation
	}
	after, a, err := d.Adjust(c, before, q, at, max(d.Day, c.Today(at)))
	if err != nil {
		return d, err
	}
	if err := w.DeleteUnmatched(intentID(d.ChargeID)); err != nil {
		return d, err
	}
	return after, w.applyAdjustment(c, row, len(before), d, after, a)
}
