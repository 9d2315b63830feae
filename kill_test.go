package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/bolt"
)

// kills is how often the program is killed: at least fifty times, unless the test
// is to be short.
func kills() int {
	if testing.Short() {
		return 8
	}
	return 50
}

// TestKilledAtAnyMoment lets forty donors pay without pause while the program is
// killed again and again, and compares the ledger with what was really charged.
func TestKilledAtAnyMoment(t *testing.T) {
	s := newStation(t, sandbox.Options{CheckoutLimit: 2 * time.Second})
	ctx, stopGiving := context.WithCancel(t.Context())
	defer stopGiving()
	var givers sync.WaitGroup
	for n := range 40 {
		p := s.NewPerson(fmt.Sprintf("Donor%d", n), "", "en", "GB")
		givers.Go(func() {
			for ctx.Err() == nil {
				if n%2 == 0 {
					_ = gives(ctx, p, "boat", "€10", int64(n)) // the bot is dead half of the time
				} else {
					_ = gives(ctx, p, "books", "$12", 0)
				}
			}
		})
	}
	var lives []time.Time // when each life of the program ended
	for len(lives) < kills() {
		b := s.run()
		charged := len(s.Charges())
		s.until("somebody pays", 20*time.Second, func() bool { return len(s.Charges()) > charged })
		time.Sleep(rand.N(400 * time.Millisecond)) // the moment of the kill is the test's random input
		s.kill(b)
		lives = append(lives, time.Now())
	}
	stopGiving()
	givers.Wait()
	before := s.lives()
	b := s.run()
	s.until("every payer is thanked", 60*time.Second, func() bool {
		return s.lives() > before && s.Pending() == 0 && len(s.thanks()) == len(s.Charges())
	})
	s.stop(b)
	s.compare()
	for receipt, sent := range s.thanks() {
		for i := 1; i < len(sent); i++ {
			if !anyBetween(lives, sent[i-1], sent[i]) {
				t.Errorf("receipt %s: thanked twice in one life of the program", receipt)
			}
		}
	}
	t.Logf("%d kills, %d charges", len(lives), len(s.Charges()))
}

// lives is how often the program got as far as Telegram.
func (s *station) lives() int { return strings.Count(s.log.String(), "connected to Telegram") }

func anyBetween(times []time.Time, from, to time.Time) bool {
	for _, at := range times {
		if at.After(from.Add(-time.Second)) && !at.After(to.Add(time.Second)) { // messages have whole seconds
			return true
		}
	}
	return false
}

var receiptForm = regexp.MustCompile(`TEST-[0-9]{4}-[0-9]{6}`)

// thanks are the times at which each receipt's number was sent.
func (s *station) thanks() map[string][]time.Time {
	all := map[string][]time.Time{}
	for _, p := range s.People() {
		for _, m := range p.Chat().Messages() {
			if receipt := receiptForm.FindString(m.Text); receipt != "" && m.From.ID == s.Me().ID {
				all[receipt] = append(all[receipt], m.Date)
			}
		}
	}
	return all
}

// compare fails where the ledger is not exactly what was charged.
func (s *station) compare() {
	s.t.Helper()
	store, err := bolt.Open(s.database(), bolt.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	defer store.Close()
	ctx := context.Background()
	if err := store.CheckFile(ctx); err != nil {
		s.t.Error(err)
	}
	if err := store.Verify(ctx, nil, func(d storage.Difference) { s.t.Error(d) }); err != nil {
		s.t.Error(err)
	}
	s.knowsNoGap(store)
	booked := map[string]campaigns.Donation{}
	last := uint32(0)
	err = store.Export(ctx, storage.Filter{}, func(d campaigns.Donation) error {
		if _, twice := booked[d.ChargeID]; twice {
			s.t.Errorf("charge %s is recorded twice", d.ChargeID)
		}
		if d.Receipt.Number != last+1 || d.Status != campaigns.StatusOK {
			s.t.Errorf("receipt %s follows %d and is %s (%s)", d.Receipt, last, d.Status, d.Reason)
		}
		booked[d.ChargeID], last = d, d.Receipt.Number
		return nil
	})
	if err != nil {
		s.t.Error(err)
	}
	raised := map[campaigns.TotalsKey]int64{}
	for _, c := range s.Charges() {
		d, ok := booked[c.ID]
		if !ok || d.Amount != c.Amount || d.Currency != c.Currency || d.Personal.DonorID != c.Person || d.ProviderChargeID != c.ProviderID {
			s.t.Errorf("charge %s of %d %s: the ledger has %+v (found: %v)", c.ID, c.Amount, c.Currency, d, ok)
		}
		raised[d.Key()] += c.Amount
	}
	if len(booked) != len(s.Charges()) {
		s.t.Errorf("%d donations, %d charges", len(booked), len(s.Charges()))
	}
	for key, want := range raised {
		if got, err := store.Totals(ctx, key); err != nil || got.Raised != want {
			s.t.Errorf("%+v: raised %d, charged %d, %v", key, got.Raised, want, err)
		}
	}
}

// knowsNoGap fails where kills alone made the ledger leap over receipts, or where its
// state names one that it never gave.
func (s *station) knowsNoGap(store *storage.Store) {
	s.t.Helper()
	if strings.Contains(s.log.String(), "this database is older") {
		s.t.Error("a kill was taken for a restore")
	}
	last, err := store.LastReceipts(context.Background())
	if err != nil {
		s.t.Error(err)
	}
	state, err := storage.OpenState(filepath.Join(s.folder, "donations.state"))
	if err != nil {
		s.t.Fatal(err)
	}
	if held := state.Highest(); !slices.Equal(held, last) {
		s.t.Errorf("the state knows %v, the ledger gave %v", held, last)
	}
}

// TestKilledAtEachStep kills the program at each step between a payment and its
// thanks, at the moment that the sandbox sees the step.
func TestKilledAtEachStep(t *testing.T) {
	steps := []struct {
		name   string
		method string
		kind   sandbox.FaultKind
		before bool // the fault waits for the payment; else it comes after it
		thanks int  // how many are allowed
	}{
		{"the answer with the payment is half read", "getUpdates", sandbox.FaultHalf{}, true, 1},
		{"the answer with the payment never arrives", "getUpdates", sandbox.FaultDropAfter{}, true, 1},
		{"it is recorded, and not acknowledged", "getUpdates", sandbox.FaultDrop{}, false, 2},
		{"the thanks do not leave", "sendMessage", sandbox.FaultDrop{}, false, 1},
		{"the thanks have arrived, and the program does not know", "sendMessage", sandbox.FaultDropAfter{}, false, 2},
	}
	for _, step := range steps {
		t.Run(step.name, func(t *testing.T) {
			s := newStation(t, sandbox.Options{})
			b := s.run()
			var once sync.Once
			killed := make(chan struct{})
			kill := func() { once.Do(func() { b.Process.Kill(); close(killed) }) }
			s.Faults().Add(sandbox.Fault{Method: step.method, Kind: step.kind, Times: 1, Match: func(sandbox.Request) bool {
				if step.before {
					return len(s.Requests("sendInvoice")) == 1
				}
				if len(s.Charges()) == 0 {
					return false
				}
				kill()
				return true
			}})
			ada := s.NewPerson("Ada", "", "en", "GB")
			if err := gives(t.Context(), ada, "boat", "€25", 100); err != nil {
				t.Fatal(err, tail(s.log.String(), 20))
			}
			if step.before {
				kill()
			}
			select {
			case <-killed:
			case <-time.After(60 * time.Second):
				t.Fatal("the step never came")
			}
			<-b.ended
			s.Faults().Clear()
			b = s.run()
			s.until("the payer is thanked", 40*time.Second, func() bool {
				return len(s.Requests("getMe")) == 2 && len(s.thanks()) == 1 && s.Pending() == 0
			})
			s.stop(b)
			s.compare()
			for receipt, sent := range s.thanks() {
				if len(sent) > step.thanks {
					t.Errorf("receipt %s was sent %d times", receipt, len(sent))
				}
			}
		})
	}
}
