package cmd

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"regexp"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/bolt"

	"github.com/rogpeppe/go-internal/testscript"
	"go.etcd.io/bbolt"
)

// march is when the sample begins: long ago, so that the last days are empty.
var march = time.Date(2024, 3, 14, 12, 0, 0, 0, time.UTC)

// sample writes a ledger with a bit of everything.
type sample struct {
	store *storage.Store
	c     *campaigns.Settings
	now   time.Time
	err   error // the first one
}

// fill fills the ledger of a configuration.
func fill(c *config.Config) error {
	store, err := bolt.Open(c.Storage.Path, bolt.Options{NoSync: true})
	if err != nil {
		return err
	}
	s := &sample{store: store, c: c.Settings, now: march}
	s.write()
	if err := store.Close(); s.err == nil {
		s.err = err
	}
	return s.err
}

func (s *sample) write() {
	ada, camille := campaigns.Donor{ID: 42, Name: "Ada Lovelace", Language: "en"}, campaigns.Donor{ID: 43, Name: "Camille, Martin", Language: "fr"}
	mallory := campaigns.Donor{ID: 44, Name: "=HYPERLINK(\"http://evil.example\")", Language: "en"}
	books, trees := s.invoice(ada, "books", 2500, "EUR"), s.invoice(camille, "trees", 1500, "JPY")
	s.pay(ada, books, "charge-1", 2750, "") // with a tip
	s.pay(camille, trees, "charge-2", 1500, "")
	s.now = march.AddDate(0, 0, 18) // 1 April
	s.pay(mallory, s.invoice(mallory, "books", 1000, "EUR"), "charge-3", 1000, "")
	towel := s.invoice(camille, "towel", 3000, "EUR")
	towel.Shipping = []campaigns.ShippingOption{{ID: "near", Title: "By letter post", Countries: []string{"FR"}, Price: 490}}
	towel.Payload = campaigns.NewPayload(s.now)
	s.add(towel)
	s.pay(camille, towel, "charge-4", 3490, "near")
	s.pay(ada, campaigns.Invoice{Gift: money.Amount{Currency: "EUR"}}, "charge-5", 700, "") // fits nothing
	s.pay(ada, books, "charge-6", 2500, "")                                                 // was paid already
	s.pay(camille, s.invoice(camille, "books", 1000, "EUR"), "charge-7", 1000, "")
	s.refund("2024-000007")
	s.pay(ada, s.invoice(ada, "roof", 5000, "EUR"), "charge-8", 5000, "")                        // its campaign is gone from the file
	s.pay(camille, campaigns.Invoice{Gift: money.Amount{Currency: "JPY"}}, "charge-10", 900, "") // fits nothing, in another currency
	s.unclear(camille)
	live := s.c
	test := *s.c
	test.Mode = campaigns.ModeTest
	s.c = &test
	s.pay(ada, s.invoice(ada, "books", 1000, "EUR"), "charge-9", 1000, "")
	s.c = live
}

func (s *sample) do(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *sample) invoice(d campaigns.Donor, campaign campaigns.ID, gift int64, currency string) campaigns.Invoice {
	i := campaigns.Invoice{
		Payload: campaigns.NewPayload(s.now), CampaignID: campaign, Gift: money.Amount{Units: gift, Currency: currency}, MaxTip: 500,
		Mode: s.c.Mode, Personal: campaigns.Personal{DonorID: d.ID}, Private: true, Source: campaigns.SourceChat, CreatedAt: s.now,
	}
	s.add(i)
	return i
}

func (s *sample) add(i campaigns.Invoice) { s.do(s.store.AddInvoice(context.Background(), i)) }

func (s *sample) pay(d campaigns.Donor, i campaigns.Invoice, charge string, total int64, option string) {
	p := &campaigns.Payment{
		ChargeID: charge, ProviderChargeID: "p-" + charge, Payload: i.Payload.String(), At: s.now, Donor: d,
		Total: money.Amount{Units: total, Currency: i.Gift.Currency}, OptionID: option,
	}
	if option != "" {
		p.Contact = campaigns.Contact{Name: d.Name, Email: "camille@example.org", Phone: "+33123456789", Country: "FR", City: "Brest", Line1: "1, rue du Port", Postcode: "29200"}
	}
	s.record(storage.Event{Payment: p})
}

func (s *sample) record(e storage.Event) {
	_, err := s.store.Record(context.Background(), s.c, s.now, []storage.Event{e})
	s.do(err)
}

func (s *sample) refund(receipt string) {
	r, err := campaigns.ParseReceiptNo(receipt)
	s.do(err)
	q := campaigns.AdjustmentRequest{Kind: campaigns.AdjustmentRefund, Reason: "paid twice", Actor: campaigns.ActorCommand}
	_, err = s.store.Adjust(context.Background(), s.c, r, q, s.now.AddDate(0, 0, 1))
	s.do(err)
}

// unclear is what administrators have to look at beside payments.
func (s *sample) unclear(d campaigns.Donor) {
	agree := func(known *campaigns.Donor) { known.TermsVersion = campaigns.TermsVersion(s.c.Organisation.Terms) }
	s.do(s.store.ChangeDonor(context.Background(), d.ID, agree))
	i := s.invoice(d, "books", 1000, "EUR")
	refusal, err := s.store.Approve(context.Background(), s.c, campaigns.Checkout{DonorID: d.ID, Payload: i.Payload.String(), Total: i.Gift}, s.now)
	s.do(err)
	if refusal != nil {
		s.do(fmt.Errorf("the checkout was refused: %s", refusal.Reason))
	}
	_, err = s.store.AlertUnpaid(context.Background(), s.c, s.now.Add(time.Hour), 15*time.Minute)
	s.do(err)
	s.record(storage.Event{Unread: []byte(`{"update_id":5,"message":{"successful_payment":{"total_amount":"many"}}}`)})
	s.record(storage.Event{Refund: &storage.StarsRefund{ChargeID: "charge-of-nobody", DonorID: 45, Total: money.Amount{Units: 50, Currency: "XTR"}, At: s.now}})
}

// configOf is the configuration of a script.
func configOf(ts *testscript.TestScript) *config.Config {
	c, err := config.Load(ts.MkAbs("config.yaml"), config.Options{Environ: []string{}})
	ts.Check(err)
	return c
}

// ledger is: ledger [empty]
func ledger(ts *testscript.TestScript, _ bool, args []string) {
	c := configOf(ts)
	if len(args) == 0 {
		ts.Check(fill(c))
		return
	}
	store, err := bolt.Open(c.Storage.Path, bolt.Options{})
	ts.Check(err)
	ts.Check(store.Close())
}

// stars is: stars. It records a gift of fifty Stars.
func stars(ts *testscript.TestScript, _ bool, _ []string) {
	c := configOf(ts)
	store, err := bolt.Open(c.Storage.Path, bolt.Options{})
	ts.Check(err)
	s := &sample{store: store, c: c.Settings, now: march}
	s.pay(campaigns.Donor{ID: 42, Name: "Ada Lovelace", Language: "en"}, campaigns.Invoice{Gift: money.Amount{Currency: money.Stars}}, "charge-of-stars", 50, "")
	ts.Check(s.err)
	ts.Check(store.Close())
}

// change writes to a ledger's file past the ledger.
func change(ts *testscript.TestScript, write func(*bbolt.Tx) error) {
	db, err := bbolt.Open(configOf(ts).Storage.Path, 0o600, &bbolt.Options{Timeout: time.Second})
	ts.Check(err)
	ts.Check(db.Update(write))
	ts.Check(db.Close())
}

// damage is: damage [donations]
func damage(ts *testscript.TestScript, _ bool, args []string) {
	change(ts, func(tx *bbolt.Tx) error {
		for _, name := range append([]string{"charges", "totals"}, args...) {
			b := tx.Bucket([]byte(name))
			key, _ := b.Cursor().First()
			if err := b.Delete(key); err != nil {
				return err
			}
		}
		return nil
	})
}

// truncate is: truncate
func truncate(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(os.Truncate(configOf(ts).Storage.Path, 3*4096))
}

// schema is: schema
func schema(ts *testscript.TestScript, _ bool, _ []string) {
	change(ts, func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("meta")).Put([]byte("schema"), binary.BigEndian.AppendUint32(nil, 99))
	})
}

// closeUnmatched is: close-unmatched
func closeUnmatched(ts *testscript.TestScript, _ bool, _ []string) {
	closeListed(ts, regexp.MustCompile(`(?m)^([0-9a-f]{32})  `))
}

// closeUnpaid is: close-unpaid
func closeUnpaid(ts *testscript.TestScript, _ bool, _ []string) {
	closeListed(ts, regexp.MustCompile(`(?m)^    once looked up: +donatebot close (\S+) `))
}

// closeListed closes the items of review whose ids the pattern finds.
func closeListed(ts *testscript.TestScript, ids *regexp.Regexp) {
	ts.Check(ts.Exec("donatebot", "review"))
	found := ids.FindAllStringSubmatch(ts.ReadFile("stdout"), -1)
	if len(found) == 0 {
		ts.Fatalf("review lists nothing like %v", ids)
	}
	for _, id := range found {
		ts.Check(ts.Exec("donatebot", "close", id[1], "--reason", "dealt with"))
		if got := ts.ReadFile("stdout"); got != id[1]+": closed\n" {
			ts.Fatalf("close prints %q", got)
		}
	}
}

// hold is: hold
func hold(ts *testscript.TestScript, _ bool, _ []string) {
	store, err := bolt.Open(configOf(ts).Storage.Path, bolt.Options{})
	ts.Check(err)
	ts.Defer(func() { store.Close() })
}
