package storage

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"

	"go.etcd.io/bbolt"
)

type boltTx = bbolt.Tx

// small is a ledger with a bit of everything.
func small(t *testing.T) *Store {
	s := openAt(t, filepath.Join(t.TempDir(), "donations.db"))
	ctx, c := context.Background(), catalogue()
	for n, charge := range []string{"a", "b", "c", "d"} {
		i := invoiceFor(t, s, "books", 1000, int64(40+n%2))
		book(t, s, Event{Payment: paymentOf(i, charge, 1000+int64(n))})
	}
	i := invoiceFor(t, s, "well", 2000, 40)
	book(t, s, Event{Payment: paymentOf(i, "review", 9000)}, Event{Payment: paymentOf(i, "settled", 9000)})
	number := func(n uint32) campaigns.ReceiptNo {
		return campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: n}
	}
	if _, err := s.Refund(ctx, c, number(2), "asked for", "command", noon.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AcceptReview(ctx, c, number(6), "a large gift", "command", noon.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	return s
}

func first(b *bbolt.Bucket) []byte {
	k, _ := b.Cursor().First()
	return append([]byte{}, k...)
}

// TestVerifyFindsAndRepairMends plants each inconsistency in a sound ledger.
func TestVerifyFindsAndRepairMends(t *testing.T) {
	damages := map[string]struct {
		plant func(*bbolt.Tx) error
		find  string
		stays bool // is in the donations themselves
	}{
		"charge lost": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.charges); return b.Delete(first(b)) }, "charge is not in the index", false},
		"charge of no donation": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.charges).Put(hashKey("x"), receiptKey(campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: 99}))
		}, "is not there", false},
		"charge of another": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.charges)
			return b.Put(hashKey("a"), append([]byte{}, b.Get(hashKey("b"))...))
		}, "as that of", false},
		"history lost": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.history); return b.Delete(first(b)) }, "history", false},
		"history of nobody": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.history).Put(historyKey(99, receiptKey(campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: 1})), nil)
		}, "another's", false},
		"supporter lost": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.supporters); return b.Delete(first(b)) }, "supporters", false},
		"supporter of nothing": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.supporters).Put(supporterKey([]byte("lx\x00EUR\x00"), 5), []byte{1})
		}, "supporters", false},
		"supporter counted": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.supporters); return b.Put(first(b), []byte{9}) }, "supporters", false},
		"wrong total": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.totals)
			return b.Put(first(b), encodeTotals(campaigns.Totals{Raised: 1}, "t"))
		}, "totals of", false},
		"total lost": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.totals); return b.Delete(first(b)) }, "not noted", false},
		"total of nothing": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.totals).Put([]byte("lx\x00EUR\x00"), encodeTotals(campaigns.Totals{Raised: 1}, ""))
		}, "totals of", false},
		"wrong day": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.days)
			return b.Put(first(b), encodeTotals(campaigns.Totals{Raised: 1}, ""))
		}, " on 2026-", false},
		"day lost":     {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.days); return b.Delete(first(b)) }, "not noted", false},
		"number wrong": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.numbers); return b.Put(first(b), []byte{0, 0, 0, 3}) }, "last number", false},
		"review lost":  {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.reviews); return b.Delete(first(b)) }, "list of reviews", false},
		"review of nothing": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.reviews).Put(first(tx.Bucket(buckets.donations)), nil)
		}, "waits for review", false},
		"donation gone":        {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.donations); return b.Delete(first(b)) }, "is missing", true},
		"donation unreadable":  {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.donations); return b.Put(first(b), []byte{0xff}) }, "damaged", true},
		"entry lost":           {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.entries); return b.Delete(first(b)) }, "no entry", true},
		"entry of no donation": {func(tx *bbolt.Tx) error { return tx.Bucket(buckets.entries).Put([]byte("123456789"), nil) }, "of no donation", true},
		"one charge, two donations": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.donations)
			return b.Put(receiptKey(campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: 7}), append([]byte{}, b.Get(first(b))...))
		}, "as that of", true},
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			s := small(t)
			if found := differences(t, s); len(found) != 0 {
				t.Fatalf("a sound ledger differs: %v", found)
			}
			if err := s.db.Update(damage.plant); err != nil {
				t.Fatal(err)
			}
			found := strings.Join(differences(t, s), "\n")
			if !strings.Contains(found, damage.find) {
				t.Errorf("verify says %q, which does not say %q", found, damage.find)
			}
			copied, err := s.Repair(context.Background(), noon)
			if err != nil {
				t.Fatal(err)
			}
			if left := differences(t, s); (len(left) > 0) != damage.stays {
				t.Errorf("after the repair: %v", left)
			}
			if before := strings.Join(differences(t, openAt(t, copied)), "\n"); before != found {
				t.Errorf("the copy made before the repair differs from the ledger: %q", before)
			}
		})
	}
}

func TestRepairKeepsTitlesAndFigures(t *testing.T) {
	s := small(t)
	before, err := s.Figures(t.Context(), "2026-11-24")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Repair(context.Background(), noon); err != nil {
		t.Fatal(err)
	}
	after, err := s.Figures(t.Context(), "2026-11-24")
	if err != nil || len(after) != len(before) {
		t.Fatal(after, err)
	}
	for i := range before {
		if after[i] != before[i] {
			t.Errorf("%+v became %+v", before[i], after[i])
		}
	}
}
