package storage

import (
	"bytes"
	"context"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"

	"go.etcd.io/bbolt"
)

func errorOf(err error, what string) error {
	if err == nil {
		err = ErrDamaged
	}
	return fmt.Errorf("%s: %w", what, err)
}

// Donor is what is known of a person; a stranger has nothing but the id.
func (s *Store) Donor(ctx context.Context, id int64) (d campaigns.Donor, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		d, err = decodeDonor(id, tx.Bucket(buckets.donors).Get(donorKey(id)))
		return err
	})
	return d, err
}

// ChangeDonor changes what is known of a person. change may be called again, and
// must do nothing else.
func (s *Store) ChangeDonor(ctx context.Context, id int64, change func(*campaigns.Donor)) error {
	return s.change(ctx, func(l *ledger) error {
		d, err := decodeDonor(id, l.bucket(buckets.donors).Get(donorKey(id)))
		if err != nil {
			return err
		}
		before := d
		change(&d)
		if d == before {
			return nil
		}
		return l.bucket(buckets.donors).Put(donorKey(id), encodeDonor(d))
	})
}

// History is a person's newest donations of the mode, the newest first, at most n.
func (s *Store) History(ctx context.Context, donor int64, mode campaigns.Mode, n int) (found []campaigns.Donation, err error) {
	prefix := append(donorKey(donor), modeByte(mode))
	err = s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(buckets.history).Cursor()
		key, _ := c.Seek(append(bytes.Clone(prefix), bytes.Repeat([]byte{0xff}, receiptSize)...))
		if key == nil {
			key, _ = c.Last()
		} else {
			key, _ = c.Prev()
		}
		for ; bytes.HasPrefix(key, prefix) && len(found) < n; key, _ = c.Prev() {
			d, ok, err := donation(tx, key[donorSize:])
			if err != nil {
				return err
			}
			if ok {
				found = append(found, d)
			}
		}
		return nil
	})
	return found, err
}
