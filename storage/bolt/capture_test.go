package bolt

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"

	"go.etcd.io/bbolt"
)

// put is what one Put of a transaction writes.
type put struct{ bucket, key, value []byte }

// capture is an engine that keeps what recording writes, and writes nothing. It lets
// bbolt alone be measured with the same keys and bytes.
type capture struct {
	*engine
	puts     []put
	sequence uint64 // of the outbox, afterwards
}

func (c *capture) Update(_ context.Context, write func(storage.Tx) error) error {
	b, err := c.db.Begin(true)
	if err != nil {
		return err
	}
	defer b.Rollback()
	setFillPercent(b)
	c.puts = c.puts[:0]
	err = write(&captureTx{&tx{b}, c})
	c.sequence = b.Bucket(buckets.outbox).Sequence()
	return err
}

// captureTx keeps what the writes of a recording leave behind. Of what is written
// twice, the second time counts.
type captureTx struct {
	*tx
	to *capture
}

func (c *captureTx) keep(err error, bucket []byte, keys ...[]byte) error {
	for _, key := range keys {
		c.to.puts = append(c.to.puts, put{bucket, key, bytes.Clone(c.get(bucket, key))})
	}
	return err
}

func (c *captureTx) PutInvoice(row storage.InvoiceRow) error {
	return c.keep(c.tx.PutInvoice(row), buckets.invoices, row.Payload[:])
}

func (c *captureTx) InsertDonation(row storage.DonationRow) error {
	key := receiptKey(row.Receipt)
	err := c.keep(c.tx.InsertDonation(row), buckets.donations, key)
	_ = c.keep(nil, buckets.charges, chargeKey(row.ChargeID))
	return c.keep(err, buckets.history, historyKey(row.Person, key))
}

func (c *captureTx) SetLastNumber(mode campaigns.Mode, year int, number uint32) error {
	return c.keep(c.tx.SetLastNumber(mode, year, number), buckets.numbers, numberKey(mode, year))
}

func (c *captureTx) AddTotals(key campaigns.TotalsKey, change campaigns.Totals, title string) error {
	return c.keep(c.tx.AddTotals(key, change, title), buckets.totals, totalsKey(key))
}

func (c *captureTx) AddDay(key campaigns.TotalsKey, day storage.DayNumber, change campaigns.Totals) error {
	return c.keep(c.tx.AddDay(key, day, change), buckets.days, dayKey(day, key))
}

func (c *captureTx) PutDonorCount(row storage.DonorCountRow) error {
	return c.keep(c.tx.PutDonorCount(row), buckets.supporters, supporterKey(row.Key, row.Person))
}

func (c *captureTx) PutMessage(row storage.MessageRow) error {
	return c.keep(c.tx.PutMessage(row), buckets.outbox, number8(row.ID))
}

// captured is a store that records nothing.
func (l ledger) captured() (*storage.Store, *capture) {
	c := &capture{engine: l.engine}
	return storage.New(c), c
}

// put gives bbolt what was kept, in one transaction.
func (c *capture) put() error {
	return c.db.Update(func(b *bbolt.Tx) error {
		setFillPercent(b)
		if err := b.Bucket(buckets.outbox).SetSequence(c.sequence); err != nil {
			return err
		}
		for _, p := range c.puts {
			if err := b.Bucket(p.bucket).Put(p.key, p.value); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestTheBenchmarksPutTheSame: what is written to bare bbolt is what Record writes.
func TestTheBenchmarksPutTheSame(t *testing.T) {
	const size, batch = 60, 20
	s := samplesFor(size)
	ours, path := openAt(t, filepath.Join(t.TempDir(), "ours.db")), filepath.Join(t.TempDir(), "bare.db")
	s.agree(t, ours, 0, size)
	if err := ours.Backup(t.Context(), path); err != nil { // people have random numbers
		t.Fatal(err)
	}
	bare := openAt(t, path)
	recorder, c := bare.captured()
	for from := 0; from < size; from += batch {
		for _, store := range []*storage.Store{ours.Store, recorder} {
			if _, err := store.Record(context.Background(), s.settings, s.at(from), s.events(from, from+batch)); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.put(); err != nil {
			t.Fatal(err)
		}
	}
	if a, b := dump(t, ours), dump(t, bare); a != b {
		t.Errorf("Record wrote\n%s\nthe benchmark writes\n%s", a, b)
	}
}

// bare measures bbolt alone: the same keys and bytes into the same buckets, in
// transactions as large as those of Record. Making the bytes is not measured.
func (r race) bare(b *testing.B) {
	l, set := r.prepare(b)
	recorder, c := l.captured()
	batch := batches[r.name]
	if batch == 0 { // Record was not measured before
		batch = r.writers
	}
	var took time.Duration
	for from := 0; from < b.N; from += batch {
		count := min(batch, b.N-from)
		if _, err := recorder.Record(context.Background(), set.settings, set.at(r.size+from), set.events(r.size+from, r.size+from+count)); err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		err := c.put()
		if took += time.Since(start); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(took.Nanoseconds())/float64(b.N), "ns/op")
	b.ReportMetric(float64(b.N)/took.Seconds(), "donations/s")
	b.ReportMetric(float64(batch), "donations/commit")
}
