package storagetest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

// unread is a payment of which the charge could not be read.
func unread(raw string) storage.Event {
	return storage.Event{Unread: []byte(raw), Read: storage.ReadPart{
		Payment: true, Total: money.Amount{Units: 700, Currency: "EUR"}, At: Noon.AddDate(0, -1, 0), DonorID: 42, Name: "Ada", Language: "en",
	}}
}

func waiting(t *testing.T, s *storage.Store) []storage.Unmatched {
	t.Helper()
	items, err := s.OpenItems(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return items.Unmatched
}

// testBook: what could not be read is booked with what is missing, on the day of the
// booking, once.
func testBook(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	Record(t, s, unread("{1}"), starsRefund("nobody's", money.Amount{Units: 5, Currency: "XTR"}))
	all := waiting(t, s)
	i := slices.IndexFunc(all, func(u storage.Unmatched) bool { return u.Refund == nil })
	id, refund := all[i].ID, all[1-i].ID
	b := storage.Booking{CampaignID: "books", Reason: "seen at the provider", Actor: "7"}
	refuses := func(id string, b storage.Booking, want error) {
		t.Helper()
		if _, err := s.Book(ctx, c, id, b, Noon); !errors.Is(err, want) {
			t.Errorf("%+v: %v, want %v", b, err, want)
		}
	}
	refuses(id, b, storage.ErrIncomplete)
	b.ChargeID = "typed"
	refuses("00", b, storage.ErrNoOpenItem)
	refuses(refund, b, storage.ErrNotAPayment)
	refuses(id, storage.Booking{ChargeID: "typed", CampaignID: "nothing", Reason: "x"}, campaigns.ErrNoSuchCampaign)
	refuses(id, storage.Booking{ChargeID: "typed"}, campaigns.ErrNoReason)
	d, err := s.Book(ctx, c, id, b, Noon)
	if err != nil || d.Receipt != Receipt(1) || d.Status != campaigns.StatusOK || d.CampaignID != "books" || d.Gift != 700 || d.Day != "2026-11-23" || d.Personal.DonorID != 42 {
		t.Fatalf("%+v, %v", d, err)
	}
	if got, want := Totals(t, s, BooksLive), (campaigns.Totals{Raised: 700, Donations: 1, Donors: 1}); got != want {
		t.Errorf("totals %+v, want %+v", got, want)
	}
	refuses(id, b, storage.ErrNoOpenItem)
	Record(t, s, unread("{2}"))
	for _, u := range waiting(t, s) {
		if u.Refund == nil {
			refuses(u.ID, b, storage.ErrKnownCharge)
		}
	}
}

// testPartsAndUndo: a refund in part, a dispute and an undo change the figures of their
// own days.
func testPartsAndUndo(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	r := Record(t, s, storage.Event{Payment: Payment(AddInvoice(t, s, "books", 1000, 42), "charge", 1300)})[0].Donation.Receipt
	for n, step := range []struct {
		kind   campaigns.AdjustmentKind
		amount int64
		want   campaigns.Totals
	}{
		{campaigns.AdjustmentRefund, 300, campaigns.Totals{Raised: 1000, Donations: 1, Donors: 1, Refunded: 300}},
		{campaigns.AdjustmentDispute, 0, campaigns.Totals{Refunded: 1300}},
		{campaigns.AdjustmentUndo, 0, campaigns.Totals{Raised: 1000, Donations: 1, Donors: 1, Refunded: 300}},
		{campaigns.AdjustmentUndo, 0, campaigns.Totals{Raised: 1300, Donations: 1, Donors: 1}},
	} {
		q := Request(step.kind, "as the provider says")
		q.Amount, q.Seen = step.amount, n
		if _, err := s.Adjust(ctx, c, r, q, Noon.AddDate(0, 0, n+1)); err != nil {
			t.Fatal(err)
		}
		if got := Totals(t, s, BooksLive); got != step.want {
			t.Errorf("step %d: %+v, want %+v", n, got, step.want)
		}
	}
	var kinds []string
	err := s.Adjustments(ctx, storage.Filter{From: "2026-11-25"}, func(a storage.AdjustedDonation) error {
		kinds = append(kinds, string(a.Kind))
		return nil
	})
	if want := []string{"dispute", "undo", "undo"}; err != nil || !slices.Equal(kinds, want) {
		t.Errorf("%v, want %v, %v", kinds, want, err)
	}
}

// testRequestsAtOnce: two people who saw the same, and a command that is repeated, do
// it once.
func testRequestsAtOnce(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	r := Record(t, s, storage.Event{Payment: Payment(AddInvoice(t, s, "books", 1000, 42), "charge", 1300)})[0].Donation.Receipt
	q := campaigns.AdjustmentRequest{Kind: campaigns.AdjustmentRefund, Amount: 100, Reason: "x", Actor: "7", Operation: "one"}
	var all sync.WaitGroup
	for _, operation := range []string{"one", "one", "two", "three"} {
		all.Go(func() {
			q := q
			q.Operation = operation
			_, _ = s.Adjust(ctx, c, r, q, Noon)
		})
	}
	all.Wait()
	if got := Totals(t, s, BooksLive); got.Refunded != 100 {
		t.Errorf("%+v", got)
	}
	q.Operation = "late"
	if _, err := s.Adjust(ctx, c, r, q, Noon); !errors.Is(err, campaigns.ErrAdjustedMeanwhile) {
		t.Errorf("%v", err)
	}
}

// testStarsRefundOfYesterday: Telegram's date is the refund's, whenever it arrives.
func testStarsRefundOfYesterday(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	p := Payment(AddInvoice(t, s, "books", 1000, 42), "charge", 1000)
	r := Record(t, s, storage.Event{Payment: p})[0].Donation.Receipt
	e := starsRefund("charge", p.Total)
	e.Refund.At = Noon.AddDate(0, 0, 1)
	if _, err := s.Record(t.Context(), Settings(), Noon.AddDate(0, 0, 2), []storage.Event{e}); err != nil {
		t.Fatal(err)
	}
	_, all, _, err := s.Donation(t.Context(), r)
	if err != nil || len(all) != 1 || all[0].Day != campaigns.DayOf(e.Refund.At, time.UTC) {
		t.Errorf("%+v, %v", all, err)
	}
	undo := Request(campaigns.AdjustmentUndo, "a mistake")
	if _, err := s.Adjust(t.Context(), Settings(), r, undo, Noon); !errors.Is(err, campaigns.ErrMadeByTelegram) {
		t.Errorf("%v", err)
	}
}
