package storage

import (
	"context"
	"errors"

	"github.com/donatebot/donatebot/campaigns"
)

// OpenItems is what waits for an administrator.
type OpenItems struct {
	Reviews   []campaigns.Donation // payments that do not fit what was agreed
	Unmatched []Unmatched
	Unpaid    []UnpaidCheckout // approved checkouts that administrators were told of
}

// mostOpen bounds a list for people.
const mostOpen = 500

// OpenItems lists what waits for an administrator, the oldest first, at most 500 of each.
// What can't be read is left out: verify names it.
func (s *Store) OpenItems(ctx context.Context) (o OpenItems, err error) {
	err = s.view(ctx, func(tx readTx) error {
		if o.Reviews, err = tx.reviews(); err != nil {
			return err
		}
		if o.Unmatched, err = tx.openUnmatchedItems(); err != nil {
			return err
		}
		o.Unpaid, err = tx.unpaid(func(a ApprovalRow) bool { return !a.ToldAt.IsZero() })
		return err
	})
	return o, err
}

func (tx readTx) reviews() (all []campaigns.Donation, err error) {
	for row, err := range tx.Reviews() {
		var d campaigns.Donation
		if err == nil {
			d, err = tx.openDonation(row)
		}
		if errors.Is(err, ErrDamaged) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if all = append(all, d); len(all) == mostOpen {
			break
		}
	}
	return all, nil
}

func (tx readTx) openUnmatchedItems() (all []Unmatched, err error) {
	for row, err := range tx.AllUnmatched() {
		if err == nil && !row.ClosedAt.IsZero() {
			continue
		}
		var u Unmatched
		if err == nil {
			u, err = tx.openUnmatched(row)
		}
		if errors.Is(err, ErrDamaged) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if all = append(all, u); len(all) == mostOpen {
			break
		}
	}
	return all, nil
}

// unpaid are the approved checkouts that are wanted.
func (tx readTx) unpaid(wants func(ApprovalRow) bool) (all []UnpaidCheckout, err error) {
	for row, err := range tx.Approvals(campaigns.Payload{}) {
		if err == nil && !wants(row) {
			continue
		}
		var u UnpaidCheckout
		if err == nil {
			u, err = tx.knownUnpaid(row)
		}
		if errors.Is(err, ErrDamaged) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if all = append(all, u); len(all) == mostOpen {
			break
		}
	}
	return all, nil
}
