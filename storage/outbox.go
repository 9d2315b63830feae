package storage

import (
	"context"
	"errors"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// Pending are messages of the outbox after the one of that id, the oldest first,
// at most n.
func (s *Store) Pending(ctx context.Context, after uint64, n int) (found []campaigns.Message, err error) {
	err = s.view(ctx, func(tx readTx) error {
		if n <= 0 {
			return nil
		}
		for row, err := range tx.Messages(after) {
			var m campaigns.Message
			if err == nil {
				m, err = tx.openMessage(row)
			}
			if errors.Is(err, ErrDamaged) {
				continue // verify names it; it holds up no other
			}
			if err != nil {
				return err
			}
			if found = append(found, m); len(found) == n {
				break
			}
		}
		return nil
	})
	return found, err
}

// Sent takes messages off the outbox: Telegram has them, or can never have them.
func (s *Store) Sent(ctx context.Context, ids ...uint64) error {
	return s.change(ctx, func(w *writeTx) error {
		for _, id := range ids {
			if err := w.DeleteMessage(id); err != nil {
				return err
			}
		}
		return nil
	})
}

// Requeue takes messages off the outbox and adds them again, as they are now, at its
// end: for a later time, or for another chat.
func (s *Store) Requeue(ctx context.Context, messages ...campaigns.Message) error {
	return s.change(ctx, func(w *writeTx) error {
		for _, m := range messages {
			if err := w.DeleteMessage(m.ID); err != nil {
				return err
			}
		}
		return w.enqueue(messages)
	})
}

// Enqueue adds messages to the outbox.
func (s *Store) Enqueue(ctx context.Context, messages ...campaigns.Message) error {
	return s.change(ctx, func(w *writeTx) error { return w.enqueue(messages) })
}

// enqueue adds messages to the outbox.
func (w *writeTx) enqueue(messages []campaigns.Message) error {
	for _, m := range messages {
		person, _, err := w.findPerson(m.Chat)
		if err != nil {
			return err
		}
		if m.ID, err = w.NextMessageID(); err != nil {
			return err
		}
		row, err := w.messageRow(m, person)
		if err != nil {
			return err
		}
		if err := w.PutMessage(row); err != nil {
			return err
		}
		w.enqueued = true
	}
	return nil
}

// Wake is signalled after messages were added.
func (s *Store) Wake() <-chan struct{} { return s.wake }

// SetLastPoll notes when Telegram last answered a poll, and in the same step adds
// messages about what that means.
func (s *Store) SetLastPoll(ctx context.Context, at time.Time, messages ...campaigns.Message) error {
	return s.change(ctx, func(w *writeTx) error {
		if err := w.enqueue(messages); err != nil {
			return err
		}
		return w.SetLastPoll(at)
	})
}

// LastPoll is when Telegram last answered a poll, as far as it was noted; the
// epoch for never.
func (s *Store) LastPoll(ctx context.Context) (at time.Time, err error) {
	at = time.Unix(0, 0)
	err = s.view(ctx, func(tx readTx) error {
		noted, err := tx.LastPoll()
		if err == nil && !noted.IsZero() {
			at = noted
		}
		return err
	})
	return at, err
}
