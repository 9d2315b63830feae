package bolt

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"
)

// rows are one of each kind, with every field that is part of the value set.
func rows() []any {
	noon := storagetest.Noon
	return []any{
		&storage.DonationRow{
			At: noon, Day: 20781, Status: campaigns.StatusReview, Reason: campaigns.ReasonAlreadyPaid, CampaignID: "books", Currency: "EUR",
			Gift: 1000, Tip: 500, Fee: 100, Shipping: 399, Person: 1 << 63, Personal: []byte{1, 2}, Language: "pt-br", Anonymous: true,
			ChargeID: "c", ProviderChargeID: "\xff", Payload: []byte{1, 2, 3}, Source: "group", OptionID: "post", Refunded: 7,
		},
		&storage.InvoiceRow{
			CampaignID: "books", Title: "Books", Gift: 1, Currency: "EUR", MaxTip: 2, Shipping: []storage.OptionRow{{ID: "i", Title: "t", Price: 5, Countries: []string{"GB", "IE"}}},
			Provider: "p", Mode: campaigns.ModeTest, Person: 4, Personal: []byte{1}, Private: true, Source: "link", Anonymous: true, CreatedAt: noon, ApprovedAt: noon, ChargeID: "c",
		},
		&storage.AdjustmentRow{
			At: noon, Day: 20782, Kind: campaigns.AdjustmentUndo, Undone: campaigns.AdjustmentRefund, CampaignID: "books", From: campaigns.StatusOK, To: campaigns.StatusRefunded, Amount: 5, Operation: []byte{1}, Personal: []byte{1},
		},
		&storage.TotalsRow{Raised: -1, Donations: 2, Donors: 3, Refunded: 4, Review: 5, Title: "Books"},
		&storage.ApprovalRow{At: noon, Total: 5, Currency: "EUR", ToldAt: noon, Earlier: &storage.ApprovalRow{At: noon, Total: 4}},
		&storage.UnmatchedRow{At: noon, Refund: true, ChargeID: "c", Total: 1, Currency: "XTR", MovedAt: noon, Payment: true, Told: true, ClosedAt: noon, Personal: []byte{1}},
		&storage.MessageRow{
			Kind: campaigns.KindAlert, Mode: campaigns.ModeLive, Year: 2026, Number: 7, Key: "k", CreatedAt: noon, Person: 5, Personal: []byte{1},
			RefusedAt: noon, NotBefore: noon, AwaitsReturn: true,
		},
		&storage.PersonRow{Language: "en", TermsVersion: "v", AgreedAt: noon, Unreachable: "blocked", Personal: []byte{1}},
	}
}

// inUTC is the row with its times in UTC, as whoever reads rows has them.
func inUTC(row any) any {
	v := reflect.ValueOf(row).Elem()
	for n := range v.NumField() {
		if at, ok := v.Field(n).Interface().(time.Time); ok {
			v.Field(n).Set(reflect.ValueOf(at.UTC()))
		}
		if earlier, ok := v.Field(n).Interface().(*storage.ApprovalRow); ok && earlier != nil {
			inUTC(earlier)
		}
	}
	return row
}

func blank(row any) any { return reflect.New(reflect.TypeOf(row).Elem()).Interface() }

func TestRowsReadBackAsTheyWere(t *testing.T) {
	for _, row := range rows() {
		v := reflect.ValueOf(row).Elem()
		for n := range v.NumField() {
			if field := v.Type().Field(n); field.Tag.Get("cbor") != "-" && v.Field(n).IsZero() {
				t.Fatalf("%T: %s is not set", row, field.Name)
			}
		}
		back := blank(row)
		if err := decode(value(row), back); err != nil || !reflect.DeepEqual(inUTC(back), row) {
			t.Errorf("%+v\nread back as %+v, %v", row, back, err)
		}
	}
}

func TestAnEmptyRowTakesNoRoom(t *testing.T) {
	for _, row := range rows() {
		if raw := value(blank(row)); len(raw) != 1 {
			t.Errorf("%T: %x", row, raw)
		}
	}
}

// TestAFieldOfALaterVersionIsPassedOver: numbers that this version does not know.
func TestAFieldOfALaterVersionIsPassedOver(t *testing.T) {
	raw := value(map[int]any{7: 500, 99: map[string][]int{"new": {1}}, 1000: true})
	var row storage.DonationRow
	if err := decode(raw, &row); err != nil || row.Gift != 500 {
		t.Errorf("%+v, %v", row, err)
	}
}

// FuzzDecode: any bytes are a row or damage, and a row that was read is written the
// same way for ever.
func FuzzDecode(f *testing.F) {
	for n, row := range rows() {
		raw := value(row)
		f.Add(byte(n), raw)
		f.Add(byte(n), raw[:len(raw)/2])
		f.Add(byte(n), []byte{0xff})
	}
	f.Fuzz(func(t *testing.T, kind byte, data []byte) {
		row := rows()[int(kind)%len(rows())]
		first, second := blank(row), blank(row)
		if err := decode(data, first); err != nil {
			if !errors.Is(err, storage.ErrDamaged) {
				t.Errorf("%v is not said to be damage", err)
			}
			return
		}
		once, err := encode(first)
		if err != nil {
			t.Fatalf("%+v can't be written: %v", first, err)
		}
		if err := decode(once, second); err != nil {
			t.Fatalf("%+v can't be read back: %v", first, err)
		}
		if again := value(second); !bytes.Equal(once, again) {
			t.Errorf("%+v becomes %+v", first, second)
		}
	})
}

// FuzzRead: no key and value make a reader panic.
func FuzzRead(f *testing.F) {
	for _, row := range rows() {
		f.Add(receiptKey(storagetest.Receipt(7)), value(row))
	}
	f.Add(totalsKey(storagetest.BooksLive), value(5))
	f.Add(dayKey(20781, storagetest.BooksLive), value(storage.TotalsRow{Raised: 1}))
	f.Add(adjustmentKey(receiptKey(storagetest.Receipt(7)), 1), []byte{})
	f.Fuzz(func(t *testing.T, key, value []byte) {
		readDonation(key, value)
		readAdjustment(key, value)
		readInvoice(key, value)
		readUnmatched(key, value)
		readPerson(key, value)
		readApproval(key, value)
		readMessage(key, value)
		readTotals(key, value)
		readDay(key, value)
		readDonorCount(key, value)
		if k, err := totalsKeyOf(key); err == nil && len(totalsKey(k)) == 0 {
			t.Errorf("%x: no key", key)
		}
	})
}

// FuzzFile: no file makes looking at it before it is opened panic.
func FuzzFile(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, leafFlag, 0, 1, 0, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, page []byte) {
		if len(page) >= pageHeader {
			_ = checkLeaf(page, checkBucket)
		}
		_ = checkBucket(page)
	})
}
