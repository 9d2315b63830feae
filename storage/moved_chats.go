package storage

import "context"

// MovedChat returns the supergroup that a group has become; ok is false if none is
// known.
func (s *Store) MovedChat(ctx context.Context, old int64) (to int64, ok bool, err error) {
	err = s.view(ctx, func(tx readTx) error {
		to, ok, err = tx.MovedChat(old)
		return err
	})
	return to, ok, err
}

// SetMovedChat notes that a group has become a supergroup, which has another id.
func (s *Store) SetMovedChat(ctx context.Context, old, to int64) error {
	return s.change(ctx, func(w *writeTx) error { return w.SetMovedChat(old, to) })
}
