package bolt

import (
	"context"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"

	"go.etcd.io/bbolt"
)

// strange is where nothing counts.
var strange = campaigns.TotalsKey{Mode: campaigns.ModeLive, CampaignID: "x", Currency: "EUR"}

// value is a row as it is stored.
func value(row any) []byte {
	raw, err := encode(row)
	if err != nil {
		panic(err)
	}
	return raw
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
			return tx.Bucket(buckets.charges).Put(chargeKey("x"), receiptKey(storagetest.Receipt(99)))
		}, "is not there", false},
		"charge of another": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.charges)
			return b.Put(chargeKey("a"), append([]byte{}, b.Get(chargeKey("b"))...))
		}, "as that of", false},
		"history lost": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.history); return b.Delete(first(b)) }, "history", false},
		"history of nobody": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.history).Put(historyKey(99, receiptKey(storagetest.Receipt(1))), nil)
		}, "another's", false},
		"supporter lost": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.supporters); return b.Delete(first(b)) }, "donor counts", false},
		"supporter of nothing": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.supporters).Put(supporterKey(strange, 5), []byte{1})
		}, "donor counts", false},
		"supporter counted": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.supporters); return b.Put(first(b), []byte{9}) }, "donor counts", false},
		"wrong total": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.totals)
			return b.Put(first(b), value(storage.TotalsRow{Raised: 1, Title: "t"}))
		}, "totals of", false},
		"total lost": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.totals); return b.Delete(first(b)) }, "not noted", false},
		"total of nothing": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.totals).Put(totalsKey(strange), value(storage.TotalsRow{Raised: 1}))
		}, "totals of", false},
		"wrong day": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.days)
			return b.Put(first(b), value(storage.TotalsRow{Raised: 1}))
		}, " on 2026-", false},
		"day lost":     {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.days); return b.Delete(first(b)) }, "not noted", false},
		"number wrong": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.numbers); return b.Put(first(b), []byte{0, 0, 0, 3}) }, "last number", false},
		"review lost":  {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.reviews); return b.Delete(first(b)) }, "list of reviews", false},
		"review of nothing": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.reviews).Put(first(tx.Bucket(buckets.donations)), nil)
		}, "waits for review", false},
		"donation gone":       {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.donations); return b.Delete(first(b)) }, "is missing", true},
		"donation unreadable": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.donations); return b.Put(first(b), []byte{0xff}) }, "damaged", true},
		"adjustment lost":     {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.adjustments); return b.Delete(first(b)) }, "no adjustment", true},
		"adjustment unreadable": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.adjustments)
			return b.Put(first(b), []byte{0xff})
		}, "damaged", true},
		"adjustment of no donation": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.adjustments).Put([]byte("123456789"), nil)
		}, "of no donation", true},
		"adjustment of another status": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.adjustments)
			return b.Put(first(b), value(storage.AdjustmentRow{Day: 20782, From: campaigns.StatusOK, To: campaigns.StatusReview}))
		}, "its adjustments say review", true},
		"what is personal of a donation unreadable": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.donations)
			row, err := readDonation(first(b), b.Get(first(b)))
			if err != nil {
				return err
			}
			row.Personal = []byte{0xff}
			return b.Put(first(b), value(row))
		}, "personal part", true},
		"total unreadable":     {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.totals); return b.Put(first(b), []byte{0xff}) }, "totals of", false},
		"day unreadable":       {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.days); return b.Put(first(b), []byte{0xff}) }, " on 2026-", false},
		"supporter unreadable": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.supporters); return b.Put(first(b), []byte{0xff}) }, "donor counts", false},
		"number unreadable":    {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.numbers); return b.Put(first(b), []byte{1}) }, "last number", false},
		"way to a person lost": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.lookups); return b.Delete(first(b)) }, "can't be found", false},
		"way to nobody": {func(tx *bbolt.Tx) error {
			return tx.Bucket(buckets.lookups).Put(make([]byte, 16), make([]byte, 8))
		}, "leads to nobody", true},
		"person lost":        {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.people); return b.Delete(first(b)) }, "leads to nobody", true},
		"person unreadable":  {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.people); return b.Put(first(b), []byte{0xff}) }, "can't be read: person", true},
		"invoice unreadable": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.invoices); return b.Put(first(b), []byte{0xff}) }, "can't be read: invoice", true},
		"message unreadable": {func(tx *bbolt.Tx) error { b := tx.Bucket(buckets.outbox); return b.Put(first(b), []byte{0xff}) }, "can't be read: message", true},
		"one charge, two donations": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(buckets.donations)
			return b.Put(receiptKey(storagetest.Receipt(7)), append([]byte{}, b.Get(first(b))...))
		}, "as that of", true},
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			s := filled(t)
			if found := storagetest.Differences(t, s.Store); len(found) != 0 {
				t.Fatalf("a sound ledger differs: %v", found)
			}
			if err := s.db.Update(damage.plant); err != nil {
				t.Fatal(err)
			}
			found := strings.Join(storagetest.Differences(t, s.Store), "\n")
			if !strings.Contains(found, damage.find) {
				t.Errorf("verify says %q, which does not say %q", found, damage.find)
			}
			copied, err := s.Repair(context.Background(), storagetest.Noon)
			if err != nil {
				t.Fatal(err)
			}
			if left := storagetest.Differences(t, s.Store); (len(left) > 0) != damage.stays {
				t.Errorf("after the repair: %v", left)
			}
			if name == "what is personal of a donation unreadable" {
				wantOneLost(t, s, damage.find)
			}
			if before := strings.Join(storagetest.Differences(t, openAt(t, copied).Store), "\n"); before != found {
				t.Errorf("the copy made before the repair differs from the ledger: %q", before)
			}
		})
	}
}

// wantOneLost: one line says it, and that a repair can't mend it.
func wantOneLost(t *testing.T, s ledger, words string) {
	t.Helper()
	var left []storage.Difference
	if err := s.Verify(t.Context(), nil, func(d storage.Difference) { left = append(left, d) }); err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 || left[0].Mendable || !strings.Contains(left[0].Text, words) {
		t.Errorf("%+v", left)
	}
}
