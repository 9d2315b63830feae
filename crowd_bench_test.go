package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/bolt"
)

// BenchmarkCrowd is a thousand donors at once who think 5 to 15 seconds before
// each step: how long the last tap on Pay takes, and what the bot keeps in memory.
func BenchmarkCrowd(b *testing.B) {
	if testing.Short() {
		b.Skip("takes a minute")
	}
	for b.Loop() {
		s := newStation(b, sandbox.Options{})
		bot := s.run()
		ctx, cancel := context.WithTimeout(b.Context(), 50*time.Second)
		var mu sync.Mutex
		var paid []time.Duration
		var givers sync.WaitGroup
		for n := range 1000 {
			p := s.NewPerson(fmt.Sprint("Donor", n), "", "en", "GB")
			givers.Go(func() {
				for ctx.Err() == nil {
					var last time.Time
					think := func() {
						pauseFor(ctx, 5*time.Second+rand.N(10*time.Second))
						last = time.Now()
					}
					if converses(ctx, p, think) == nil {
						mu.Lock()
						paid = append(paid, time.Since(last))
						mu.Unlock()
					}
				}
			})
		}
		givers.Wait()
		cancel()
		slices.Sort(paid)
		b.ReportMetric(float64(len(paid)), "donations")
		b.ReportMetric(paid[len(paid)*99/100].Seconds()*1000, "p99-ms/pay-to-thanks")
		b.ReportMetric(p99Checkout(s), "p99-ms/pre-checkout")
		b.ReportMetric(float64(ownMemory(b, bot.Process.Pid))/1e6, "MB")
		s.kill(bot)
	}
	b.ReportMetric(0, "ns/op")
}

func pauseFor(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// p99Checkout is how long answers to pre-checkouts took, in milliseconds: from
// Telegram's question to the bot's answer.
func p99Checkout(s *station) float64 {
	took := s.Checkouts()
	slices.Sort(took)
	if len(took) == 0 {
		return 0
	}
	return took[len(took)*99/100].Seconds() * 1000
}

// BenchmarkIdle is what a bot costs that nobody talks to.
func BenchmarkIdle(b *testing.B) {
	for b.Loop() {
		s := newStation(b, sandbox.Options{})
		bot := s.run()
		s.until("the bot is there", 20*time.Second, func() bool { return len(s.Requests("setMyCommands")) > 2 })
		pauseFor(b.Context(), time.Second)
		before := cpuTime(b, bot.Process.Pid)
		watched := 10 * time.Second
		if testing.Short() {
			watched = time.Second
		}
		pauseFor(b.Context(), watched)
		spent := cpuTime(b, bot.Process.Pid) - before
		b.ReportMetric(spent.Seconds()*100/watched.Seconds(), "%cpu")
		b.ReportMetric(float64(ownMemory(b, bot.Process.Pid))/1e6, "MB")
		s.kill(bot)
	}
	b.ReportMetric(0, "ns/op")
}

// BenchmarkStart is the time from the start of the process to its first request,
// with a million donations on disk.
func BenchmarkStart(b *testing.B) {
	count := 1_000_000
	if testing.Short() {
		count = 1000
	}
	s := newStation(b, sandbox.Options{})
	fillLedger(b, s.database(), count)
	var took []time.Duration
	for b.Loop() {
		asked := len(s.Requests("getMe"))
		begun := time.Now()
		bot := s.run()
		for len(s.Requests("getMe")) == asked {
			time.Sleep(time.Millisecond)
		}
		took = append(took, time.Since(begun))
		s.kill(bot)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "ms/start")
	if info, err := os.Stat(s.database()); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "MB/file")
	}
	b.ReportMetric(0, "ns/op")
}

func fillLedger(b *testing.B, path string, count int) {
	b.Helper()
	store, err := bolt.Open(filepath.Clean(path), bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	c := &campaigns.Settings{Organisation: campaigns.Organisation{Zone: time.UTC}, Mode: campaigns.ModeLive}
	for n := 0; n < count; {
		var events []storage.Event
		for ; len(events) < 5000 && n < count; n++ {
			events = append(events, storage.Event{Payment: &campaigns.Payment{
				ChargeID: fmt.Sprintf("charge-of-forty-letters-%016d", n), ProviderChargeID: fmt.Sprintf("provider-of-forty-letters%015d", n), At: time.Now(),
				Total: money.Amount{Units: 1000, Currency: "EUR"}, Donor: campaigns.Donor{Name: "Ada Lovelace"},
			}})
		}
		if _, err := store.Record(b.Context(), c, time.Now(), events); err != nil {
			b.Fatal(err)
		}
	}
	for { // nobody waits for these messages
		page, err := store.Pending(b.Context(), 0, 5000)
		if err != nil {
			b.Fatal(err)
		}
		if len(page) == 0 {
			return
		}
		ids := make([]uint64, len(page))
		for i, m := range page {
			ids[i] = m.ID
		}
		if err := store.Sent(b.Context(), ids...); err != nil {
			b.Fatal(err)
		}
	}
}
