package storage

import (
	"context"
	"encoding/hex"
	"time"
)

// Due is when the next scheduled backup is due.
func (sc Schedule) Due(id LedgerID, now time.Time) time.Duration { return sc.due(id, now) }

// Queued is how many writers wait for the commit after the one under way.
func (s *Store) Queued() int { return len(s.jobs) }

// Change runs a job of the test's own, which may write into tx.
func (s *Store) Change(ctx context.Context, do func(tx Tx) error) error {
	return s.change(ctx, func(w *writeTx) error { return do(w.Tx) })
}

// UnmatchedItem is one with everything that is kept of it, whether it waits or not.
func (s *Store) UnmatchedItem(ctx context.Context, id string) (u Unmatched, ok bool, err error) {
	var key UnmatchedID
	if _, err := hex.Decode(key[:], []byte(id)); err != nil {
		return u, false, err
	}
	err = s.view(ctx, func(tx readTx) error {
		row, found, err := tx.Unmatched(key)
		if err != nil || !found {
			return err
		}
		ok = true
		u, err = tx.openUnmatched(row)
		return err
	})
	return u, ok, err
}
