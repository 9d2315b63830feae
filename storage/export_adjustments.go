package storage

import (
	"context"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
)

// AdjustedDonation is an adjustment with what an export says of its donation.
type AdjustedDonation struct {
	campaigns.Adjustment
	Currency string
	Campaign campaigns.ID // of the donation, as it is now
}

// Adjustments hands over the adjustments whose own day the filter wants, in the order
// of receipts. They are few, and are read in one view before the first is handed over.
// It ends with the error that each returns. A [DamageError] names what was left out.
func (s *Store) Adjustments(ctx context.Context, f Filter, each func(AdjustedDonation) error) error {
	var all []AdjustedDonation
	var damage DamageError
	err := s.view(ctx, func(tx readTx) error {
		for row, err := range tx.AllAdjustments() {
			var a AdjustedDonation
			if err == nil {
				a, err = tx.adjustedDonation(row)
			}
			if err != nil {
				if err := damage.pass(err); err != nil {
					return err
				}
				continue
			}
			if f.wants(a.Day, campaigns.Donation{Receipt: a.Receipt, CampaignID: a.Campaign}) {
				all = append(all, a)
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for _, a := range all {
		if err := each(a); err != nil {
			return err
		}
	}
	return damage.orNil()
}

func (tx readTx) adjustedDonation(row AdjustmentRow) (AdjustedDonation, error) {
	d, ok, err := tx.Donation(row.Receipt)
	if err == nil && !ok {
		err = fmt.Errorf("adjustment %d of %s: %w: it is of no donation", row.Number, row.Receipt, ErrDamaged)
	}
	if err != nil {
		return AdjustedDonation{}, err
	}
	a, err := tx.openAdjustment(row, d.Person)
	return AdjustedDonation{Adjustment: a, Currency: d.Currency, Campaign: d.CampaignID}, err
}
