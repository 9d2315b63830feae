package storagetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

func testExportEnds(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	Record(t, s, LoosePayment("a"), LoosePayment("b"))
	enough := errors.New("enough")
	if err := s.Export(context.Background(), storage.Filter{}, func(campaigns.Donation) error { return enough }); err != enough {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Export(ctx, storage.Filter{}, func(campaigns.Donation) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func testExportFilter(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	for n, campaign := range []campaigns.ID{"books", "well", "books"} {
		i := AddInvoice(t, s, campaign, 1000, 42)
		p := Payment(i, fmt.Sprint(n), 1000)
		p.At = Noon.AddDate(0, 0, n)
		Record(t, s, storage.Event{Payment: p})
	}
	for _, x := range []struct {
		filter storage.Filter
		want   string
	}{
		{storage.Filter{}, "[0 1 2]"},
		{storage.Filter{CampaignID: "books"}, "[0 2]"},
		{storage.Filter{From: "2026-11-24"}, "[1 2]"},
		{storage.Filter{To: "2026-11-24"}, "[0 1]"},
		{storage.Filter{From: "2026-11-24", To: "2026-11-24"}, "[1]"},
		{storage.Filter{Mode: campaigns.ModeLive, CampaignID: "well"}, "[1]"},
		{storage.Filter{Mode: campaigns.ModeTest}, "[]"},
	} {
		got := []string{}
		err := s.Export(context.Background(), x.filter, func(d campaigns.Donation) error { got = append(got, d.ChargeID); return nil })
		if err != nil || fmt.Sprint(got) != x.want {
			t.Errorf("%+v: %v, want %s, %v", x.filter, got, x.want, err)
		}
	}
}

// testExportPages exports while others record: it ends with what was there when it
// began, in order, whichever page it comes from.
func testExportPages(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	const had = 1200 // more than two pages
	var events []storage.Event
	for n := range had {
		events = append(events, LoosePayment(fmt.Sprint(n)))
	}
	Record(t, s, events...)
	exported := uint32(0)
	err := s.Export(context.Background(), storage.Filter{}, func(d campaigns.Donation) error {
		if exported++; d.Receipt.Number != exported {
			return fmt.Errorf("%s comes as number %d", d.Receipt, exported)
		}
		if exported%300 == 0 {
			Record(t, s, LoosePayment(fmt.Sprint("meanwhile ", exported)))
		}
		return nil
	})
	if err != nil || exported != had {
		t.Errorf("exported %d of %d, %v", exported, had, err)
	}
}

// raised adds up an export.
func raised(t *testing.T, s *storage.Store, f storage.Filter, meanwhile func(row int)) (sum int64, statuses []campaigns.Status) {
	t.Helper()
	err := s.Export(context.Background(), f, func(d campaigns.Donation) error {
		statuses = append(statuses, d.Status)
		if d.Status == campaigns.StatusOK {
			sum += d.Raised()
		}
		meanwhile(len(statuses))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sum, statuses
}

// testExportIsOneView: whatever happens while an export is read, its sum is the one
// that the ledger had when it began.
func testExportIsOneView(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	i := AddInvoice(t, s, "books", 1000, 42)
	i.Private = false
	i.Payload = campaigns.NewPayload(Noon)
	if err := s.AddInvoice(ctx, i); err != nil {
		t.Fatal(err)
	}
	var events []storage.Event
	for n := range 600 {
		events = append(events, storage.Event{Payment: Payment(i, fmt.Sprint(n), 1000)})
	}
	Record(t, s, events...)
	adjust := func(n uint32, kind campaigns.AdjustmentKind) {
		if _, err := s.Adjust(ctx, c, Receipt(n), Request(kind, "x"), Noon); err != nil {
			t.Fatal(err)
		}
	}
	adjust(599, campaigns.AdjustmentRefund)
	before := Totals(t, s, BooksLive).Raised
	sum, _ := raised(t, s, storage.Filter{}, func(row int) {
		if row == 1 {
			adjust(1, campaigns.AdjustmentRefund)
			adjust(599, campaigns.AdjustmentUndo)
			adjust(600, campaigns.AdjustmentRefund)
			late := Payment(i, "late", 1000)
			late.At = Noon.AddDate(-1, 0, 0) // of a year whose receipts come first
			Record(t, s, storage.Event{Payment: late})
		}
	})
	if sum != before {
		t.Errorf("the export adds up to %d, the ledger had %d when it began", sum, before)
	}
}

// testClosedYear: an export of a closed year stays what it was.
func testClosedYear(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	Fill(t, s)
	year := storage.Filter{From: "2026-01-01", To: "2026-12-31"}
	before, statuses := raised(t, s, year, func(int) {})
	for n, q := range []campaigns.AdjustmentRequest{
		Request(campaigns.AdjustmentRefund, "a"), Request(campaigns.AdjustmentUndo, "b"), Request(campaigns.AdjustmentDispute, "c"),
	} {
		if _, err := s.Adjust(ctx, c, Receipt(uint32(n+1)), q, Noon.AddDate(1, 0, 0)); err != nil {
			t.Fatal(err)
		}
	}
	after, now := raised(t, s, year, func(int) {})
	if before != after || fmt.Sprint(statuses) != fmt.Sprint(now) {
		t.Errorf("the closed year had %d, %v; it has %d, %v", before, statuses, after, now)
	}
}
