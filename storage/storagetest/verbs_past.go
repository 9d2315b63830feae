package storagetest

import (
	"slices"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// testLedgerID opens one ledger twice, and another one.
func testLedgerID(t *testing.T, fresh Fresh) {
	reopen := fresh(t)
	var ids []storage.LedgerID
	for _, opener := range []Opener{reopen, reopen, fresh(t)} {
		e, err := opener()
		if err != nil {
			t.Fatal(err)
		}
		s := storage.New(e)
		id, err := s.LedgerID(t.Context())
		if err != nil {
			t.Error(err)
		}
		ids = append(ids, id)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if ids[0] != ids[1] || ids[0] == ids[2] || ids[0] == (storage.LedgerID{}) {
		t.Errorf("%v", ids)
	}
}

// testGaps notes gaps, and a last number that goes on after one.
func testGaps(t *testing.T, fresh Fresh) {
	var engine storage.Engine
	s := openWith(t, fresh, func(e storage.Engine) storage.Engine { engine = e; return e })
	Record(t, s, LoosePayment("a"))
	old := campaigns.ReceiptNo{Mode: campaigns.ModeTest, Year: 2025, Number: 1}
	rows := []storage.GapRow{{First: Receipt(2), Last: 4, At: Noon}, {First: old, Last: 7, At: Noon}}
	if err := engine.Update(t.Context(), func(tx storage.Tx) error {
		for _, row := range slices.Backward(rows) {
			if err := tx.PutGap(row); err != nil {
				return err
			}
			if err := tx.SetLastNumber(row.First.Mode, row.First.Year, row.Last); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if o := Record(t, s, LoosePayment("b")); o[0].Donation.Receipt != Receipt(5) {
		t.Errorf("after the gap: %s", o[0].Donation.Receipt)
	}
	var got []storage.GapRow
	var last []campaigns.ReceiptNo
	if err := engine.View(t.Context(), func(tx storage.Reader) error {
		for row, err := range tx.Gaps() {
			if err != nil {
				return err
			}
			row.At = row.At.UTC()
			got = append(got, row)
		}
		var err error
		last, err = tx.LastNumbers()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, rows) {
		t.Errorf("%+v, want %+v", got, rows)
	}
	old.Number = 7
	if want := []campaigns.ReceiptNo{Receipt(5), old}; !slices.Equal(last, want) {
		t.Errorf("the last numbers are %v, want %v", last, want)
	}
}
