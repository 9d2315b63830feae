package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// Adjust records what somebody asks for of a donation, on the organisation's present
// day: a refund or a dispute at the provider, the end of a review, or that the last of
// them is taken back. A request whose operation is known changes nothing and is no
// error. It is an error if there is no such receipt ([ErrNoReceipt]), if the domain
// refuses (the errors of campaigns), and if others adjusted the donation since whoever
// asks looked ([campaigns.ErrAdjustedMeanwhile]). A refund of Stars is not recorded on
// anybody's word ([campaigns.ErrStarsByTelegram]): see [Store.IntendStarsRefund].
func (s *Store) Adjust(ctx context.Context, c *campaigns.Settings, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest, now time.Time) (campaigns.Donation, error) {
	result, err := write(ctx, s, func(w *writeTx) (adjusted, error) {
		w.tellOfDamage(c, now)
		return w.adjustByRequest(c, r, q, now)
	})
	if err != nil {
		return campaigns.Donation{}, err
	}
	return result.donation, result.refusal
}

// adjusted is the outcome of an adjustment that a person asked for: a refusal, or the
// donation as it is now.
type adjusted struct {
	donation campaigns.Donation
	refusal  error
}

func (w *writeTx) adjustByRequest(c *campaigns.Settings, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest, now time.Time) (adjusted, error) {
	j, refusal := w.judge(c, r, q, now)
	if refusal == nil && !j.known && j.starsRefund() {
		refusal = fmt.Errorf("receipt %s: %w", r, campaigns.ErrStarsByTelegram)
	}
	if refusal != nil || j.known {
		return adjusted{donation: j.before, refusal: refusal}, nil
	}
	return adjusted{donation: j.after}, w.applyAdjustment(c, j.row, j.others, j.before, j.after, j.adjustment)
}

// judged is a request and what it would make of its donation.
type judged struct {
	row           DonationRow
	others        int // adjustments that are there
	before, after campaigns.Donation
	adjustment    campaigns.Adjustment
	known         bool // its operation is there already, and nothing follows
}

// starsRefund reports whether Telegram is who would have to do it.
func (j judged) starsRefund() bool { return j.adjustment.Kind.TakesBack() && j.before.InStars() }

// judge looks whether a request may be recorded, and writes nothing. An error is a
// refusal.
func (w *writeTx) judge(c *campaigns.Settings, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest, now time.Time) (j judged, err error) {
	row, before, err := w.donationWithAdjustments(r)
	if err != nil {
		return j, err
	}
	j.row, j.others = row, len(before)
	if j.before, err = w.openDonation(row); err != nil {
		return j, err
	}
	for _, a := range before {
		if q.Operation != "" && a.Operation == q.Operation {
			j.known = true
			return j, nil
		}
	}
	j.after, j.adjustment, err = j.before.Adjust(c, before, q, now, c.Today(now))
	if err == nil && q.Seen != campaigns.NotLooked && q.Seen != len(before) {
		err = fmt.Errorf("receipt %s %w", r, campaigns.ErrAdjustedMeanwhile)
	}
	return j, err
}

// donationWithAdjustments reads both; it is [ErrNoReceipt] if there is no donation.
func (tx readTx) donationWithAdjustments(r campaigns.ReceiptNo) (DonationRow, []campaigns.Adjustment, error) {
	row, ok, err := tx.Donation(r)
	if err == nil && !ok {
		err = fmt.Errorf("%w %s", ErrNoReceipt, r)
	}
	if err != nil {
		return row, nil, err
	}
	all, err := tx.adjustments(r, row.Person)
	return row, all, err
}

// applyAdjustment writes an adjustment, which follows on that many others: what became
// of the donation, the figures of the adjustment's day, and who is to be told.
func (w *writeTx) applyAdjustment(c *campaigns.Settings, row DonationRow, others int, before, after campaigns.Donation, a campaigns.Adjustment) error {
	adjustment, err := w.adjustmentRow(a, uint16(others+1), row.Person)
	if err != nil {
		return err
	}
	row.Status, row.Refunded, row.CampaignID = after.Status, after.Refunded, after.CampaignID
	if err := w.ApplyAdjustment(adjustment, row); err != nil {
		return err
	}
	for _, step := range stepsBetween(before, after, a.Day) {
		if err := w.count(step.key, row.Person, step.day, step.before, step.after); err != nil {
			return err
		}
	}
	if before.Key() != after.Key() {
		if err := w.setTitle(c, after.Key(), ""); err != nil {
			return err
		}
	}
	if !a.Kind.TakesBack() {
		return nil
	}
	return w.enqueue(campaigns.MessagesForRefund(c, after, a))
}
