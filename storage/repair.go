package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/campaigns"

	"go.etcd.io/bbolt"
)

// Repair makes indexes and totals anew from the donations and their entries,
// which it does not touch. It first copies the ledger beside itself and returns
// the copy's path. Everything is replaced in one transaction, or nothing.
func (s *Store) Repair(ctx context.Context, now time.Time) (copied string, err error) {
	copied = fmt.Sprintf("%s.before-repair-%s", s.path, now.UTC().Format("20060102-150405"))
	if err := s.Backup(ctx, copied); err != nil {
		return "", err
	}
	return copied, s.change(ctx, func(l *ledger) error { return l.rebuild() })
}

// rebuild empties what derives from the donations and fills it again.
func (l *ledger) rebuild() error {
	titles, err := l.titles()
	if err != nil {
		return err
	}
	// Others may have counted in this transaction already: what they wrote is in the
	// donations, and is counted again below.
	clear(l.accounts)
	clear(l.days)
	clear(l.numbers)
	for _, name := range derived() {
		if err := l.tx.DeleteBucket(name); err != nil {
			return err
		}
		if _, err := l.tx.CreateBucket(name); err != nil {
			return err
		}
	}
	c := l.bucket(buckets.donations).Cursor()
	for key, raw := c.First(); key != nil; key, raw = c.Next() {
		receipt, err := receiptOf(key)
		if err != nil {
			continue // can't be repaired; verify names it
		}
		d, err := decodeDonation(receipt, raw)
		if err != nil {
			continue
		}
		if err := l.rebuildOne(key, d); err != nil {
			return err
		}
	}
	for key, title := range titles {
		if a := l.accounts[key]; a != nil {
			a.title = title
		}
	}
	return nil
}

// titles are the campaigns' titles, which only the totals hold.
func (l *ledger) titles() (map[string]string, error) {
	titles := map[string]string{}
	err := l.bucket(buckets.totals).ForEach(func(key, raw []byte) error {
		if _, title, err := decodeTotals(raw); err == nil {
			titles[string(key)] = title
		}
		return nil
	})
	return titles, err
}

func (l *ledger) rebuildOne(key []byte, d campaigns.Donation) error {
	charge := hashKey(d.ChargeID)
	if l.bucket(buckets.charges).Get(charge) == nil { // a repeated one stays with its first receipt
		if err := l.bucket(buckets.charges).Put(charge, key); err != nil {
			return err
		}
	}
	if err := l.bucket(buckets.history).Put(historyKey(d.Personal.DonorID, key), nil); err != nil {
		return err
	}
	if d.Status == campaigns.StatusReview {
		if err := l.bucket(buckets.reviews).Put(key, nil); err != nil {
			return err
		}
	}
	number := string(numberKey(d.Receipt.Mode, d.Receipt.Year))
	l.numbers[number] = max(l.numbers[number], d.Receipt.Number)
	return l.recount(key, d)
}

// recount counts a donation and everything that happened to it.
func (l *ledger) recount(key []byte, d campaigns.Donation) error {
	entries, err := entriesOf(l.tx, key, d.Receipt)
	if err != nil {
		return err
	}
	step := d
	if len(entries) > 0 {
		step.Status = entries[0].From
	}
	if err := l.count(step, d.Day, campaigns.Totals{}, step.Counted()); err != nil {
		return err
	}
	for _, e := range entries {
		before := step.Counted()
		step.Status = e.To
		if err := l.count(step, e.Day, before, step.Counted()); err != nil {
			return err
		}
	}
	return nil
}

// Pages tells how many bytes of the file hold something, by bucket: for
// benchmarks.
func (s *Store) Pages() (used map[string]int, err error) {
	used = map[string]int{}
	err = s.view(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			stats := b.Stats()
			used[string(name)] = (stats.BranchPageN + stats.BranchOverflowN + stats.LeafPageN + stats.LeafOverflowN) * tx.DB().Info().PageSize
			return nil
		})
	})
	return used, err
}
