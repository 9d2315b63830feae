package storage

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"

	"pgregory.net/rapid"
)

// TestTheLedgerFollowsItsModel does random things to a ledger and to a simple
// model of it, and compares all that can be seen of the two.
func TestTheLedgerFollowsItsModel(t *testing.T) {
	folder, run := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		m := newMachine(t, filepath.Join(folder, fmt.Sprintf("%d.db", run)))
		defer func() { m.store.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"invoice": m.addInvoice, "approve": m.tryApprove, "record": m.recordSome, "record again": m.recordSome, "pay": m.recordSome,
			"note": m.noteSome, "unpaid": m.tellUnpaid, "sweep": m.sweepOld, "settle stray": m.settleStray, "send": m.send,
			"wait": m.wait, "configure": m.configure, "reopen": m.reopen,
			"": m.compareQuickly,
		})
		m.compareAll(t)
	})
}

// machine is a ledger beside its model. Donors, charges and payloads are few, so
// that they meet often.
type machine struct {
	model
	path    string
	store   *Store
	charges []string
	payload []string
}

func newMachine(t *rapid.T, path string) *machine {
	eur, _ := money.ByCode("EUR")
	stars, _ := money.ByCode("XTR")
	m := &machine{path: path, payload: []string{"what?", "", campaigns.Payload{1, 2, 3}.String()}}
	m.now, m.strays, m.titles = noon, map[string]time.Time{}, map[campaigns.TotalsKey]string{}
	m.refunds, m.settled = map[string]money.Amount{}, map[string]bool{}
	m.catalogue = &campaigns.Settings{
		Organisation: campaigns.Organisation{Zone: time.FixedZone("NZDT", 13*3600)}, Mode: campaigns.ModeLive, Admins: []int64{7, 8},
		Campaigns: []campaigns.Campaign{
			{ID: "books", Title: "School books", Currency: eur}, {ID: "book", Title: "One book", Currency: eur}, {ID: "stars", Title: "Stars", Currency: stars},
		},
	}
	for n := range 12 {
		m.charges = append(m.charges, fmt.Sprint("charge-", n))
	}
	m.open(t)
	return m
}

func (m *machine) open(t *rapid.T) {
	s, err := Open(m.path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	m.store = s
}

func (m *machine) reopen(t *rapid.T) {
	if err := m.store.Close(); err != nil {
		t.Fatal(err)
	}
	m.open(t)
}

// wait moves the clock by whole minutes, often past the end of a day and
// sometimes past that of a month or a year.
func (m *machine) wait(t *rapid.T) {
	minutes := rapid.OneOf(rapid.IntRange(1, 30), rapid.IntRange(60, 4000), rapid.IntRange(4000, 60_000)).Draw(t, "minutes")
	m.now = m.now.Add(time.Duration(minutes) * time.Minute)
}

// configure reads another configuration in.
func (m *machine) configure(t *rapid.T) {
	c := *m.catalogue
	c.Campaigns = slices.Clone(c.Campaigns)
	c.Mode = rapid.SampledFrom([]campaigns.Mode{campaigns.ModeLive, campaigns.ModeTest}).Draw(t, "mode")
	c.AdminChat = rapid.SampledFrom([]int64{0, -100}).Draw(t, "admin chat")
	c.Campaigns[0].Title = rapid.SampledFrom([]string{"School books", "Books"}).Draw(t, "title")
	m.catalogue = &c
}

func donorDrawn(t *rapid.T) int64 {
	return rapid.SampledFrom([]int64{1, 2, 3, 1 << 52}).Draw(t, "donor")
}

// newPayload is like those of the program, but the same in each run.
func (m *machine) newPayload(t *rapid.T) campaigns.Payload {
	var p campaigns.Payload
	binary.BigEndian.PutUint32(p[:], campaigns.PayloadMinute(m.now))
	p[4] = rapid.Byte().Draw(t, "payload's place in its minute")
	p[15] = byte(len(m.payload))
	return p
}

func (m *machine) addInvoice(t *rapid.T) {
	campaign := rapid.SampledFrom(m.catalogue.Campaigns).Draw(t, "campaign")
	i := campaigns.Invoice{
		Payload: m.newPayload(t), CampaignID: campaign.ID, Gift: campaign.Money(rapid.SampledFrom([]int64{1, 500, 1000}).Draw(t, "gift")),
		MaxTip: rapid.SampledFrom([]int64{0, 200}).Draw(t, "most tip"), Mode: m.catalogue.Mode, Personal: campaigns.Personal{DonorID: donorDrawn(t)},
		Private: rapid.Bool().Draw(t, "private"), Source: campaigns.SourceLink, Anonymous: rapid.Bool().Draw(t, "anonymous"), CreatedAt: m.now,
	}
	if err := m.store.AddInvoice(context.Background(), i); err != nil {
		t.Fatal(err)
	}
	m.invoices = append(m.invoices, &i)
	m.payload = append(m.payload, i.Payload.String())
}

// total is mostly one that fits the invoice of that payload.
func (m *machine) total(t *rapid.T, payload string) money.Amount {
	total := money.Amount{Units: 700, Currency: "EUR"}
	if i := m.invoice(payload); i != nil {
		total = i.Gift
		total.Units += rapid.SampledFrom([]int64{0, 0, 0, 100, 300, -1}).Draw(t, "tip")
	}
	if rapid.IntRange(0, 19).Draw(t, "currency") == 0 {
		total.Currency = "USD"
	}
	return total
}

// giver is mostly who asked for the invoice.
func (m *machine) giver(t *rapid.T, payload string) int64 {
	if i := m.invoice(payload); i != nil && rapid.IntRange(0, 4).Draw(t, "stranger") > 0 {
		return i.Personal.DonorID
	}
	return donorDrawn(t)
}

func (m *machine) tryApprove(t *rapid.T) {
	payload := rapid.SampledFrom(m.payload).Draw(t, "payload")
	q := campaigns.Checkout{Payload: payload, DonorID: m.giver(t, payload), Total: m.total(t, payload)}
	refusal, err := m.store.Approve(context.Background(), m.catalogue, q, m.now)
	if err != nil {
		t.Fatal(err)
	}
	var got campaigns.Reason
	if refusal != nil {
		got = refusal.Reason
	}
	if want := m.approve(q); got != want {
		t.Fatalf("approval: %q, want %q", got, want)
	}
}

func (m *machine) event(t *rapid.T) Event {
	charge := rapid.SampledFrom(m.charges).Draw(t, "charge")
	at := m.now.Add(-time.Duration(rapid.IntRange(0, 1440).Draw(t, "minutes late")) * time.Minute)
	switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); kind {
	case 0, 1:
		total := m.total(t, rapid.SampledFrom(m.payload).Draw(t, "refund of"))
		if d := m.byCharge(charge); d != nil && rapid.IntRange(0, 3).Draw(t, "in part") > 0 {
			total = money.Amount{Units: d.Amount, Currency: d.Currency}
		}
		return Event{Refund: &StarsRefund{ChargeID: charge, DonorID: donorDrawn(t), Total: total, At: at}}
	case 2:
		return Event{Unread: []byte(rapid.SampledFrom([]string{"{}", `{"a":1}`}).Draw(t, "unread"))}
	}
	payload := rapid.SampledFrom(m.payload).Draw(t, "payload")
	p := &campaigns.Payment{
		ChargeID: charge, ProviderChargeID: "p-" + charge, Payload: payload, Total: m.total(t, payload), At: at,
		Donor: campaigns.Donor{ID: m.giver(t, payload), Name: "Ada ☃", Language: "pt-br"},
	}
	if rapid.Bool().Draw(t, "contact") {
		p.Contact = campaigns.Contact{Name: "A. Lovelace", Email: "ada@example.org", Country: "GB", Postcode: "SW1"}
	}
	return Event{Payment: p}
}

func (m *machine) recordSome(t *rapid.T) {
	var events []Event
	for range rapid.IntRange(1, 4).Draw(t, "events") {
		events = append(events, m.event(t))
	}
	got, err := m.store.Record(context.Background(), m.catalogue, m.now, events)
	if err != nil {
		t.Fatal(err)
	}
	for k, e := range events {
		if want := m.record(e); got[k] != want {
			t.Fatalf("event %d:\n got %+v\nwant %+v", k, got[k], want)
		}
	}
}

func (m *machine) noteSome(t *rapid.T) {
	r := campaigns.ReceiptNo{Mode: m.catalogue.Mode, Year: m.now.Year(), Number: uint32(rapid.IntRange(0, 9).Draw(t, "number"))}
	if len(m.donations) > 0 && rapid.IntRange(0, 4).Draw(t, "which") > 0 {
		r = rapid.SampledFrom(m.donations).Draw(t, "donation").Receipt
	}
	reason := rapid.SampledFrom([]string{"asked for", "asked for", ""}).Draw(t, "reason")
	to, do := campaigns.StatusRefunded, m.store.Refund
	if rapid.Bool().Draw(t, "settle") {
		to, do = campaigns.StatusOK, m.store.AcceptReview
	}
	got, err := do(context.Background(), m.catalogue, r, reason, campaigns.ActorCommand, m.now)
	want := m.note(r, to, reason)
	if (err == nil) != (want == nil) {
		t.Fatalf("%s of %s: %v, want %v", to, r, err, want)
	}
	if err == nil && got != m.byReceipt(r).Donation {
		t.Fatalf("%s of %s: %+v, want %+v", to, r, got, m.byReceipt(r).Donation)
	}
}

func (m *machine) tellUnpaid(t *rapid.T) {
	got, err := m.store.AlertUnpaid(context.Background(), m.catalogue, m.now, 15*time.Minute)
	if want := m.unpaid(15 * time.Minute); err != nil || got != want {
		t.Fatalf("told of %d unpaid checkouts, want %d, %v", got, want, err)
	}
}

func (m *machine) sweepOld(t *rapid.T) {
	got, err := m.store.Sweep(context.Background(), m.now)
	if want := m.sweep(); err != nil || got != want {
		t.Fatalf("swept %d, want %d, %v", got, want, err)
	}
}

func (m *machine) settleStray(t *rapid.T) {
	w, err := m.store.OpenItems(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Unmatched) == 0 {
		if err := m.store.CloseItem(context.Background(), "00", "seen", m.now); err != ErrNoOpenItem {
			t.Fatalf("settled nothing: %v", err)
		}
		return
	}
	stray := rapid.SampledFrom(w.Unmatched).Draw(t, "stray")
	if err := m.store.CloseItem(context.Background(), stray.ID, "seen", m.now); err != nil {
		t.Fatal(err)
	}
	delete(m.strays, nameOfStray(stray))
	m.settled[nameOfStray(stray)] = true
}

func nameOfStray(s Unmatched) string {
	if s.Refund != nil {
		return "refund " + s.Refund.ChargeID
	}
	return "raw " + string(s.Raw)
}

// send takes the oldest messages off the outbox.
func (m *machine) send(t *rapid.T) {
	out, err := m.store.Pending(context.Background(), 0, rapid.IntRange(0, 5).Draw(t, "messages"))
	if err != nil {
		t.Fatal(err)
	}
	var ids []uint64
	for _, o := range out {
		ids = append(ids, o.ID)
	}
	if err := m.store.Sent(context.Background(), ids...); err != nil {
		t.Fatal(err)
	}
	m.outbox = m.outbox[len(ids):]
}

// compareQuickly runs after each step.
func (m *machine) compareQuickly(t *rapid.T) {
	for key := range m.titles {
		if got, err := m.store.Totals(context.Background(), key); err != nil || got != m.totals(key) {
			t.Fatalf("totals of %+v: %+v, want %+v, %v", key, got, m.totals(key), err)
		}
	}
	m.compareOutbox(t)
}

func (m *machine) compareOutbox(t *rapid.T) {
	out, err := m.store.Pending(context.Background(), 0, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	var got []modelMessage
	for _, o := range out {
		about := o.Key
		if o.Key == AlertKeyUnpaid {
			about += " " + o.Args["payload"] + " " + o.Args["donor"] + " " + o.Args["amount"] + " " + o.Args["currency"]
		}
		got = append(got, modelMessage{o.Kind, o.Chat, o.Receipt, about})
	}
	if !slices.Equal(got, m.outbox) {
		t.Fatalf("the outbox:\n got %+v\nwant %+v", got, m.outbox)
	}
}

func (m *machine) compareAll(t *rapid.T) {
	m.compareQuickly(t)
	m.compareFigures(t)
	m.compareDonations(t)
	m.compareWaiting(t)
	if err := m.store.Verify(context.Background(), nil, func(d string) { t.Errorf("verify: %s", d) }); err != nil {
		t.Fatal(err)
	}
	if err := m.store.CheckFile(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func (m *machine) compareFigures(t *rapid.T) {
	for _, today := range []campaigns.Day{m.today(), daysBefore(m.today(), rapid.IntRange(1, 60).Draw(t, "days ago"))} {
		got, err := m.store.Figures(context.Background(), today)
		if err != nil {
			t.Fatal(err)
		}
		sortFigures(got)
		if want := m.all(today); !slices.Equal(got, want) {
			t.Fatalf("figures of %s:\n got %+v\nwant %+v", today, got, want)
		}
	}
}

func (m *machine) compareDonations(t *rapid.T) {
	var exported, want []campaigns.Donation
	err := m.store.Export(context.Background(), Filter{}, func(d campaigns.Donation) error {
		exported = append(exported, d)
		return nil
	})
	for _, d := range m.sorted() {
		want = append(want, d.Donation)
	}
	if err != nil || !slices.Equal(exported, want) {
		t.Fatalf("export: %v\n got %+v\nwant %+v", err, exported, want)
	}
	for _, d := range m.donations {
		got, entries, ok, err := m.store.Donation(context.Background(), d.Receipt)
		if err != nil || !ok || got != d.Donation || !slices.Equal(entries, d.entries) {
			t.Fatalf("%s: %v, %v\n got %+v %+v\nwant %+v %+v", d.Receipt, ok, err, got, entries, d.Donation, d.entries)
		}
	}
	for _, donor := range []int64{1, 2, 3, 1 << 52, 99} {
		for _, mode := range []campaigns.Mode{campaigns.ModeLive, campaigns.ModeTest} {
			got, err := m.store.History(context.Background(), donor, mode, 3)
			if want := m.history(donor, mode, 3); err != nil || !slices.Equal(got, want) {
				t.Fatalf("history of %d, %s: %v\n got %+v\nwant %+v", donor, mode, err, got, want)
			}
		}
	}
}

func (m *machine) compareWaiting(t *rapid.T) {
	w, err := m.store.OpenItems(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var reviews []campaigns.Donation
	for _, d := range m.sorted() {
		if d.Status == campaigns.StatusReview {
			reviews = append(reviews, d.Donation)
		}
	}
	if !slices.Equal(w.Reviews, reviews) {
		t.Fatalf("reviews:\n got %+v\nwant %+v", w.Reviews, reviews)
	}
	strays := map[string]time.Time{}
	for _, s := range w.Unmatched {
		strays[nameOfStray(s)] = s.At
		if s.Refund != nil {
			strays[nameOfStray(s)] = s.Refund.At
		}
	}
	if !maps.Equal(strays, m.strays) {
		t.Fatalf("strays: %v, want %v", strays, m.strays)
	}
	told := 0
	for _, a := range m.approvals {
		if a.told {
			told++
		}
	}
	if len(w.Unpaid) != told {
		t.Fatalf("%d unpaid checkouts wait, want %d", len(w.Unpaid), told)
	}
}
