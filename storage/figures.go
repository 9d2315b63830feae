package storage

import (
	"context"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
)

// Figures are the totals of every campaign, currency and mode that has any, with
// those of today, the last 7 and the last 30 days, in one consistent view. A
// [DamageError] beside them names what was left out.
func (s *Store) Figures(ctx context.Context, today campaigns.Day) (all []campaigns.Figures, err error) {
	var damage DamageError
	err = s.view(ctx, func(tx readTx) error {
		place := map[campaigns.TotalsKey]int{}
		for row, err := range tx.AllTotals() {
			if err != nil {
				if err := damage.pass(fmt.Errorf("totals of %s: %w", nameOf(row.Key), err)); err != nil {
					return err
				}
				continue
			}
			place[row.Key] = len(all)
			all = append(all, campaigns.Figures{TotalsKey: row.Key, Title: row.Title, Totals: row.Totals()})
		}
		last := NumberOf(today)
		for row, err := range tx.Days(last-29, last) {
			if err != nil {
				if err := damage.pass(fmt.Errorf("totals of %s on %s: %w", nameOf(row.Key), row.Day.Day(), err)); err != nil {
					return err
				}
				continue
			}
			if at, ok := place[row.Key]; ok {
				addDay(&all[at], row, last)
			}
		}
		return nil
	})
	if err == nil {
		err = damage.orNil()
	}
	return all, err
}

// addDay adds one of the last 30 days.
func addDay(f *campaigns.Figures, row TotalsRow, today DayNumber) {
	t := row.Totals()
	f.Month = f.Month.Plus(t)
	if row.Day >= today-6 {
		f.Week = f.Week.Plus(t)
	}
	if row.Day == today {
		f.Today = f.Today.Plus(t)
	}
}

// Title is the last title of a campaign that has donations, which may be gone from
// the configuration; "" if it has none.
func (s *Store) Title(ctx context.Context, key campaigns.TotalsKey) (string, error) {
	row, err := s.totals(ctx, key)
	return row.Title, err
}

// Totals are those of one campaign, currency and mode: zero if there are none.
func (s *Store) Totals(ctx context.Context, key campaigns.TotalsKey) (campaigns.Totals, error) {
	row, err := s.totals(ctx, key)
	return row.Totals(), err
}

func (s *Store) totals(ctx context.Context, key campaigns.TotalsKey) (row TotalsRow, err error) {
	err = s.view(ctx, func(tx readTx) error {
		row, err = tx.Totals(key)
		return err
	})
	return row, err
}

// Donation finds a donation by its receipt, with its adjustments; ok is false if
// there is none.
func (s *Store) Donation(ctx context.Context, r campaigns.ReceiptNo) (d campaigns.Donation, adjustments []campaigns.Adjustment, ok bool, err error) {
	err = s.view(ctx, func(tx readTx) error {
		row, found, err := tx.Donation(r)
		if err != nil || !found {
			return err
		}
		if d, err = tx.openDonation(row); err != nil {
			return err
		}
		ok = true
		adjustments, err = tx.adjustments(r, row.Person)
		return err
	})
	return d, adjustments, ok, err
}

// adjustments are those of a person's donation.
func (tx readTx) adjustments(r campaigns.ReceiptNo, person PersonID) (all []campaigns.Adjustment, err error) {
	rows, err := tx.Adjustments(r)
	for _, row := range rows {
		a, err := tx.openAdjustment(row, person)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, err
}
