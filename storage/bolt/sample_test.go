package bolt

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"
)

// samples are donations as a large bot sees them: ids of charges of 40 bytes, no
// address, five campaigns, three from each person, spread over ninety days. The
// n-th is the same on each run.
type samples struct {
	people   uint64
	every    time.Duration
	settings *campaigns.Settings
}

// began is when the first sample was given.
var began = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

func samplesFor(size int) samples {
	c := storagetest.Settings()
	for _, id := range []campaigns.ID{"roof", "music", "trees"} {
		x := c.Campaigns[0]
		x.ID, x.Title = id, "All about "+string(id)
		c.Campaigns = append(c.Campaigns, x)
	}
	return samples{people: uint64(max(size/3, 1)), every: 90 * 24 * time.Hour / time.Duration(size), settings: c}
}

func (s samples) at(n int) time.Time {
	return began.Add(time.Duration(n) * s.every).Truncate(time.Second)
}

// sample is the n-th invoice and its payment.
func (s samples) sample(n int) (campaigns.Invoice, *campaigns.Payment) {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(n)))
	donor := 100_000_000 + int64(binary.BigEndian.Uint64(sum[:])%s.people)*7919
	campaign := s.settings.Campaigns[int(sum[8])%len(s.settings.Campaigns)]
	i := campaigns.Invoice{
		CampaignID: campaign.ID, Gift: money.Amount{Units: 1000 + int64(sum[9])*10, Currency: "EUR"}, MaxTip: 500, Provider: "stripe",
		Mode: campaigns.ModeLive, Personal: campaigns.Personal{DonorID: donor}, Private: true, Source: campaigns.SourceChat, CreatedAt: s.at(n),
	}
	copy(i.Payload[4:], sum[10:])
	binary.BigEndian.PutUint32(i.Payload[:], campaigns.PayloadMinute(i.CreatedAt))
	charge := hex.EncodeToString(sum[:])
	return i, &campaigns.Payment{
		ChargeID: charge[:40], ProviderChargeID: charge[24:], Payload: i.Payload.String(), At: i.CreatedAt,
		Total: money.Amount{Units: i.Gift.Units + int64(sum[31]%2)*100, Currency: "EUR"},
		Donor: campaigns.Donor{ID: donor, Name: fmt.Sprintf("Ada King %d", donor%1000), Language: "en"},
	}
}

// agree stores the invoices of samples from up to before to, in shared commits.
func (s samples) agree(t testing.TB, l ledger, from, to int) {
	t.Helper()
	const atOnce = 1000
	for ; from < to; from += atOnce {
		var all sync.WaitGroup
		for n := from; n < min(from+atOnce, to); n++ {
			all.Go(func() {
				i, _ := s.sample(n)
				if err := l.AddInvoice(context.Background(), i); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
}

// events are the payments of samples from up to before to.
func (s samples) events(from, to int) (events []storage.Event) {
	for n := from; n < to; n++ {
		_, p := s.sample(n)
		events = append(events, storage.Event{Payment: p})
	}
	return events
}

// fill records samples from up to before to. Their messages are sent, and
// only the newest invoices stay. The last ones are recorded a few at a time: a
// large transaction leaves more free pages behind than the life of a bot does.
func (s samples) fill(t testing.TB, l ledger, from, to int) {
	t.Helper()
	const invoicesKept = 20_000
	slowly := to - (to-from)/10
	for from < to {
		end := min(from+1000, slowly)
		if from >= slowly {
			end = min(from+25, to)
		}
		s.agree(t, l, from, end)
		if _, err := l.Record(context.Background(), s.settings, s.at(end), s.events(from, end)); err != nil {
			t.Fatal(err)
		}
		err := l.engine.Update(context.Background(), func(tx storage.Tx) error {
			for n := from; n < end; n++ {
				old, _ := s.sample(n - invoicesKept)
				if err := errors.Join(tx.DeleteInvoice(old.Payload), tx.DeleteMessage(uint64(n+1))); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		from = end
	}
}

// ledgers are the large ledgers of this process, by size: making one takes a while.
var ledgers = map[int]string{}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, path := range ledgers {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// ledgerOf is a copy of the ledger of that size, for this benchmark alone.
func ledgerOf(b *testing.B, size int) string {
	b.Helper()
	if ledgers[size] == "" {
		directory, err := os.MkdirTemp("", "donatebot-ledger-")
		if err != nil {
			b.Fatal(err)
		}
		ledgers[size] = filepath.Join(directory, "donations.db")
		l := openAt(b, ledgers[size])
		samplesFor(size).fill(b, l, 0, size)
		if err := errors.Join(l.db.Sync(), l.Close()); err != nil {
			b.Fatal(err)
		}
	}
	path := filepath.Join(b.TempDir(), "donations.db")
	if err := copyOnDisk(path, ledgers[size]); err != nil {
		b.Fatal(err)
	}
	return path
}

// copyOnDisk waits for the disk, which would else be busy with the copy while
// something is measured.
func copyOnDisk(to, from string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(raw)
	return errors.Join(err, file.Sync(), file.Close())
}

// sizes are those that growth is measured at.
func sizes() []int {
	switch {
	case testing.Short():
		return []int{1e3, 1e4}
	case os.Getenv("DONATEBOT_BENCH_LARGE") != "":
		return []int{1e3, 1e6, 1e7}
	}
	return []int{1e3, 1e6}
}
