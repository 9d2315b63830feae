package storage

import (
	"context"

	"github.com/donatebot/donatebot/campaigns"
)

// Donor is what is known of a person by their Telegram id; a stranger has nothing but
// the id.
func (s *Store) Donor(ctx context.Context, id int64) (d campaigns.Donor, err error) {
	err = s.view(ctx, func(tx readTx) error {
		_, d, err = tx.donor(id)
		return err
	})
	return d, err
}

// ChangeDonor changes what is known of a person. change may be called again, and
// must do nothing else.
func (s *Store) ChangeDonor(ctx context.Context, id int64, change func(*campaigns.Donor)) error {
	return s.change(ctx, func(w *writeTx) error {
		_, d, err := w.donor(id)
		if err != nil {
			return err
		}
		before := d
		change(&d)
		if d == before {
			return nil
		}
		person, err := w.person(id)
		if err != nil || person == 0 {
			return err
		}
		return w.putPerson(person, d)
	})
}

// History is a person's newest donations of the mode, the newest first, at most n.
func (s *Store) History(ctx context.Context, donor int64, mode campaigns.Mode, n int) (found []campaigns.Donation, err error) {
	err = s.view(ctx, func(tx readTx) error {
		person, ok, err := tx.FindPerson(lookupOf(donor))
		if err != nil || !ok || n <= 0 {
			return err
		}
		found = make([]campaigns.Donation, 0, min(n, 16))
		for row, err := range tx.History(person, mode) {
			if err != nil {
				return err
			}
			d, err := tx.openDonation(row)
			if err != nil {
				return err
			}
			if found = append(found, d); len(found) == n {
				break
			}
		}
		return nil
	})
	return found, err
}
