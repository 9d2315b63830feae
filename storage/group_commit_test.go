package storage_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"
)

// TestOneFailureTakesNobodyWithIt has one that fails, one that panics and a good one
// in the same commit.
func TestOneFailureTakesNobodyWithIt(t *testing.T) {
	s := open(t)
	hold, held := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // keeps the writer busy, so that the next ones share a commit
		_ = s.Change(context.Background(), func(storage.Tx) error { close(held); <-hold; return nil })
	})
	<-held
	no := errors.New("no")
	var bad, panicking, good error
	wg.Go(func() {
		bad = s.Change(context.Background(), func(tx storage.Tx) error {
			return errors.Join(tx.SetLastPoll(storagetest.Noon), no)
		})
	})
	wg.Go(func() { panicking = s.Change(context.Background(), func(storage.Tx) error { panic("oh") }) })
	wg.Go(func() {
		good = s.ChangeDonor(context.Background(), 5, func(d *campaigns.Donor) { d.Language = "fr" })
	})
	for s.Queued() < 3 {
		runtime.Gosched()
	}
	close(hold)
	wg.Wait()
	if !errors.Is(bad, no) || panicking == nil || good != nil {
		t.Errorf("bad %v, panicking %v, good %v", bad, panicking, good)
	}
	if d, err := s.Donor(t.Context(), 5); err != nil || d.Language != "fr" {
		t.Errorf("%+v, %v", d, err)
	}
	if at, err := s.LastPoll(t.Context()); err != nil || at.Unix() != 0 {
		t.Errorf("what failed was written: %v, %v", at, err)
	}
}

func TestWhatWasClosedIsKept(t *testing.T) {
	s, ctx := open(t), context.Background()
	storagetest.Record(t, s, storage.Event{Unread: []byte("{}")})
	w, err := s.OpenItems(ctx)
	if err != nil || len(w.Unmatched) != 1 {
		t.Fatal(w, err)
	}
	id := w.Unmatched[0].ID
	if err := s.CloseItem(ctx, id, "given back by hand", "7", storagetest.Noon); err != nil {
		t.Fatal(err)
	}
	kept, ok, err := s.UnmatchedItem(ctx, id)
	if err != nil || !ok || string(kept.Raw) != "{}" || kept.Reason != "given back by hand" || kept.Actor != "7" || !kept.ClosedAt.Equal(storagetest.Noon) {
		t.Errorf("kept is %+v, %v, %v", kept, ok, err)
	}
}
