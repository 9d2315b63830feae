package storage

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"

	"go.etcd.io/bbolt"
)

// Figures are the totals of every campaign, currency and mode that has any, with
// those of today, the last 7 and the last 30 days, in one consistent view.
func (s *Store) Figures(ctx context.Context, today campaigns.Day) (all []campaigns.Figures, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(buckets.totals).Cursor()
		for key, raw := c.First(); key != nil; key, raw = c.Next() {
			var f campaigns.Figures
			if f.TotalsKey, err = totalsKeyOf(key); err != nil {
				return err
			}
			if f.Totals, f.Title, err = decodeTotals(raw); err != nil {
				return fmt.Errorf("totals: %w", err)
			}
			if err := lastDays(tx, key, today, &f); err != nil {
				return err
			}
			all = append(all, f)
		}
		return nil
	})
	return all, err
}

// lastDays adds up the days of the last month.
func lastDays(tx *bbolt.Tx, key []byte, today campaigns.Day, f *campaigns.Figures) error {
	week, month := today.Plus(-6), today.Plus(-29)
	first, last := dayKey(key, month), dayKey(key, today)
	c := tx.Bucket(buckets.days).Cursor()
	for k, raw := c.Seek(first); k != nil && bytes.Compare(k, last) <= 0; k, raw = c.Next() {
		t, _, err := decodeTotals(raw)
		if err != nil || len(k) != len(last) {
			return errorOf(err, "totals of a day")
		}
		day := dayOf(binary.BigEndian.Uint32(k[len(k)-daySize:]))
		f.Month = f.Month.Plus(t)
		if day >= week {
			f.Week = f.Week.Plus(t)
		}
		if day == today {
			f.Today = f.Today.Plus(t)
		}
	}
	return nil
}

// Title is the last title of a campaign that has donations, which may be gone from
// the configuration; "" where it has none.
func (s *Store) Title(ctx context.Context, key campaigns.TotalsKey) (title string, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		_, title, err = decodeTotals(tx.Bucket(buckets.totals).Get(totalsKey(key)))
		return err
	})
	return title, err
}

// Totals are those of one campaign, currency and mode: zero where there are none.
func (s *Store) Totals(ctx context.Context, key campaigns.TotalsKey) (t campaigns.Totals, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		t, _, err = decodeTotals(tx.Bucket(buckets.totals).Get(totalsKey(key)))
		return err
	})
	return t, err
}

// Donation finds a donation by its receipt, with its entries; ok is false where
// there is none.
func (s *Store) Donation(ctx context.Context, r campaigns.ReceiptNo) (d campaigns.Donation, entries []campaigns.Adjustment, ok bool, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		key := receiptKey(r)
		if d, ok, err = donation(tx, key); err != nil || !ok {
			return err
		}
		entries, err = entriesOf(tx, key, r)
		return err
	})
	return d, entries, ok, err
}

// mostEntries is far above what can happen to a donation.
const mostEntries = 1000

func entriesOf(tx *bbolt.Tx, key []byte, r campaigns.ReceiptNo) (all []campaigns.Adjustment, err error) {
	c := tx.Bucket(buckets.entries).Cursor()
	for k, raw := c.Seek(key); bytes.HasPrefix(k, key); k, raw = c.Next() {
		if len(all) > mostEntries {
			return nil, errorOf(nil, "entries of "+r.String())
		}
		e, err := decodeEntry(r, raw)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}
