package bolt

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/donatebot/donatebot/storage"

	"go.etcd.io/bbolt"
)

// batches are how many donations shared a commit of Record, by benchmark, so that
// bare bbolt is given transactions of the same size.
var batches = map[string]int{}

// commits counts the transactions that changed a ledger.
func commits(b *testing.B, s ledger) (n int) {
	b.Helper()
	if err := s.db.View(func(tx *bbolt.Tx) error { n = tx.ID(); return nil }); err != nil {
		b.Fatal(err)
	}
	return n
}

// race is one measurement: donations recorded into a ledger of some size.
type race struct {
	name    string
	path    func(*testing.B) string
	size    int // donations that are there already
	sync    bool
	writers int
}

// prepare opens the ledger, with invoices for what is to come.
func (r race) prepare(b *testing.B) (ledger, samples) {
	b.Helper()
	s := openAt(b, r.path(b))
	set := samplesFor(max(r.size, 1000))
	const step = 50_000
	for from := 0; from < b.N; from += step {
		set.agree(b, s, r.size+from, r.size+min(from+step, b.N))
	}
	if err := s.db.Sync(); err != nil {
		b.Fatal(err)
	}
	s.db.NoSync = !r.sync
	return s, set
}

// record measures Record, called by many at once with one donation each.
func (r race) record(b *testing.B) {
	s, set := r.prepare(b)
	events := make([][]storage.Event, b.N)
	for n := range events {
		_, p := set.sample(r.size + n)
		events[n] = []storage.Event{{Payment: p}}
	}
	before := commits(b, s)
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range r.writers {
		wg.Go(func() {
			for n := next.Add(1) - 1; n < int64(b.N); n = next.Add(1) - 1 {
				if _, err := s.Record(context.Background(), set.settings, set.at(r.size+int(n)), events[n]); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	shared := float64(b.N) / float64(commits(b, s)-before)
	batches[r.name] = int(shared + 0.5)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "donations/s")
	b.ReportMetric(shared, "donations/commit")
}

func races(size int, path func(*testing.B) string) (all []race) {
	for _, disk := range []string{"fsync", "nosync"} {
		for _, writers := range []int{1, 100} {
			all = append(all, race{fmt.Sprintf("%s/writers=%d", disk, writers), path, size, disk == "fsync", writers})
		}
	}
	return all
}

func empty(b *testing.B) string { return filepath.Join(b.TempDir(), "donations.db") }

// BenchmarkRecord records donations into a new ledger. Run BenchmarkRawBbolt with
// it, which learns from it how many share a commit.
func BenchmarkRecord(b *testing.B) {
	for _, r := range races(0, empty) {
		b.Run(r.name, r.record)
	}
}

// BenchmarkRawBbolt is the limit of BenchmarkRecord.
func BenchmarkRawBbolt(b *testing.B) {
	for _, r := range races(0, empty) {
		b.Run(r.name, r.bare)
	}
}

// BenchmarkGrowth compares both in ledgers of different sizes.
func BenchmarkGrowth(b *testing.B) {
	for _, size := range sizes() {
		for _, r := range races(size, func(b *testing.B) string { return ledgerOf(b, size) }) {
			if r.sync && r.writers == 1 {
				continue // the disk alone
			}
			r.name = fmt.Sprintf("size=%d/%s", size, r.name)
			b.Run(r.name+"/ours", r.record)
			b.Run(r.name+"/bare", r.bare)
		}
	}
}
