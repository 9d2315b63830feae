package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// byTelegramReason is the reason of refunds that Telegram reports.
const byTelegramReason = "refunded by Telegram"

// starsRefund notes a refund that Telegram reports. The donation is found by its
// charge, never by who sent the message.
func (w *writeTx) starsRefund(c *campaigns.Settings, now time.Time, r StarsRefund) (Outcome, error) {
	row, ok, err := w.DonationByCharge(r.ChargeID)
	if err != nil {
		return Outcome{}, err
	}
	if !ok {
		return Outcome{}, w.keepUnmatched(c, refundID(r.ChargeID), Unmatched{At: now, Refund: &r})
	}
	d, err := w.openDonation(row)
	if err != nil || d.Status == campaigns.StatusRefunded {
		return Outcome{Duplicate: true, Donation: d}, err
	}
	if r.Total != d.Money(d.Amount) { // Telegram gives all back or nothing; this needs a person
		return Outcome{}, w.keepUnmatched(c, refundID(r.ChargeID), Unmatched{At: now, Refund: &r})
	}
	return w.refundByTelegram(c, now, d, row.Person, r.At)
}

// refundBefore notes a refund that came before its payment.
func (w *writeTx) refundBefore(c *campaigns.Settings, now time.Time, d campaigns.Donation, person PersonID) (Outcome, error) {
	id := refundID(d.ChargeID)
	row, ok, err := w.Unmatched(id)
	total := d.Money(d.Amount)
	if err != nil || !ok || !row.Refund || !row.ClosedAt.IsZero() || row.Total != total.Units || row.Currency != total.Currency {
		return Outcome{Donation: d}, err
	}
	if err := w.DeleteUnmatched(id); err != nil {
		return Outcome{}, err
	}
	return w.refundByTelegram(c, now, d, person, row.RefundedAt)
}

func (w *writeTx) refundByTelegram(c *campaigns.Settings, now time.Time, d campaigns.Donation, person PersonID, at time.Time) (Outcome, error) {
	d, a, err := d.Refund(at, c.Today(now), byTelegramReason, campaigns.ActorTelegram)
	if err != nil {
		return Outcome{}, err
	}
	return Outcome{Donation: d}, w.applyAdjustment(c, d, person, a)
}

// Refund notes a refund that was made at the provider, on the organisation's
// present day. It is an error if there is no such receipt, if it is refunded already
// ([campaigns.ErrAlreadyRefunded]) and without a reason.
func (s *Store) Refund(ctx context.Context, c *campaigns.Settings, r campaigns.ReceiptNo, reason, actor string, now time.Time) (campaigns.Donation, error) {
	return s.adjust(ctx, c, r, func(d campaigns.Donation) (campaigns.Donation, campaigns.Adjustment, error) {
		return d.Refund(now, c.Today(now), reason, actor)
	})
}

// AcceptReview ends the review of a donation: it counts from now on. It is an error
// if there is no such receipt and if it is not under review.
func (s *Store) AcceptReview(ctx context.Context, c *campaigns.Settings, r campaigns.ReceiptNo, reason, actor string, now time.Time) (campaigns.Donation, error) {
	return s.adjust(ctx, c, r, func(d campaigns.Donation) (campaigns.Donation, campaigns.Adjustment, error) {
		return d.Accept(now, c.Today(now), reason, actor)
	})
}

// adjusted is the outcome of an adjustment that a person asked for: a refusal, or the
// donation as it is now.
type adjusted struct {
	donation campaigns.Donation
	refusal  error
}

// adjust applies what transition makes of a donation, if the domain does not refuse.
func (s *Store) adjust(ctx context.Context, c *campaigns.Settings, r campaigns.ReceiptNo,
	transition func(campaigns.Donation) (campaigns.Donation, campaigns.Adjustment, error)) (campaigns.Donation, error) {
	result, err := write(ctx, s, func(w *writeTx) (adjusted, error) {
		row, ok, err := w.Donation(r)
		if err != nil {
			return adjusted{}, err
		}
		if !ok {
			return adjusted{refusal: fmt.Errorf("there is no receipt %s", r)}, nil
		}
		d, err := w.openDonation(row)
		if err != nil {
			return adjusted{}, err
		}
		d, a, refusal := transition(d)
		if refusal != nil {
			return adjusted{refusal: refusal}, nil
		}
		return adjusted{donation: d}, w.applyAdjustment(c, d, row.Person, a)
	})
	if err != nil {
		return campaigns.Donation{}, err
	}
	return result.donation, result.refusal
}

// applyAdjustment writes an adjustment: the donation, which has its new status
// already, the figures of the adjustment's day, and who is to be told.
func (w *writeTx) applyAdjustment(c *campaigns.Settings, d campaigns.Donation, person PersonID, a campaigns.Adjustment) error {
	before, err := w.Adjustments(d.Receipt)
	if err != nil {
		return err
	}
	row, err := w.adjustmentRow(a, uint16(len(before)+1), d.Amount, person)
	if err != nil {
		return err
	}
	if err := w.ApplyAdjustment(row); err != nil {
		return err
	}
	old := d
	old.Status = a.From
	if err := w.count(d.Key(), person, a.Day, old.Counted(), d.Counted()); err != nil {
		return err
	}
	if a.To != campaigns.StatusRefunded {
		return nil
	}
	return w.enqueue(campaigns.MessagesForRefund(c, d, a))
}
