package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// soon bounds what must not be held up: far longer than it takes, far shorter
// than for ever.
const soon = 20 * time.Second

// anyPayment is an event that needs no invoice, and whose donation is under review.
func anyPayment(charge string) Event {
	return Event{Payment: &campaigns.Payment{
		ChargeID: charge, Total: money.Amount{Units: 5, Currency: "EUR"}, At: noon, Donor: campaigns.Donor{ID: 1},
	}}
}

func TestAStalledReaderHoldsUpNobody(t *testing.T) {
	s := open(t)
	for n := range 3 * pageOfExport / 100 {
		var events []Event
		for k := range 100 {
			events = append(events, anyPayment(fmt.Sprint(n, "-", k)))
		}
		book(t, s, events...)
	}
	had := 3 * pageOfExport / 100 * 100
	stalled, goOn := make(chan struct{}), make(chan struct{})
	exported, result := 0, make(chan error, 1)
	go func() {
		result <- s.Export(context.Background(), Filter{}, func(campaigns.Donation) error {
			if exported++; exported == 10 {
				close(stalled)
				<-goOn
			}
			return nil
		})
	}()
	<-stalled
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	for n := range 50 {
		if _, err := s.Record(ctx, catalogue(), noon, []Event{anyPayment(fmt.Sprint("meanwhile ", n))}); err != nil {
			t.Fatalf("recording is held up by a reader: %v", err)
		}
	}
	if open := s.db.Stats().OpenTxN; open != 0 {
		t.Errorf("%d read transactions are open while the reader stalls", open)
	}
	close(goOn)
	if err := <-result; err != nil || exported != had {
		t.Errorf("exported %d donations of the %d that were there when it began, %v", exported, had, err)
	}
}

func TestAnExportEndsWithItsReader(t *testing.T) {
	s := open(t)
	book(t, s, anyPayment("a"), anyPayment("b"))
	enough := errors.New("enough")
	if err := s.Export(context.Background(), Filter{}, func(campaigns.Donation) error { return enough }); err != enough {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := s.Export(ctx, Filter{}, func(campaigns.Donation) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestAnExportTakesWhatItsFilterWants(t *testing.T) {
	s := open(t)
	for n, campaign := range []campaigns.ID{"books", "well", "books"} {
		i := invoiceFor(t, s, campaign, 1000, 42)
		p := paymentOf(i, fmt.Sprint(n), 1000)
		p.At = noon.AddDate(0, 0, n)
		book(t, s, Event{Payment: p})
	}
	for _, x := range []struct {
		filter Filter
		want   string
	}{
		{Filter{}, "[0 1 2]"},
		{Filter{CampaignID: "books"}, "[0 2]"},
		{Filter{From: "2026-11-24"}, "[1 2]"},
		{Filter{To: "2026-11-24"}, "[0 1]"},
		{Filter{From: "2026-11-24", To: "2026-11-24"}, "[1]"},
		{Filter{Mode: campaigns.ModeLive, CampaignID: "well"}, "[1]"},
		{Filter{Mode: campaigns.ModeTest}, "[]"},
	} {
		got := []string{}
		err := s.Export(context.Background(), x.filter, func(d campaigns.Donation) error { got = append(got, d.ChargeID); return nil })
		if err != nil || fmt.Sprint(got) != x.want {
			t.Errorf("%+v: %v, want %s, %v", x.filter, got, x.want, err)
		}
	}
}

// TestABackupUnderLoadIsWhole makes copies while many write.
func TestABackupUnderLoadIsWhole(t *testing.T) {
	s, folder := open(t), t.TempDir()
	var recorded atomic.Int64
	stop, failed := make(chan struct{}), make(chan error, 8)
	var writers sync.WaitGroup
	for w := range 8 {
		writers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := s.Record(context.Background(), catalogue(), noon, []Event{anyPayment(fmt.Sprint(w, "-", n))}); err != nil {
					failed <- err
					return
				}
				recorded.Add(1)
			}
		})
	}
	for k := range 5 {
		for deadline := time.Now().Add(soon); recorded.Load() < int64(100*(k+1)) && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		before := recorded.Load()
		path := filepath.Join(folder, fmt.Sprintf("copy-%d.db", k%2)) // some replace another
		if err := s.Backup(t.Context(), path); err != nil {
			t.Error(err)
			break
		}
		checkCopy(t, path, before)
	}
	close(stop)
	writers.Wait()
	close(failed)
	for err := range failed {
		t.Error(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 2 {
		t.Errorf("the copies' folder holds %v, %v", left, err)
	}
}

func checkCopy(t *testing.T, path string, least int64) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the copy can be read by others: %v", info.Mode())
	}
	c, err := Open(path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if got := totals(t, c, campaigns.TotalsKey{Mode: campaigns.ModeLive, Currency: "EUR"}); got.Review < least {
		t.Errorf("the copy has %d donations; %d were recorded before it began", got.Review, least)
	}
	if d := differences(t, c); len(d) > 0 {
		t.Errorf("the copy: %v", d)
	}
	if err := c.CheckFile(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestABackupNeverReplacesTheLedger(t *testing.T) {
	s := open(t)
	book(t, s, anyPayment("a"))
	folder := filepath.Dir(s.path)
	other := filepath.Join(folder, "link.db")
	if err := os.Symlink(s.path, other); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{s.path, folder + "/./donations.db", other} {
		if err := s.Backup(t.Context(), path); err == nil {
			t.Errorf("a copy was written over the ledger at %s", path)
		}
	}
	if err := s.Backup(t.Context(), filepath.Join(folder, "none", "copy.db")); err == nil {
		t.Error("a copy in a folder that is not there")
	}
	book(t, s, anyPayment("b"))
	if got := totals(t, s, campaigns.TotalsKey{Mode: campaigns.ModeLive, Currency: "EUR"}); got.Review != 2 {
		t.Errorf("%+v", got)
	}
}
