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
