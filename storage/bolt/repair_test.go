package bolt

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"

	"go.etcd.io/bbolt"
)

// TestARepairTakesNothingAway: the number and the charge of a donation that can't be
// read, or is gone, stay taken, and payments go on before and after each repair.
func TestARepairTakesNothingAway(t *testing.T) {
	for name, damage := range map[string]func(b *bbolt.Bucket, key []byte) error{
		"unreadable": func(b *bbolt.Bucket, key []byte) error { return b.Put(key, []byte{0xff}) },
		"gone":       func(b *bbolt.Bucket, key []byte) error { return b.Delete(key) },
	} {
		t.Run(name, func(t *testing.T) {
			s := openAt(t, filepath.Join(t.TempDir(), "donations.db"))
			pay := func(charge string) storage.Outcome {
				t.Helper()
				i := storagetest.AddInvoice(t, s.Store, "books", 1000, 40)
				return storagetest.Record(t, s.Store, storage.Event{Payment: storagetest.Payment(i, charge, 1000)})[0]
			}
			pay("a")
			pay("b")
			err := s.db.Update(func(tx *bbolt.Tx) error {
				return damage(tx.Bucket(buckets.donations), receiptKey(storagetest.Receipt(2)))
			})
			if err != nil {
				t.Fatal(err)
			}
			for n := range 2 {
				if o := pay("new " + string(rune('a'+n))); o.Duplicate || o.Donation.Receipt != storagetest.Receipt(uint32(3+n)) {
					t.Errorf("a payment after %d repairs: %+v", n, o)
				}
				if o := pay("b"); name == "unreadable" && (!o.Duplicate || o.Donation.Receipt != storagetest.Receipt(2)) {
					t.Errorf("the charge that can't be read comes again after %d repairs: %+v", n, o)
				} else if name == "gone" {
					break // it was booked again, which is right: it is nowhere
				}
				if _, err := s.Repair(t.Context(), storagetest.Noon.AddDate(0, 0, n)); err != nil {
					t.Fatal(err)
				}
			}
			wantLostOnly(t, s)
		})
	}
}

// wantLostOnly: a repair is not recommended for what it could not mend.
func wantLostOnly(t *testing.T, s ledger) {
	t.Helper()
	if _, err := s.Repair(t.Context(), storagetest.Noon.AddDate(0, 0, 9)); err != nil {
		t.Fatal(err)
	}
	found := 0
	err := s.Verify(t.Context(), nil, func(d storage.Difference) {
		if found++; d.Mendable || !strings.Contains(d.Text, "2026-000002") {
			t.Errorf("%+v", d)
		}
	})
	if err != nil || found != 1 {
		t.Errorf("%d differences, %v", found, err)
	}
}
