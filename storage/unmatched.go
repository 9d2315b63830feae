package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// Unmatched is money that could not be booked: an update that can't be read, or a
// refund whose charge is not in the ledger. Exactly one of Raw and Refund is set, and
// Read beside Raw.
type Unmatched struct {
	ID     string // hexadecimal
	At     time.Time
	Raw    []byte   // the update as it came: holds personal data
	Read   ReadPart // what could be read of Raw
	Refund *StarsRefund

	Told bool // administrators know of it

	// ClosedAt is when an administrator had dealt with it, Reason how and Actor who;
	// zero while it waits. It stays in the ledger, so that it is known when it comes again.
	ClosedAt time.Time
	Reason   string
	Actor    string
}

// unreadID names an update that can't be read, so that it is known when it comes again.
func unreadID(raw []byte) UnmatchedID { return unmatchedID(string(raw)) }

// refundID names the refund of a charge that is not in the ledger.
func refundID(chargeID string) UnmatchedID { return unmatchedID("refund of " + chargeID) }

func unmatchedID(text string) UnmatchedID {
	sum := sha256.Sum256([]byte(text))
	return UnmatchedID(sum[:16])
}

// keepUnmatched keeps what could not be booked, once. Of an update that can't be
// read, administrators are told at once; a refund may still be followed by its payment.
func (w *writeTx) keepUnmatched(c *campaigns.Settings, id UnmatchedID, u Unmatched) error {
	_, ok, err := w.Unmatched(id)
	if err := w.orDamaged(err); ok || err != nil { // a damaged one is written again: it says the same
		return err
	}
	u.Told = u.Refund == nil
	row, err := w.unmatchedRow(id, u)
	if err != nil {
		return err
	}
	if err := w.PutUnmatched(row); err != nil || !u.Told {
		return err
	}
	return w.alertUnmatched(c, id, u.At)
}

func (w *writeTx) alertUnmatched(c *campaigns.Settings, id UnmatchedID, now time.Time) error {
	return w.alert(c, AlertKeyUnmatched, map[string]string{"id": hex.EncodeToString(id[:])}, now)
}

// alert puts words for administrators into the outbox.
func (w *writeTx) alert(c *campaigns.Settings, key string, args map[string]string, now time.Time) error {
	return w.enqueue(campaigns.MessagesForAlert(c, key, args, now))
}

// AlertUnmatched tells administrators, once each, of refunds that fitted no donation
// patience ago and still don't. It returns how many it found.
func (s *Store) AlertUnmatched(ctx context.Context, c *campaigns.Settings, now time.Time, patience time.Duration) (int, error) {
	var late []UnmatchedRow
	err := s.view(ctx, func(tx readTx) (err error) { // mostly there is nothing to write
		late, err = tx.lateUnmatched(now, patience, 1)
		return err
	})
	if err != nil || len(late) == 0 {
		return 0, err
	}
	return write(ctx, s, func(w *writeTx) (int, error) {
		late, err := w.lateUnmatched(now, patience, mostOpen)
		if err != nil {
			return 0, err
		}
		for _, row := range late {
			row.Told = true
			if err := w.PutUnmatched(row); err != nil {
				return 0, err
			}
			if err := w.alertUnmatched(c, row.ID, now); err != nil {
				return 0, err
			}
		}
		return len(late), nil
	})
}

// lateUnmatched are those that wait for longer than patience and of which
// administrators don't know, at most n.
func (tx readTx) lateUnmatched(now time.Time, patience time.Duration, n int) (late []UnmatchedRow, err error) {
	for row, err := range tx.AllUnmatched() {
		if errors.Is(err, ErrDamaged) {
			continue // verify names it; it holds up no other
		}
		if err != nil {
			return nil, err
		}
		if !row.Told && row.ClosedAt.IsZero() && now.Sub(row.At) >= patience {
			if late = append(late, row); len(late) == n {
				break
			}
		}
	}
	return late, nil
}

// ErrNoOpenItem is an item that is not there, or does not wait any more.
var ErrNoOpenItem = errors.New("no open item with that id")

// CloseItem takes something off the list of what waits, once an administrator, the
// actor, has dealt with it: something unmatched by its id, which is kept with the
// reason, or a checkout that was never paid and of which nothing need be kept, by
// [UnpaidCheckout.ID], or by its payload alone all checkouts of that. It is [ErrNoOpenItem] if there is none.
func (s *Store) CloseItem(ctx context.Context, id, reason, actor string, now time.Time) error {
	found, err := write(ctx, s, func(w *writeTx) (bool, error) {
		if p, _, ok := ParseUnpaidID(id); ok {
			return w.closeUnpaid(p, id)
		}
		if p, ok := campaigns.ParsePayload(id); ok {
			return w.closeUnpaid(p, id)
		}
		return w.closeUnmatched(id, reason, actor, now)
	})
	if err == nil && !found {
		return ErrNoOpenItem
	}
	return err
}

// waiting finds what waits under an id.
func (tx readTx) waiting(id string) (row UnmatchedRow, ok bool, err error) {
	var key UnmatchedID
	if raw, err := hex.DecodeString(id); err != nil || copy(key[:], raw) != len(raw) || len(raw) != len(key) {
		return row, false, nil
	}
	row, ok, err = tx.Unmatched(key)
	return row, ok && row.ClosedAt.IsZero(), err
}

func (w *writeTx) closeUnmatched(id, reason, actor string, now time.Time) (bool, error) {
	row, ok, err := w.waiting(id)
	if err != nil || !ok {
		return false, err
	}
	u, err := w.openUnmatched(row)
	if err != nil {
		return false, err
	}
	u.ClosedAt, u.Reason, u.Actor = now, reason, actor
	if row, err = w.unmatchedRow(row.ID, u); err != nil {
		return false, err
	}
	return true, w.PutUnmatched(row)
}
