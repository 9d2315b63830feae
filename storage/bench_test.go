package storage

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// batches are how many donations shared a commit of Record, by benchmark, so that
// bare bbolt is given transactions of the same size.
var batches = map[string]int{}

// commits counts the transactions that changed a ledger.
func commits(b *testing.B, s *Store) (n int) {
	b.Helper()
	if err := s.view(func(tx *bbolt.Tx) error { n = tx.ID(); return nil }); err != nil {
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
func (r race) prepare(b *testing.B) (*Store, samples) {
	b.Helper()
	s, err := Open(r.path(b), Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	set := samplesFor(max(r.size, 1000))
	const step = 50_000
	for from := 0; from < b.N; from += step {
		set.agree(b, s, r.size+from, r.size+min(from+step, b.N))
	}
	if err := s.db.Sync(); err != nil {
		b.Fatal(err)
	}
	s.db.NoSync = !r.sync
	b.Cleanup(func() { s.Close() })
	return s, set
}

// record measures Store.Record, called by many at once with one donation each.
func (r race) record(b *testing.B) {
	s, set := r.prepare(b)
	events := make([][]Event, b.N)
	for n := range events {
		_, p := set.sample(r.size + n)
		events[n] = []Event{{Payment: p}}
	}
	before := commits(b, s)
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range r.writers {
		wg.Go(func() {
			for n := next.Add(1) - 1; n < int64(b.N); n = next.Add(1) - 1 {
				if _, err := s.Record(context.Background(), set.catalogue, set.at(r.size+int(n)), events[n]); err != nil {
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

// bare measures bbolt alone: the same keys and bytes into the same buckets, in
// transactions as large as those of Record. Making the bytes is not measured.
func (r race) bare(b *testing.B) {
	s, set := r.prepare(b)
	batch := batches[r.name]
	if batch == 0 { // Record was not measured before
		batch = r.writers
	}
	var took time.Duration
	for from := 0; from < b.N; from += batch {
		count := min(batch, b.N-from)
		var all []put
		if err := s.view(func(tx *bbolt.Tx) error { all = set.puts(b, tx, r.size+from, r.size+from+count); return nil }); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		err := s.db.Update(func(tx *bbolt.Tx) error {
			outbox := tx.Bucket(buckets.outbox)
			if err := outbox.SetSequence(outbox.Sequence() + uint64(count)); err != nil {
				return err
			}
			return putAll(tx, all)
		})
		if took += time.Since(start); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(took.Nanoseconds())/float64(b.N), "ns/op")
	b.ReportMetric(float64(b.N)/took.Seconds(), "donations/s")
	b.ReportMetric(float64(batch), "donations/commit")
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
