package storage

import (
	"context"
	"encoding/binary"
	"time"

	"github.com/donatebot/donatebot/campaigns"

	"go.etcd.io/bbolt"
)

// Pending are messages of the outbox after the one of that id, the oldest first,
// at most n.
func (s *Store) Pending(ctx context.Context, after uint64, n int) (found []campaigns.Message, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(buckets.outbox).Cursor()
		for key, raw := c.Seek(number8(after + 1)); key != nil && len(found) < n; key, raw = c.Next() {
			if m, err := decodeMessage(binary.BigEndian.Uint64(key), raw); err == nil {
				found = append(found, m)
			} // verify names one that can't be read; it holds up no other
		}
		return nil
	})
	return found, err
}

// Sent takes messages off the outbox: Telegram has them, or can never have them.
func (s *Store) Sent(ctx context.Context, ids ...uint64) error {
	return s.change(ctx, func(l *ledger) error {
		for _, id := range ids {
			if err := l.bucket(buckets.outbox).Delete(number8(id)); err != nil {
				return err
			}
		}
		return nil
	})
}

// Requeue takes messages off the outbox and adds them again, as they are now, at its
// end: for a later time, or for another chat.
func (s *Store) Requeue(ctx context.Context, messages ...campaigns.Message) error {
	return s.change(ctx, func(l *ledger) error {
		for _, m := range messages {
			if err := l.bucket(buckets.outbox).Delete(number8(m.ID)); err != nil {
				return err
			}
		}
		return l.post(messages)
	})
}

// Enqueue adds messages to the outbox.
func (s *Store) Enqueue(ctx context.Context, messages ...campaigns.Message) error {
	return s.change(ctx, func(l *ledger) error { return l.post(messages) })
}

// Wake is signalled after messages were added.
func (s *Store) Wake() <-chan struct{} { return s.wake }

var lastPollKey = []byte("last_poll")

// SetLastPoll notes when Telegram last answered a poll, and in the same step adds
// messages about what that means.
func (s *Store) SetLastPoll(ctx context.Context, at time.Time, messages ...campaigns.Message) error {
	return s.change(ctx, func(l *ledger) error {
		if err := l.post(messages); err != nil {
			return err
		}
		return l.bucket(buckets.meta).Put(lastPollKey, number8(uint64(at.Unix())))
	})
}

// LastPoll is when Telegram last answered a poll, as far as it was noted; the
// epoch for never.
func (s *Store) LastPoll(ctx context.Context) (at time.Time, err error) {
	at = time.Unix(0, 0)
	err = s.view(func(tx *bbolt.Tx) error {
		if raw := tx.Bucket(buckets.meta).Get(lastPollKey); len(raw) == 8 {
			at = time.Unix(int64(binary.BigEndian.Uint64(raw)), 0)
		}
		return nil
	})
	return at, err
}
