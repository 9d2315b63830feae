package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

func testRefund(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	i := AddInvoice(t, s, "books", 1000, 42)
	r := Record(t, s, storage.Event{Payment: Payment(i, "charge", 1300)})[0].Donation.Receipt
	later := Noon.AddDate(0, 0, 2)
	d, err := s.Adjust(ctx, c, r, Request(campaigns.AdjustmentRefund, "paid twice"), later)
	if err != nil || d.Status != campaigns.StatusRefunded || d.Amount != 1300 {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := s.Adjust(ctx, c, r, Request(campaigns.AdjustmentRefund, "again"), later); err == nil || err.Error() != "receipt 2026-000001 is already refunded" {
		t.Errorf("a second refund: %v", err)
	}
	if got, want := Totals(t, s, BooksLive), (campaigns.Totals{Refunded: 1300}); got != want {
		t.Errorf("totals %+v, want %+v", got, want)
	}
	figures, err := s.Figures(ctx, campaigns.DayOf(later, time.UTC))
	if err != nil || len(figures) != 1 {
		t.Fatalf("%+v, %v", figures, err)
	}
	f := figures[0]
	if f.Today.Raised != -1300 || f.Today.Refunded != 1300 || f.Week.Raised != 0 || f.Title != "School books" {
		t.Errorf("figures %+v", f)
	}
	want := campaigns.Adjustment{
		Receipt: r, At: later, Day: "2026-11-25", Kind: campaigns.AdjustmentRefund, Amount: 1300, From: campaigns.StatusOK, To: campaigns.StatusRefunded, Reason: "paid twice", Actor: campaigns.ActorCommand,
	}
	if got, all, ok, err := s.Donation(ctx, r); err != nil || !ok || got != d || len(all) != 1 || all[0] != want {
		t.Errorf("%+v, %+v, %v, %v", got, all, ok, err)
	}
}

func testAcceptReview(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	r := Record(t, s, LoosePayment("charge"))[0].Donation.Receipt
	d, err := s.Adjust(ctx, c, r, Request(campaigns.AdjustmentAccept, "is for the well"), Noon)
	if err != nil || d.Status != campaigns.StatusOK {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := s.Adjust(ctx, c, r, Request(campaigns.AdjustmentAccept, "again"), Noon); !errors.Is(err, campaigns.ErrNotInReview) {
		t.Errorf("accepted twice: %v", err)
	}
	if got, want := Totals(t, s, NoCampaign), (campaigns.Totals{Raised: 5, Donations: 1, Donors: 1}); got != want {
		t.Errorf("totals %+v, want %+v", got, want)
	}
	if w, err := s.OpenItems(ctx); err != nil || len(w.Reviews) != 0 {
		t.Errorf("still waiting: %+v, %v", w.Reviews, err)
	}
	if _, err := s.Adjust(ctx, c, r, Request(campaigns.AdjustmentRefund, "given back"), Noon); err != nil {
		t.Error(err)
	}
	if _, all, _, err := s.Donation(ctx, r); err != nil || len(all) != 2 || all[0].Reason != "is for the well" || all[1].From != campaigns.StatusOK {
		t.Errorf("%+v, %v", all, err)
	}
}

func testNoReceipt(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	r := Record(t, s, LoosePayment("charge"))[0].Donation.Receipt
	if _, err := s.Adjust(ctx, c, Receipt(9), Request(campaigns.AdjustmentRefund, "x"), Noon); err == nil || err.Error() != "there is no receipt 2026-000009" {
		t.Errorf("a refund of no receipt: %v", err)
	}
	if _, err := s.Adjust(ctx, c, Receipt(9), Request(campaigns.AdjustmentAccept, "x"), Noon); err == nil {
		t.Error("a review of no receipt is accepted")
	}
	if _, err := s.Adjust(ctx, c, r, Request(campaigns.AdjustmentRefund, ""), Noon); !errors.Is(err, campaigns.ErrNoReason) {
		t.Errorf("a refund without a reason: %v", err)
	}
	if _, _, ok, err := s.Donation(ctx, Receipt(9)); ok || err != nil {
		t.Errorf("found a donation that is not there: %v, %v", ok, err)
	}
}

func starsRefund(charge string, total money.Amount) storage.Event {
	return storage.Event{Refund: &storage.StarsRefund{ChargeID: charge, DonorID: 42, Total: total, At: Noon}}
}

func testRefundBeforePayment(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	i := AddInvoice(t, s, "books", 1000, 42)
	refund := starsRefund("charge", i.Gift)
	if o := Record(t, s, refund, refund); o[0].Donation.Receipt.Number != 0 {
		t.Errorf("a refund without a payment has receipt %s", o[0].Donation.Receipt)
	}
	got := Record(t, s, storage.Event{Payment: Payment(i, "charge", 1000)}, refund)
	if got[0].Donation.Status != campaigns.StatusRefunded || !got[1].Duplicate {
		t.Errorf("%+v", got)
	}
	if w, err := s.OpenItems(t.Context()); err != nil || len(w.Unmatched) != 0 {
		t.Errorf("still waiting: %+v, %v", w.Unmatched, err)
	}
}

// testRefundClosedBefore: what an administrator has dealt with is not done again.
func testRefundClosedBefore(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	i := AddInvoice(t, s, "books", 1000, 42)
	Record(t, s, starsRefund("charge", i.Gift))
	w, err := s.OpenItems(ctx)
	if err != nil || len(w.Unmatched) != 1 || *w.Unmatched[0].Refund != *starsRefund("charge", i.Gift).Refund {
		t.Fatalf("%+v, %v", w.Unmatched, err)
	}
	if err := s.CloseItem(ctx, w.Unmatched[0].ID, "of another bot", "7", Noon); err != nil {
		t.Fatal(err)
	}
	if o := Record(t, s, storage.Event{Payment: Payment(i, "charge", 1000)}); o[0].Donation.Status != campaigns.StatusOK {
		t.Errorf("%+v", o[0])
	}
}

func testAlertUnmatched(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	i := AddInvoice(t, s, "books", 1000, 42)
	part := starsRefund("charge", money.Amount{Units: 400, Currency: "EUR"})
	Record(t, s, storage.Event{Payment: Payment(i, "charge", 1000)}, part, storage.Event{Unread: []byte("{}")}, starsRefund("later", i.Gift))
	if got := Totals(t, s, BooksLive); got.Refunded != 0 || got.Raised != 1000 {
		t.Errorf("a refund in part is booked: %+v", got)
	}
	Record(t, s, storage.Event{Payment: Payment(AddInvoice(t, s, "books", 1000, 42), "later", 1000)})
	for step, want := range []struct {
		after time.Duration
		told  int
	}{{time.Minute, 0}, {15 * time.Minute, 1}, {16 * time.Minute, 0}} {
		if told, err := s.AlertUnmatched(ctx, c, Noon.Add(want.after), 15*time.Minute); err != nil || told != want.told {
			t.Errorf("step %d: told of %d, want %d, %v", step, told, want.told, err)
		}
	}
}

func testClosedIsKept(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	Record(t, s, storage.Event{Unread: []byte("{}")})
	w, err := s.OpenItems(ctx)
	if err != nil || len(w.Unmatched) != 1 {
		t.Fatal(w, err)
	}
	if err := s.CloseItem(ctx, w.Unmatched[0].ID, "given back by hand", campaigns.ActorCommand, Noon); err != nil {
		t.Fatal(err)
	}
	Record(t, s, storage.Event{Unread: []byte("{}")}) // it comes again
	if w, err := s.OpenItems(ctx); err != nil || len(w.Unmatched) != 0 {
		t.Errorf("it waits again: %+v, %v", w.Unmatched, err)
	}
	if out, err := s.Pending(ctx, 0, 10); err != nil || len(out) != 1 {
		t.Errorf("administrators are told %d times, %v", len(out), err)
	}
	for _, id := range []string{"", "00", "zz", w.Unmatched[0].ID[:30], w.Unmatched[0].ID + "00", "00000000000000000000000000000000"} {
		if err := s.CloseItem(ctx, id, "seen", campaigns.ActorCommand, Noon); err != storage.ErrNoOpenItem {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// testCloseWhileAlerting closes an item between an alert's look at what is late and
// its write.
func testCloseWhileAlerting(t *testing.T, fresh Fresh) {
	var h *hooked
	s := openWith(t, fresh, func(e storage.Engine) storage.Engine { h = &hooked{Engine: e}; return h })
	ctx := context.Background()
	Record(t, s, starsRefund("charge", money.Amount{Units: 5, Currency: "XTR"}))
	w, err := s.OpenItems(ctx)
	if err != nil || len(w.Unmatched) != 1 {
		t.Fatal(w, err)
	}
	h.afterView = func() {
		if err := s.CloseItem(ctx, w.Unmatched[0].ID, "given back by hand", "7", Noon); err != nil {
			t.Error(err)
		}
	}
	if told, err := s.AlertUnmatched(ctx, Settings(), Noon.Add(time.Hour), time.Minute); err != nil || told != 0 {
		t.Errorf("told of %d, %v", told, err)
	}
	if w, err := s.OpenItems(ctx); err != nil || len(w.Unmatched) != 0 {
		t.Errorf("what was closed waits again: %+v, %v", w.Unmatched, err)
	}
	if out, err := s.Pending(ctx, 0, 10); err != nil || len(out) != 0 {
		t.Errorf("administrators are told of it: %+v, %v", out, err)
	}
}

// testAdjustmentsAtOnce has everybody adjust one receipt at the same time.
func testAdjustmentsAtOnce(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	const rounds = 20
	for n := range rounds {
		e := LoosePayment(fmt.Sprint("charge ", n))
		r := Record(t, s, e)[0].Donation.Receipt
		refund := storage.Event{Refund: &storage.StarsRefund{ChargeID: e.Payment.ChargeID, Total: e.Payment.Total, At: Noon}}
		var all sync.WaitGroup
		for range 3 { // what is refused or known already is not looked at
			all.Go(func() { _, _ = s.Adjust(ctx, c, r, Request(campaigns.AdjustmentAccept, "x"), Noon) })
			all.Go(func() { _, _ = s.Adjust(ctx, c, r, Request(campaigns.AdjustmentRefund, "x"), Noon) })
			all.Go(func() { _, _ = s.Record(ctx, c, Noon, []storage.Event{refund}) })
			all.Go(func() { _, _ = s.Record(ctx, c, Noon, []storage.Event{e}) })
		}
		all.Wait()
		if d, all, _, err := s.Donation(ctx, r); err != nil || d.Status != campaigns.StatusRefunded || len(all) > 2 {
			t.Errorf("%s is %s after %d adjustments, %v", r, d.Status, len(all), err)
		}
	}
	if got, want := Totals(t, s, NoCampaign), (campaigns.Totals{Refunded: 5 * rounds}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func testRepair(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	Fill(t, s)
	before, err := s.Figures(t.Context(), "2026-11-24")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Repair(context.Background(), Noon); err != nil {
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
	i := AddInvoice(t, s, "books", 1000, 40)
	if o := Record(t, s, storage.Event{Payment: Payment(i, "next", 1000)}); o[0].Donation.Receipt != Receipt(7) {
		t.Errorf("after the repair: %+v", o)
	}
}
