package bolt

import (
	"bytes"
	"context"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"

	"go.etcd.io/bbolt"
)

// Check implements [storage.Engine]. bbolt's own check dies on a page that can't be
// read.
func (e *engine) Check(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return guarded(func() error {
		return e.db.View(func(b *bbolt.Tx) error {
			var first error
			for err := range b.Check() {
				if first == nil {
					first = err
				}
			}
			if first != nil {
				return fmt.Errorf("the file is damaged: %w; restore a backup", first)
			}
			return nil
		})
	})
}

// indexCheck compares the indexes with the donations.
type indexCheck struct {
	*tx
	ctx    context.Context
	report func(storage.Difference)
}

// CheckIndexes implements [storage.Reader].
func (t *tx) CheckIndexes(ctx context.Context, report func(storage.Difference)) error {
	c := &indexCheck{t, ctx, report}
	for _, check := range []struct {
		bucket []byte
		entry  func(key, value []byte)
	}{
		{buckets.donations, c.donation}, {buckets.charges, c.charge}, {buckets.history, c.place},
		{buckets.reviews, c.review}, {buckets.adjustments, c.adjustment}, {buckets.lookups, c.lookup},
	} {
		if err := c.each(check.bucket, check.entry); err != nil {
			return err
		}
	}
	return nil
}

func (c *indexCheck) each(bucket []byte, look func(key, value []byte)) error {
	entries := walk(c.tx, bucket, nil, nil, func(key, value []byte) ([2][]byte, error) { return [2][]byte{key, value}, nil })
	for entry, err := range entries {
		if err == nil {
			err = c.ctx.Err()
		}
		if err != nil {
			return err
		}
		look(entry[0], entry[1])
	}
	return nil
}

// differ reports what rebuilding mends.
func (c *indexCheck) differ(format string, args ...any) {
	c.report(storage.Difference{Text: fmt.Sprintf(format, args...), Mendable: true})
}

// lost reports what it does not.
func (c *indexCheck) lost(format string, args ...any) {
	c.report(storage.Difference{Text: fmt.Sprintf(format, args...)})
}

// donation looks a donation up in every index. One that can't be read is reported by
// who reads them all.
func (c *indexCheck) donation(key, value []byte) {
	row, err := readDonation(key, value)
	if err != nil {
		return
	}
	if at := c.get(buckets.charges, chargeKey(row.ChargeID)); at == nil {
		c.differ("receipt %s: its charge is not in the index", row.Receipt)
	} else if !bytes.Equal(at, key) {
		c.otherCharge(row, at)
	}
	if !c.has(buckets.history, historyKey(row.Person, key)) {
		c.differ("receipt %s: is not in its donor's history", row.Receipt)
	}
	if row.Status == campaigns.StatusReview && !c.has(buckets.reviews, key) {
		c.differ("receipt %s: is under review, but not in the list of reviews", row.Receipt)
	}
}

// otherCharge reports that the index has a donation's charge as that of another: of two
// donations of one charge, the first is found.
func (c *indexCheck) otherCharge(row storage.DonationRow, at []byte) {
	other, _ := receiptOf(at)
	say := c.differ
	if first, ok, err := c.tx.donation(at); err != nil || ok && first.ChargeID == row.ChargeID {
		say = c.lost
	}
	say("receipt %s: the index has its charge as that of %s", row.Receipt, other)
}

// charge looks for charges of no donation.
func (c *indexCheck) charge(key, at []byte) {
	receipt, err := receiptOf(at)
	if err != nil {
		c.differ("charges: %v", err)
		return
	}
	row, ok, err := c.tx.donation(at)
	if err == nil && (!ok || !bytes.Equal(chargeKey(row.ChargeID), key)) {
		c.differ("charges: %x leads to %s, which has another charge or is not there", key, receipt)
	}
}

// place looks for places in histories without a donation.
func (c *indexCheck) place(key, value []byte) {
	if len(key) != personSize+receiptSize || len(value) != 0 {
		c.differ("history: %x is not a key of it", key)
		return
	}
	row, ok, err := c.tx.donation(key[personSize:])
	if err == nil && (!ok || row.Person != personOf(key)) {
		c.differ("history: a donor has a receipt that is another's or is not there: %x", key)
	}
}

// review looks for reviews of a donation that is not under review.
func (c *indexCheck) review(key, value []byte) {
	row, ok, err := c.tx.donation(key)
	if err == nil && (!ok || len(value) != 0 || row.Status != campaigns.StatusReview) {
		c.differ("reviews: %x waits for review, but is not under review or not there", key)
	}
}

// adjustment looks for adjustments of no donation.
func (c *indexCheck) adjustment(key, _ []byte) {
	if len(key) != receiptSize+2 || !c.has(buckets.donations, key[:receiptSize]) {
		c.lost("adjustments: %x is of no donation", key)
	}
}

// lookup looks for ways to a person who is not there.
func (c *indexCheck) lookup(key, value []byte) {
	if len(key) != len(storage.Lookup{}) || len(value) != personSize || !c.has(buckets.people, value) {
		c.lost("lookups: %x leads to nobody", key)
	}
}

// Rebuild implements [storage.Tx]. Of two donations of one charge, the first stays
// the one that is found. The last numbers stay as they are.
func (t *tx) Rebuild() error {
	kept := t.unreadable()
	for _, name := range derived() {
		if err := t.bolt.DeleteBucket(name); err != nil {
			return err
		}
		if _, err := t.bolt.CreateBucket(name); err != nil {
			return err
		}
	}
	for _, e := range kept { // first, so that a charge that is taken stays so
		if err := t.bucket(e.bucket).Put(e.key, e.value); err != nil {
			return err
		}
	}
	for key, err := range walk(t, buckets.donations, nil, nil, func(key, _ []byte) ([]byte, error) { return key, nil }) {
		if err != nil {
			return err
		}
		if err := t.reindex(bytes.Clone(key)); err != nil {
			return err
		}
	}
	return nil
}

// reindex writes how to find a donation, unless it can't be read: verify names it.
func (t *tx) reindex(key []byte) error {
	row, ok, err := t.donation(key)
	if err != nil || !ok {
		return nil
	}
	first := bytes.Clone(t.get(buckets.charges, chargeKey(row.ChargeID)))
	if err := t.index(key, row); err != nil || first == nil {
		return err
	}
	return t.bucket(buckets.charges).Put(chargeKey(row.ChargeID), first)
}

// entry is an entry of an index.
type entry struct{ bucket, key, value []byte }

// unreadable are the entries that lead to donations that are there and can't be read:
// nothing else says whose those are, nor that their charges are taken.
func (t *tx) unreadable() (all []entry) {
	for _, index := range []struct {
		bucket  []byte
		receipt func(key, value []byte) []byte
	}{
		{buckets.charges, func(_, value []byte) []byte { return value }},
		{buckets.history, func(key, _ []byte) []byte { return key[min(personSize, len(key)):] }},
		{buckets.reviews, func(key, _ []byte) []byte { return key }},
	} {
		c := t.bucket(index.bucket).Cursor()
		for key, value := c.First(); key != nil; key, value = c.Next() {
			if _, _, err := t.donation(index.receipt(key, value)); err != nil {
				all = append(all, entry{index.bucket, bytes.Clone(key), bytes.Clone(value)})
			}
		}
	}
	return all
}
