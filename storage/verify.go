package storage

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"

	"go.etcd.io/bbolt"
)

// Verify recomputes every index and total from the donations and their entries
// and reports each difference as one line for people. progress, which may be nil,
// is told from time to time how many donations were looked at. Memory does not
// grow with the ledger, but with its campaigns and days. Others may read and write
// meanwhile: it looks at the ledger as it was when it began. An error means that
// the file could not be read to the end.
func (s *Store) Verify(ctx context.Context, progress func(donations int), report func(difference string)) error {
	if progress == nil {
		progress = func(int) {}
	}
	return s.view(func(tx *bbolt.Tx) error {
		v := &verification{ctx: ctx, tx: tx, progress: progress, report: report, totals: map[string]*account{}, days: map[string]*campaigns.Totals{}}
		return v.run()
	})
}

// CheckFile looks at the file itself, page by page. Nobody may write meanwhile, so
// it is for a process that has the ledger to itself; and only after Verify could
// read everything, since bbolt's own check dies on a page that can't be read.
func (s *Store) CheckFile(ctx context.Context) error {
	return s.view(func(tx *bbolt.Tx) error {
		var first error
		for err := range tx.Check() {
			if first == nil {
				first = err
			}
		}
		if first != nil {
			return fmt.Errorf("the file is damaged: %w; restore a copy", first)
		}
		return nil
	})
}

// verification is one look through the ledger.
type verification struct {
	ctx      context.Context
	tx       *bbolt.Tx
	progress func(int)
	report   func(string)

	seen, reviews, entries int
	totals                 map[string]*account // as they should be, without donors
	days                   map[string]*campaigns.Totals
}

const progressEvery = 10_000

func (v *verification) differ(format string, args ...any) { v.report(fmt.Sprintf(format, args...)) }

func (v *verification) run() error {
	steps := []func() error{
		v.donations, v.extraCharges, v.extraHistory, v.extraReviews, v.extraEntries,
		v.supporters, v.compareTotals, v.compareDays, v.others,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// donations goes through the ledger and looks each donation up in every index.
func (v *verification) donations() error {
	var run campaigns.ReceiptNo // the receipt before, of the same mode and year
	var failed error
	err := v.each(buckets.donations, func(key, raw []byte) {
		if v.seen++; v.seen%progressEvery == 0 {
			v.progress(v.seen)
		}
		receipt, err := receiptOf(key)
		if err != nil {
			v.differ("donations: %v", err)
			return
		}
		run = v.number(run, receipt)
		d, err := decodeDonation(receipt, raw)
		if err != nil {
			v.differ("%v", err)
			return
		}
		if err := v.donation(key, d); err != nil && failed == nil {
			failed = err
		}
	})
	if err == nil {
		err = failed
	}
	v.endOfRun(run)
	v.progress(v.seen)
	return err
}

// number checks that receipts have no gaps.
func (v *verification) number(run, next campaigns.ReceiptNo) campaigns.ReceiptNo {
	if run.Mode != next.Mode || run.Year != next.Year {
		v.endOfRun(run)
		run = campaigns.ReceiptNo{Mode: next.Mode, Year: next.Year}
	}
	if next.Number != run.Number+1 {
		missing := run
		missing.Number++
		v.differ("receipt %s is missing", missing)
	}
	return next
}

// endOfRun checks the last number that was given in a year.
func (v *verification) endOfRun(run campaigns.ReceiptNo) {
	if run.Number == 0 {
		return
	}
	raw := v.tx.Bucket(buckets.numbers).Get(numberKey(run.Mode, run.Year))
	if len(raw) != 4 || binary.BigEndian.Uint32(raw) != run.Number {
		v.differ("the last number of %d (%s) is noted as %d, but the last receipt is %s", run.Year, run.Mode, numberOf(raw), run)
	}
}

func numberOf(raw []byte) uint32 {
	if len(raw) != 4 {
		return 0
	}
	return binary.BigEndian.Uint32(raw)
}

// donation checks one donation, and counts it.
func (v *verification) donation(key []byte, d campaigns.Donation) error {
	if at := v.tx.Bucket(buckets.charges).Get(hashKey(d.ChargeID)); at == nil {
		v.differ("receipt %s: its charge is not in the index", d.Receipt)
	} else if !bytes.Equal(at, key) {
		other, _ := receiptOf(at)
		v.differ("receipt %s: the index has its charge as that of %s", d.Receipt, other)
	}
	if c := v.tx.Bucket(buckets.history).Cursor(); true {
		want := historyKey(d.Personal.DonorID, key)
		if k, _ := c.Seek(want); !bytes.Equal(k, want) {
			v.differ("receipt %s: is not in its donor's history", d.Receipt)
		}
	}
	waits := has(v.tx.Bucket(buckets.reviews), key)
	if d.Status == campaigns.StatusReview {
		v.reviews++
		if !waits {
			v.differ("receipt %s: is under review, but not in the list of reviews", d.Receipt)
		}
	}
	if d.Amount != d.Gift+d.Tip+d.Fee+d.Shipping {
		v.differ("receipt %s: its parts do not add up to %d", d.Receipt, d.Amount)
	}
	return v.count(key, d)
}

func has(b *bbolt.Bucket, key []byte) bool {
	k, _ := b.Cursor().Seek(key)
	return bytes.Equal(k, key)
}

// count adds the donation, with everything that happened to it, to the figures
// as they should be.
func (v *verification) count(key []byte, d campaigns.Donation) error {
	entries, err := entriesOf(v.tx, key, d.Receipt)
	if err != nil {
		v.differ("%v", err)
		return nil
	}
	v.entries += len(entries)
	switch {
	case len(entries) > 0:
	case d.Status == campaigns.StatusRefunded:
		v.differ("receipt %s: is refunded, but no entry says when and why", d.Receipt)
	case d.Status == campaigns.StatusOK && d.Reason != "":
		v.differ("receipt %s: was under review, but no entry says how that ended", d.Receipt)
	}
	totals := string(totalsKey(d.Key()))
	if v.totals[totals] == nil {
		v.totals[totals] = &account{}
	}
	step := d
	if len(entries) > 0 {
		step.Status = entries[0].From
	}
	v.move(totals, d.Day, campaigns.Totals{}, step.Counted())
	for _, e := range entries {
		if e.From != step.Status {
			v.differ("receipt %s: an entry turns %s into %s, but it was %s", d.Receipt, e.From, e.To, step.Status)
		}
		before := step.Counted()
		step.Status = e.To
		v.move(totals, e.Day, before, step.Counted())
	}
	if step.Status != d.Status {
		v.differ("receipt %s: is %s, but its entries say %s", d.Receipt, d.Status, step.Status)
	}
	return nil
}

func (v *verification) move(totals string, day campaigns.Day, before, after campaigns.Totals) {
	change := after.Minus(before)
	a := v.totals[totals]
	a.Totals = a.Plus(change)
	key := string(dayKey([]byte(totals), day))
	if v.days[key] == nil {
		v.days[key] = &campaigns.Totals{}
	}
	*v.days[key] = v.days[key].Plus(change)
}

// each hands over what a bucket holds, and stops where keys are out of order: a
// damaged page can lead round in a circle.
func (v *verification) each(bucket []byte, look func(key, value []byte)) error {
	var before []byte
	c, n := v.tx.Bucket(bucket).Cursor(), 0
	for key, value := c.First(); key != nil; key, value = c.Next() {
		if n++; n%progressEvery == 0 && v.ctx.Err() != nil {
			return v.ctx.Err()
		}
		if len(key) > bbolt.MaxKeySize || n > 1 && bytes.Compare(before, key) >= 0 {
			return fmt.Errorf("the file is damaged: keys of %s are out of order; restore a copy", bucket)
		}
		before = append(before[:0], key...)
		look(key, value)
	}
	return nil
}
