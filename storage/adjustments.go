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
// asks looked ([campaigns.ErrAdjustedMeanwhile]).
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
	row, before, err := w.donationWithAdjustments(r)
	if err != nil {
		return adjusted{refusal: err}, nil
	}
	d, err := w.openDonation(row)
	if err != nil {
		return adjusted{refusal: err}, nil
	}
	for _, a := range before {
		if q.Operation != "" && a.Operation == q.Operation {
			return adjusted{donation: d}, nil
		}
	}
	after, a, refusal := d.Adjust(c, before, q, now, c.Today(now))
	if refusal == nil && q.Seen != campaigns.NotLooked && q.Seen != len(before) {
		refusal = fmt.Errorf("receipt %s %w", r, campaigns.ErrAdjustedMeanwhile)
	}
	if refusal != nil {
		return adjusted{refusal: refusal}, nil
	}
	return adjusted{donation: after}, w.applyAdjustment(c, row, len(before), d, after, a)
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
