package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// soon bounds what must not be held up: far longer than it takes, far shorter than
// for ever.
const soon = 20 * time.Second

func testWriters(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	var wg sync.WaitGroup
	var failed atomic.Int64
	for w := range 50 {
		wg.Go(func() {
			for n := range 10 {
				e := LoosePayment(fmt.Sprint(w, "-", n))
				e.Payment.Donor.ID = int64(w)
				if _, err := s.Record(context.Background(), Settings(), Noon, []storage.Event{e}); err != nil {
					failed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if failed.Load() != 0 {
		t.Errorf("%d writers failed", failed.Load())
	}
	if got := Totals(t, s, NoCampaign); got.Review != 500 {
		t.Errorf("%+v", got)
	}
}

// testFailureAmongOthers lets jobs that fail, after they wrote, and jobs that panic
// share commits with good ones.
func testFailureAmongOthers(t *testing.T, fresh Fresh) {
	s := openWith(t, fresh, func(e storage.Engine) storage.Engine { return brittle{e} })
	bad := campaigns.Invoice{Payload: campaigns.NewPayload(Noon), CampaignID: badCampaign, Personal: campaigns.Personal{DonorID: 99}, CreatedAt: Noon}
	const rounds = 20
	for round := range rounds {
		var wg sync.WaitGroup
		for n := range 8 {
			wg.Go(func() {
				if _, err := s.Record(context.Background(), Settings(), Noon, []storage.Event{LoosePayment(fmt.Sprint(round, "-", n))}); err != nil {
					t.Errorf("a good one: %v", err)
				}
			})
		}
		wg.Go(func() {
			if err := s.AddInvoice(context.Background(), bad); !errors.Is(err, errPlanted) {
				t.Errorf("a bad one: %v", err)
			}
		})
		wg.Go(func() {
			if err := s.ChangeDonor(context.Background(), 5, func(*campaigns.Donor) { panic("oh") }); err == nil {
				t.Error("one that panics wrote")
			}
		})
		wg.Wait()
	}
	if got := Totals(t, s, NoCampaign); got.Review != 8*rounds {
		t.Errorf("%+v", got)
	}
	if _, ok, err := s.Invoice(t.Context(), bad.Payload.String()); ok || err != nil {
		t.Errorf("what failed was written: %v, %v", ok, err)
	}
}

func testFailingCommit(t *testing.T, fresh Fresh) {
	var f *failing
	s := openWith(t, fresh, func(e storage.Engine) storage.Engine { f = &failing{Engine: e}; return f })
	i := AddInvoice(t, s, "books", 1000, 42)
	e := storage.Event{Payment: Payment(i, "charge", 1000)}
	f.now.Store(true)
	if _, err := s.Record(context.Background(), Settings(), Noon, []storage.Event{e}); !errors.Is(err, errPlanted) {
		t.Errorf("%v", err)
	}
	if refusal, err := s.Approve(t.Context(), Settings(), checkout(i, 42), Noon); refusal != nil || err == nil {
		t.Errorf("approved without a commit: %v, %v", refusal, err)
	}
	f.now.Store(false)
	if got := Totals(t, s, BooksLive); got != (campaigns.Totals{}) {
		t.Errorf("%+v", got)
	}
	if o := Record(t, s, e)[0]; o.Duplicate || o.Donation.Receipt != Receipt(1) {
		t.Errorf("afterwards: %+v", o)
	}
}

// hold keeps the ledger from writing until release is called.
func hold(s *storage.Store) (release func()) {
	goOn, held := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	var once sync.Once
	wg.Go(func() {
		_ = s.ChangeDonor(context.Background(), 5, func(*campaigns.Donor) { once.Do(func() { close(held) }); <-goOn })
	})
	<-held
	return func() { close(goOn); wg.Wait() }
}

func testContext(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	release := hold(s)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err := s.Approve(ctx, Settings(), campaigns.Checkout{}, Noon)
	release()
	if err != context.DeadlineExceeded {
		t.Errorf("%v", err)
	}
}

// testNilMeansWritten has writers whose time is over at any moment: none may be
// told that it wrote without having run.
func testNilMeansWritten(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	var wg sync.WaitGroup
	var lies atomic.Int64
	for w := range 2000 {
		wg.Go(func() {
			for n := range 5 {
				ctx, cancel := context.WithTimeout(context.Background(), time.Duration(1+(w+n)%90)*100*time.Microsecond)
				ran := false
				if err := s.ChangeDonor(ctx, 5, func(*campaigns.Donor) { ran = true }); err == nil && !ran {
					lies.Add(1)
				}
				if refusal, err := s.Approve(ctx, Settings(), campaigns.Checkout{Payload: "nonsense"}, Noon); refusal == nil && err == nil {
					lies.Add(1)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	if lies.Load() != 0 {
		t.Errorf("%d writers were told that they wrote, and had not run", lies.Load())
	}
}

func testClosed(t *testing.T, fresh Fresh) {
	e, err := fresh(t)()
	if err != nil {
		t.Fatal(err)
	}
	s := storage.New(e)
	Fill(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	for range 32 { // which way a writer goes when the store has closed is a matter of chance
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		if _, err := s.Record(ctx, Settings(), Noon, []storage.Event{{Unread: []byte("x")}}); !errors.Is(err, storage.ErrClosed) {
			t.Fatalf("record: %v", err)
		}
		cancel()
	}
	if _, err := s.Totals(t.Context(), BooksLive); err == nil {
		t.Error("totals of a closed ledger")
	}
	if err := s.Export(context.Background(), storage.Filter{}, func(campaigns.Donation) error { return nil }); err == nil {
		t.Error("export of a closed ledger")
	}
}
