package storage

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"

	"go.etcd.io/bbolt"
)

// samples are donations as a large bot sees them: ids of charges of 40 bytes, no
// address, five campaigns, three from each person, spread over ninety days. The
// n-th is the same on each run.
type samples struct {
	people    uint64
	every     time.Duration
	catalogue *campaigns.Settings
}

// began is when the first sample was given.
var began = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

func samplesFor(size int) samples {
	c := catalogue()
	for _, id := range []campaigns.ID{"roof", "music", "trees"} {
		x := c.Campaigns[0]
		x.ID, x.Title = id, "All about "+string(id)
		c.Campaigns = append(c.Campaigns, x)
	}
	return samples{people: uint64(max(size/3, 1)), every: 90 * 24 * time.Hour / time.Duration(size), catalogue: c}
}

func (s samples) at(n int) time.Time {
	return began.Add(time.Duration(n) * s.every).Truncate(time.Second)
}

// sample is the n-th invoice and its payment.
func (s samples) sample(n int) (campaigns.Invoice, *campaigns.Payment) {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(n)))
	donor := 100_000_000 + int64(binary.BigEndian.Uint64(sum[:])%s.people)*7919
	campaign := s.catalogue.Campaigns[int(sum[8])%len(s.catalogue.Campaigns)]
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

// agree stores the invoices of samples from up to before to, in one transaction.
func (s samples) agree(t testing.TB, store *Store, from, to int) {
	t.Helper()
	err := store.change(context.Background(), func(l *ledger) error {
		for n := from; n < to; n++ {
			i, _ := s.sample(n)
			if err := l.bucket(buckets.invoices).Put(i.Payload[:], encodeInvoice(i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fill records samples from up to before to. Their messages are sent, and
// only the newest invoices stay. The last ones are recorded a few at a time: a
// large transaction leaves more free pages behind than the life of a bot does.
func (s samples) fill(t testing.TB, store *Store, from, to int) {
	t.Helper()
	const invoicesKept = 20_000
	slowly := to - (to-from)/10
	for from < to {
		end := min(from+1000, slowly)
		if from >= slowly {
			end = min(from+25, to)
		}
		s.agree(t, store, from, end)
		var events []Event
		for n := from; n < end; n++ {
			_, p := s.sample(n)
			events = append(events, Event{Payment: p})
		}
		if _, err := store.Record(context.Background(), s.catalogue, s.at(end), events); err != nil {
			t.Fatal(err)
		}
		err := store.change(context.Background(), func(l *ledger) error {
			for n := from; n < end; n++ {
				old, _ := s.sample(n - invoicesKept)
				if err := l.bucket(buckets.invoices).Delete(old.Payload[:]); err != nil {
					return err
				}
				if err := l.bucket(buckets.outbox).Delete(number8(uint64(n + 1))); err != nil {
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

// put is what one Put of a transaction writes.
type put struct{ bucket, key, value []byte }

// puts are those that recording samples from up to before to in one transaction
// makes: all that bbolt is given, and nothing else.
func (s samples) puts(t testing.TB, tx *bbolt.Tx, from, to int) (all []put) {
	t.Helper()
	l := newLedger(tx)
	add := func(bucket, key, value []byte) { all = append(all, put{bucket, key, value}) }
	given := map[string]uint64{}
	for n := from; n < to; n++ {
		i, p := s.sample(n)
		d := campaigns.NewDonation(s.catalogue, i, true, *p)
		var err error
		if d.Receipt.Number, err = l.nextNumber(d.Receipt.Mode, d.Receipt.Year); err != nil {
			t.Fatal(err)
		}
		i.ChargeID = p.ChargeID
		key, totals := receiptKey(d.Receipt), totalsKey(d.Key())
		supporter := supporterKey(totals, d.Personal.DonorID)
		if _, known := given[string(supporter)]; !known {
			had, err := countOf(tx.Bucket(buckets.supporters).Get(supporter))
			if err != nil {
				t.Fatal(err)
			}
			given[string(supporter)] = uint64(had)
		}
		given[string(supporter)]++
		change := d.Counted()
		if given[string(supporter)] == 1 {
			change.Donors = 1
		}
		account, err := l.account(totals)
		if err != nil {
			t.Fatal(err)
		}
		day, err := l.day(dayKey(totals, d.Day))
		if err != nil {
			t.Fatal(err)
		}
		account.Totals = account.Plus(change)
		change.Donors = 0
		*day = day.Plus(change)
		campaign, _ := s.catalogue.Find(d.CampaignID)
		account.title = campaign.Title
		add(buckets.donations, key, encodeDonation(d))
		add(buckets.charges, hashKey(p.ChargeID), key)
		add(buckets.history, historyKey(d.Personal.DonorID, key), nil)
		add(buckets.supporters, supporter, binary.AppendUvarint(nil, given[string(supporter)]))
		add(buckets.invoices, append([]byte{}, i.Payload[:]...), encodeInvoice(i))
		for k, m := range campaigns.MessagesFor(s.catalogue, d, s.at(n)) {
			add(buckets.outbox, number8(tx.Bucket(buckets.outbox).Sequence()+uint64(n-from+k)+1), encodeMessage(m))
		}
	}
	for key, a := range l.accounts {
		add(buckets.totals, []byte(key), encodeTotals(a.Totals, a.title))
	}
	for key, d := range l.days {
		add(buckets.days, []byte(key), encodeTotals(*d, ""))
	}
	for key, n := range l.numbers {
		add(buckets.numbers, []byte(key), binary.BigEndian.AppendUint32(nil, n))
	}
	return all
}

// putAll gives bbolt what puts made.
func putAll(tx *bbolt.Tx, all []put) error {
	rising(tx)
	for _, p := range all {
		if err := tx.Bucket(p.bucket).Put(p.key, p.value); err != nil {
			return err
		}
	}
	return nil
}

// TestTheBenchmarksPutTheSame: what is written to bare bbolt is what Record writes.
func TestTheBenchmarksPutTheSame(t *testing.T) {
	const size = 60
	s := samplesFor(size)
	ours, bare := openAt(t, filepath.Join(t.TempDir(), "ours.db")), openAt(t, filepath.Join(t.TempDir(), "bare.db"))
	s.agree(t, ours, 0, size)
	s.agree(t, bare, 0, size)
	const batch = 20
	for from := 0; from < size; from += batch {
		var events []Event
		for n := from; n < from+batch; n++ {
			_, p := s.sample(n)
			events = append(events, Event{Payment: p})
		}
		if _, err := ours.Record(context.Background(), s.catalogue, s.at(from), events); err != nil {
			t.Fatal(err)
		}
		err := bare.db.Update(func(tx *bbolt.Tx) error {
			all := s.puts(t, tx, from, from+batch)
			for n := range all { // Record notes one time for all
				if string(all[n].bucket) == string(buckets.outbox) {
					m, err := decodeMessage(1, all[n].value)
					if err != nil {
						return err
					}
					m.CreatedAt = s.at(from)
					all[n].value = encodeMessage(m)
				}
			}
			if err := tx.Bucket(buckets.outbox).SetSequence(uint64(from + batch)); err != nil {
				return err
			}
			return putAll(tx, all)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if a, b := dump(t, ours), dump(t, bare); a != b {
		t.Errorf("Record wrote\n%s\nthe benchmark writes\n%s", a, b)
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
		folder, err := os.MkdirTemp("", "donatebot-ledger-")
		if err != nil {
			b.Fatal(err)
		}
		ledgers[size] = filepath.Join(folder, "donations.db")
		s, err := Open(ledgers[size], Options{NoSync: true})
		if err != nil {
			b.Fatal(err)
		}
		samplesFor(size).fill(b, s, 0, size)
		if err := errors.Join(s.db.Sync(), s.Close()); err != nil {
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
