package storage

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/donatebot/donatebot/campaigns"

	"go.etcd.io/bbolt"
)

// Unmatched is money that could not be booked: an update that can't be read, or a
// refund whose charge is not in the ledger. Exactly one of Raw and Refund is set.
type Unmatched struct {
	ID     string // hexadecimal
	At     time.Time
	Raw    []byte // the update as it came: holds personal data
	Refund *StarsRefund

	Told bool // administrators know of it

	// ClosedAt is when an administrator had dealt with it, and Reason how; zero
	// while it waits. It stays in the ledger, so that it is known when it comes again.
	ClosedAt time.Time
	Reason   string
}

func encodeStray(s Unmatched) []byte {
	var r record
	r.time(1, s.At)
	r.bytes(2, s.Raw)
	if s.Refund != nil {
		r.text(3, s.Refund.ChargeID)
		r.number(4, s.Refund.DonorID)
		r.number(5, s.Refund.Total.Units)
		r.text(6, s.Refund.Total.Currency)
		r.time(7, s.Refund.At)
	}
	r.flag(8, s.Told)
	r.time(9, s.ClosedAt)
	r.text(10, s.Reason)
	return r
}

func decodeStray(key, data []byte) (Unmatched, error) {
	s, refund := Unmatched{ID: hex.EncodeToString(key)}, StarsRefund{}
	err := eachField(data, reads(func(v value) {
		switch v.field {
		case 1:
			s.At = v.time()
		case 2:
			s.Raw = bytes.Clone(v.data)
		case 3:
			refund.ChargeID = v.text()
		case 4:
			refund.DonorID = v.number()
		case 5:
			refund.Total.Units = v.number()
		case 6:
			refund.Total.Currency = v.text()
		case 7:
			refund.At = v.time()
		case 8:
			s.Told = v.flag()
		case 9:
			s.ClosedAt = v.time()
		case 10:
			s.Reason = v.text()
		}
	}))
	if s.Raw == nil {
		s.Refund = &refund
	}
	if err != nil {
		return s, fmt.Errorf("money kept for review: %w", err)
	}
	return s, nil
}

// stray keeps what could not be booked, once. Of an update that can't be read,
// administrators are told at once; a refund may still be followed by its payment.
func (l *ledger) stray(c *campaigns.Settings, key []byte, s Unmatched) error {
	if l.bucket(buckets.strays).Get(key) != nil {
		return nil
	}
	s.Told = s.Refund == nil
	if err := l.bucket(buckets.strays).Put(key, encodeStray(s)); err != nil || !s.Told {
		return err
	}
	return l.alert(c, AlertKeyUnmatched, map[string]string{"id": hex.EncodeToString(key)}, s.At)
}

// AlertUnmatched tells administrators, once each, of refunds that fitted no donation
// patience ago and still don't. It returns how many it found.
func (s *Store) AlertUnmatched(ctx context.Context, c *campaigns.Settings, now time.Time, patience time.Duration) (int, error) {
	late := func(w Unmatched) bool { return !w.Told && now.Sub(w.At) >= patience }
	w, err := s.OpenItems(ctx)
	if err != nil || !slices.ContainsFunc(w.Unmatched, late) {
		return 0, err
	}
	return write(ctx, s, func(l *ledger) (told int, err error) {
		for _, stray := range w.Unmatched {
			key, err := hex.DecodeString(stray.ID)
			if err != nil {
				return 0, err
			}
			if l.bucket(buckets.strays).Get(key) == nil || !late(stray) {
				continue
			}
			stray.Told = true
			if err := l.bucket(buckets.strays).Put(key, encodeStray(stray)); err != nil {
				return 0, err
			}
			if err := l.alert(c, AlertKeyUnmatched, map[string]string{"id": stray.ID}, now); err != nil {
				return 0, err
			}
			told++
		}
		return told, nil
	})
}

// alert puts words for administrators into the outbox.
func (l *ledger) alert(c *campaigns.Settings, key string, args map[string]string, now time.Time) error {
	return l.post(campaigns.MessagesForAlert(c, key, args, now))
}

// ErrNoOpenItem is a stray that is not there, or does not wait any more.
var ErrNoOpenItem = errors.New("nothing of that id waits for review")

// CloseItem takes something off the list of what waits, once an administrator has
// dealt with it: a stray by its id, which is kept with the reason, or, by its
// payload, a checkout that was never paid and of which nothing need be kept.
func (s *Store) CloseItem(ctx context.Context, id, reason string, now time.Time) error {
	found, err := write(ctx, s, func(l *ledger) (bool, error) {
		if p, ok := campaigns.ParsePayload(id); ok {
			n, err := l.forgetApprovals(p, func(a approval) bool { return a.told })
			return n > 0, err
		}
		return l.settleStray(id, reason, now)
	})
	if err == nil && !found {
		return ErrNoOpenItem
	}
	return err
}

func (l *ledger) settleStray(id, reason string, now time.Time) (bool, error) {
	key, err := hex.DecodeString(id)
	if err != nil {
		return false, nil
	}
	raw := l.bucket(buckets.strays).Get(key)
	if raw == nil {
		return false, nil
	}
	stray, err := decodeStray(key, raw)
	if err != nil || !stray.ClosedAt.IsZero() {
		return false, err
	}
	stray.ClosedAt, stray.Reason = now, reason
	return true, l.bucket(buckets.strays).Put(key, encodeStray(stray))
}

// OpenItems is what waits for an administrator.
type OpenItems struct {
	Reviews   []campaigns.Donation // payments that do not fit what was agreed
	Unmatched []Unmatched
	Unpaid    []UnpaidCheckout // approved checkouts that administrators were told of
}

// mostOpen bounds a list for people.
const mostOpen = 500

// OpenItems lists what waits for an administrator, the oldest first, at most 500 of each.
func (s *Store) OpenItems(ctx context.Context) (OpenItems, error) {
	var o OpenItems
	err := s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(buckets.reviews).Cursor()
		for key, _ := c.First(); key != nil && len(o.Reviews) < mostOpen; key, _ = c.Next() {
			d, ok, err := donation(tx, key)
			if err != nil {
				return err
			}
			if ok {
				o.Reviews = append(o.Reviews, d)
			}
		}
		c = tx.Bucket(buckets.strays).Cursor()
		for key, raw := c.First(); key != nil && len(o.Unmatched) < mostOpen; key, raw = c.Next() {
			stray, err := decodeStray(key, raw)
			if err != nil {
				return err
			}
			if stray.ClosedAt.IsZero() {
				o.Unmatched = append(o.Unmatched, stray)
			}
		}
		return eachApproval(tx, func(u UnpaidCheckout, a approval) bool {
			if a.told {
				o.Unpaid = append(o.Unpaid, u)
			}
			return len(o.Unpaid) < mostOpen
		})
	})
	return o, err
}
