package bolt

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/export"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"

	"go.etcd.io/bbolt"
)

// atSizes runs a benchmark on an open ledger of each size.
func atSizes(b *testing.B, run func(b *testing.B, s ledger, set samples, size int)) {
	for _, size := range sizes() {
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			s := openAt(b, ledgerOf(b, size))
			b.ResetTimer()
			run(b, s, samplesFor(size), size)
		})
	}
}

// BenchmarkFigures is the statistics of all campaigns.
func BenchmarkFigures(b *testing.B) {
	atSizes(b, func(b *testing.B, s ledger, set samples, size int) {
		today := campaigns.DayOf(set.at(size), set.settings.Organisation.Zone)
		for b.Loop() {
			if all, err := s.Figures(b.Context(), today); err != nil || len(all) != len(set.settings.Campaigns) {
				b.Fatal(len(all), err)
			}
		}
	})
}

// BenchmarkTotals is what a campaign's card shows.
func BenchmarkTotals(b *testing.B) {
	atSizes(b, func(b *testing.B, s ledger, _ samples, _ int) {
		for b.Loop() {
			if t, err := s.Totals(b.Context(), storagetest.BooksLive); err != nil || t.Donations == 0 {
				b.Fatal(t, err)
			}
		}
	})
}

// BenchmarkApprove answers checkouts, without the disk.
func BenchmarkApprove(b *testing.B) {
	atSizes(b, func(b *testing.B, s ledger, set samples, size int) {
		const open = 1000
		set.agree(b, s, size, size+open)
		b.ResetTimer()
		for n := 0; b.Loop(); n++ {
			i, p := set.sample(size + n%open)
			q := campaigns.Checkout{DonorID: i.Personal.DonorID, Payload: p.Payload, Total: p.Total}
			if refusal, err := s.Approve(context.Background(), set.settings, q, i.CreatedAt); refusal != nil || err != nil {
				b.Fatal(refusal, err)
			}
		}
	})
}

// BenchmarkHistory is a person's newest gifts.
func BenchmarkHistory(b *testing.B) {
	atSizes(b, func(b *testing.B, s ledger, set samples, size int) {
		people := make([]int64, 1000)
		for n := range people {
			i, _ := set.sample(n * size / len(people))
			people[n] = i.Personal.DonorID
		}
		b.ResetTimer()
		for n := 0; b.Loop(); n++ {
			if found, err := s.History(b.Context(), people[n%len(people)], campaigns.ModeLive, 10); err != nil || len(found) == 0 {
				b.Fatal(found, err)
			}
		}
	})
}

// BenchmarkExport writes all donations as CSV. Its limit is one long read
// transaction with a cursor that writes the same lines; what bbolt needs to hand
// out the stored bytes alone is told for comparison.
func BenchmarkExport(b *testing.B) {
	rate := func(b *testing.B, donations int) {
		b.ReportMetric(float64(donations)*float64(b.N)/b.Elapsed().Seconds(), "donations/s")
	}
	b.Run("ours", func(b *testing.B) {
		atSizes(b, func(b *testing.B, s ledger, _ samples, size int) {
			for b.Loop() {
				w := newTable(b)
				if err := s.Export(context.Background(), storage.Filter{}, w.Write); err != nil {
					b.Fatal(err)
				}
				if err := w.Flush(); err != nil {
					b.Fatal(err)
				}
			}
			rate(b, size)
		})
	})
	b.Run("cursor", func(b *testing.B) {
		atSizes(b, func(b *testing.B, s ledger, _ samples, size int) {
			for b.Loop() {
				w := newTable(b)
				if err := s.db.View(func(tx *bbolt.Tx) error { return scan(tx, w) }); err != nil {
					b.Fatal(err)
				}
				if err := w.Flush(); err != nil {
					b.Fatal(err)
				}
			}
			rate(b, size)
		})
	})
	b.Run("bytes", func(b *testing.B) {
		atSizes(b, func(b *testing.B, s ledger, _ samples, size int) {
			for b.Loop() {
				w := bufio.NewWriter(io.Discard)
				err := s.db.View(func(tx *bbolt.Tx) error {
					return tx.Bucket(buckets.donations).ForEach(func(k, v []byte) error { w.Write(k); w.Write(v); return nil })
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			rate(b, size)
		})
	})
}

// newTable writes an export to nowhere.
func newTable(b *testing.B) *export.Table[campaigns.Donation] {
	b.Helper()
	w, err := export.Donations(bufio.NewWriter(io.Discard), export.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// scan writes all donations within one transaction: their fields as they are stored.
func scan(tx *bbolt.Tx, w *export.Table[campaigns.Donation]) error {
	return tx.Bucket(buckets.donations).ForEach(func(k, v []byte) error {
		row, err := readDonation(k, v)
		if err != nil {
			return err
		}
		d := campaigns.Donation{
			Receipt: row.Receipt, At: row.At, Day: row.Day.Day(), Status: row.Status, CampaignID: row.CampaignID, Currency: row.Currency,
			Amount: row.Gift + row.Tip, Gift: row.Gift, Tip: row.Tip, Language: row.Language, Source: row.Source, ChargeID: row.ChargeID, ProviderChargeID: row.ProviderChargeID,
		}
		return w.Write(d)
	})
}

// BenchmarkVerify recomputes every index and total.
func BenchmarkVerify(b *testing.B) {
	atSizes(b, func(b *testing.B, s ledger, _ samples, size int) {
		for b.Loop() {
			if err := s.Verify(context.Background(), nil, func(d storage.Difference) { b.Error(d) }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(size)*float64(b.N)/b.Elapsed().Seconds(), "donations/s")
	})
}

// BenchmarkOpen opens and closes a ledger, as each start does.
func BenchmarkOpen(b *testing.B) {
	for _, size := range sizes() {
		b.Run(fmt.Sprintf("size=%d", size), func(b *testing.B) {
			path := ledgerOf(b, size)
			for b.Loop() {
				s, err := Open(path, Options{})
				if err != nil {
					b.Fatal(err)
				}
				s.Close()
			}
		})
	}
}

// BenchmarkRoom tells how many bytes of the file a donation takes, and where.
func BenchmarkRoom(b *testing.B) {
	atSizes(b, func(b *testing.B, s ledger, _ samples, size int) {
		var used map[string]int
		for b.Loop() {
			var err error
			if used, err = pages(s); err != nil {
				b.Fatal(err)
			}
		}
		all := 0
		for bucket, n := range used {
			all += n
			if each := float64(n) / float64(size); each >= 1 {
				b.ReportMetric(each, bucket+"-B/donation")
			}
		}
		b.ReportMetric(float64(all)/float64(size), "bytes/donation")
		b.ReportMetric(float64(s.db.Stats().FreePageN+s.db.Stats().PendingPageN), "free-pages")
	})
}

// pages is how many bytes of the file hold something, by bucket.
func pages(l ledger) (used map[string]int, err error) {
	used = map[string]int{}
	err = l.db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			stats := b.Stats()
			used[string(name)] = (stats.BranchPageN + stats.BranchOverflowN + stats.LeafPageN + stats.LeafOverflowN) * tx.DB().Info().PageSize
			return nil
		})
	})
	return used, err
}
