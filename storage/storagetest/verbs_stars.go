package storagetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

// stars are what the tests here give.
var stars = money.Amount{Units: 50, Currency: money.Stars}

// starsGiven records a gift of Stars.
func starsGiven(t *testing.T, s *storage.Store) campaigns.Donation {
	t.Helper()
	p := &campaigns.Payment{ChargeID: "charge", Payload: "what?", At: Noon, Total: stars, Donor: campaigns.Donor{ID: 42, Name: "Ada"}}
	return Record(t, s, storage.Event{Payment: p})[0].Donation
}

// asked is a request by an administrator who has seen that many adjustments.
func asked(operation string, seen int) campaigns.AdjustmentRequest {
	return campaigns.AdjustmentRequest{Kind: campaigns.AdjustmentRefund, Reason: "asked by Ada", Actor: "7", Operation: operation, Seen: seen}
}

// testStarsIntent asks for a refund, and has Telegram's message come by itself, as
// after a kill.
func testStarsIntent(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	d := starsGiven(t, s)
	i, done, err := s.IntendStarsRefund(ctx, c, d.Receipt, asked("one", 0), Noon)
	if want := (storage.StarsIntent{ChargeID: "charge", DonorID: 42, Total: stars, At: Noon, Operation: "one", Reason: "asked by Ada", Actor: "7"}); err != nil || done || i != want {
		t.Fatalf("%+v, %t, %v", i, done, err)
	}
	if other, done, err := s.IntendStarsRefund(ctx, c, d.Receipt, asked("two", 0), Noon); err != nil || done || other != i {
		t.Errorf("who comes second gets %+v, %t, %v", other, done, err)
	}
	if open, err := s.OpenItems(ctx); err != nil || len(open.Unmatched) != 0 {
		t.Errorf("it waits for a person: %+v, %v", open.Unmatched, err)
	}
	if all, err := s.StarsIntents(ctx); err != nil || len(all) != 1 || all[0] != i {
		t.Errorf("%+v, %v", all, err)
	}
	at := Noon.Add(-time.Hour)
	refund := storage.Event{Refund: &storage.StarsRefund{ChargeID: "charge", DonorID: 42, Total: stars, At: at}}
	if got := Record(t, s, refund, refund); got[0].Duplicate || !got[1].Duplicate {
		t.Errorf("%+v", got)
	}
	_, all, _, err := s.Donation(ctx, d.Receipt)
	if err != nil || len(all) != 1 || all[0].Reason != "asked by Ada" || all[0].Actor != "7" || all[0].Operation != "one" || !all[0].At.Equal(at) {
		t.Errorf("%+v, %v", all, err)
	}
	if _, done, err := s.IntendStarsRefund(ctx, c, d.Receipt, asked("one", 0), Noon); err != nil || !done {
		t.Errorf("a repeated request: done %t, %v", done, err)
	}
	if _, _, err := s.IntendStarsRefund(ctx, c, d.Receipt, asked("two", 0), Noon); !errors.Is(err, campaigns.ErrAlreadyRefunded) {
		t.Errorf("a second refund: %v", err)
	}
	undo := Request(campaigns.AdjustmentUndo, "a mistake")
	if _, err := s.Adjust(ctx, c, d.Receipt, undo, Noon); !errors.Is(err, campaigns.ErrMadeByTelegram) {
		t.Errorf("taken back: %v", err)
	}
	if left, err := s.StarsIntents(ctx); err != nil || len(left) != 0 {
		t.Errorf("still asked for: %+v, %v", left, err)
	}
}

func testStarsAreNotNoted(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	d := starsGiven(t, s)
	part, dispute, late, why := asked("a", 0), asked("b", 0), asked("c", 1), asked("d", 0)
	part.Amount, dispute.Kind, why.Reason = 20, campaigns.AdjustmentDispute, ""
	for _, q := range []struct {
		request campaigns.AdjustmentRequest
		want    error
	}{
		{part, campaigns.ErrStarsAreWhole}, {dispute, campaigns.ErrStarsAreUndisputed}, {late, campaigns.ErrAdjustedMeanwhile}, {why, campaigns.ErrNoReason},
	} {
		if _, done, err := s.IntendStarsRefund(ctx, c, d.Receipt, q.request, Noon); done || !errors.Is(err, q.want) {
			t.Errorf("%+v: %v, want %v", q.request, err, q.want)
		}
	}
	if _, err := s.Adjust(ctx, c, d.Receipt, asked("e", 0), Noon); !errors.Is(err, campaigns.ErrStarsByTelegram) {
		t.Errorf("noted by hand: %v", err)
	}
	whole := asked("f", 0)
	whole.Amount = 50
	i, _, err := s.IntendStarsRefund(ctx, c, d.Receipt, whole, Noon)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.DropStarsIntent(ctx, storage.StarsIntent{ChargeID: "charge", Operation: "another"}); err != nil {
		t.Fatal(err)
	}
	if all, err := s.StarsIntents(ctx); err != nil || len(all) != 1 {
		t.Errorf("another's was dropped: %+v, %v", all, err)
	}
	if err := s.DropStarsIntent(ctx, i); err != nil {
		t.Fatal(err)
	}
	Record(t, s, storage.Event{Refund: &storage.StarsRefund{ChargeID: "charge", DonorID: 42, Total: stars, At: Noon}})
	if _, all, _, err := s.Donation(ctx, d.Receipt); err != nil || len(all) != 1 || all[0].Actor != campaigns.ActorTelegram || all[0].Operation != "" {
		t.Errorf("after it was dropped: %+v, %v", all, err)
	}
	nobody := Record(t, s, storage.Event{Payment: &campaigns.Payment{ChargeID: "another", At: Noon, Total: stars}})[0].Donation
	if _, _, err := s.IntendStarsRefund(ctx, c, nobody.Receipt, asked("g", 0), Noon); !errors.Is(err, storage.ErrNoDonor) {
		t.Errorf("to nobody: %v", err)
	}
	euros := Record(t, s, LoosePayment("euros"))[0].Donation
	if _, _, err := s.IntendStarsRefund(ctx, c, euros.Receipt, asked("h", 0), Noon); err == nil {
		t.Error("Telegram would be asked for euros")
	}
}
