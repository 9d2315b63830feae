package storagetest

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"

	"pgregory.net/rapid"
)

// testModel does random things to a ledger and to a simple model of it, and compares
// all that can be seen of the two.
func testModel(outer *testing.T, fresh Fresh) {
	rapid.Check(outer, func(t *rapid.T) {
		m := newMachine(t, fresh(outer))
		defer func() { m.store.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"invoice": m.addInvoice, "approve": m.tryApprove, "record": m.recordSome, "record again": m.recordSome, "pay": m.recordSome,
			"adjust": m.adjustSome, "alert unpaid": m.alertUnpaidSome, "alert unmatched": m.alertUnmatchedSome, "sweep": m.sweepOld,
			"intend": m.intendSome, "drop intent": m.dropIntentSome, "close": m.closeSome, "close unpaid": m.closeUnpaidSome, "donor": m.changeDonor,
			"send": m.send, "wait": m.wait, "configure": m.configure, "repair": m.repair, "reopen": m.reopen,
			"": m.compareQuickly,
		})
		m.compareAll(t)
	})
}

// machine is a ledger beside its model. Donors, charges and payloads are few, so
// that they meet often.
type machine struct {
	model
	opener  Opener
	store   *storage.Store
	charges []string
	payload []string
}

func newMachine(t *rapid.T, opener Opener) *machine {
	eur, _ := money.ByCode("EUR")
	stars, _ := money.ByCode("XTR")
	m := &machine{opener: opener, payload: []string{"what?", "", campaigns.Payload{1, 2, 3}.String()}}
	m.intents = map[string]campaigns.AdjustmentRequest{}
	m.now, m.unmatched, m.titles, m.people = Noon, map[string]*modelUnmatched{}, map[campaigns.TotalsKey]string{}, map[int64]campaigns.Donor{}
	m.settings = &campaigns.Settings{
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
	e, err := m.opener()
	if err != nil {
		t.Fatal(err)
	}
	m.store = storage.New(e)
}

func (m *machine) reopen(t *rapid.T) {
	if err := m.store.Close(); err != nil {
		t.Fatal(err)
	}
	m.open(t)
}

// repair changes nothing of a sound ledger.
func (m *machine) repair(t *rapid.T) {
	if _, err := m.store.Repair(context.Background(), m.now); err != nil {
		t.Fatal(err)
	}
}

// wait moves the clock by whole minutes, often past the end of a day and
// sometimes past that of a month or a year.
func (m *machine) wait(t *rapid.T) {
	minutes := rapid.OneOf(rapid.IntRange(1, 30), rapid.IntRange(60, 4000), rapid.IntRange(4000, 60_000)).Draw(t, "minutes")
	m.now = m.now.Add(time.Duration(minutes) * time.Minute)
}

// configure reads another configuration in.
func (m *machine) configure(t *rapid.T) {
	c := *m.settings
	c.Campaigns = slices.Clone(c.Campaigns)
	c.Mode = rapid.SampledFrom([]campaigns.Mode{campaigns.ModeLive, campaigns.ModeTest}).Draw(t, "mode")
	c.AdminChat = rapid.SampledFrom([]int64{0, -100}).Draw(t, "admin chat")
	c.Campaigns[0].Title = rapid.SampledFrom([]string{"School books", "Books"}).Draw(t, "title")
	m.settings = &c
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
	campaign := rapid.SampledFrom(m.settings.Campaigns).Draw(t, "campaign")
	i := campaigns.Invoice{
		Payload: m.newPayload(t), CampaignID: campaign.ID, Gift: campaign.Money(rapid.SampledFrom([]int64{1, 500, 1000}).Draw(t, "gift")),
		MaxTip: rapid.SampledFrom([]int64{0, 200}).Draw(t, "most tip"), Mode: m.settings.Mode, Personal: campaigns.Personal{DonorID: donorDrawn(t)},
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
	refusal, err := m.store.Approve(context.Background(), m.settings, q, m.now)
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

func (m *machine) event(t *rapid.T) storage.Event {
	charge := rapid.SampledFrom(m.charges).Draw(t, "charge")
	at := m.now.Add(-time.Duration(rapid.IntRange(0, 1440).Draw(t, "minutes late")) * time.Minute)
	switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); kind {
	case 0, 1:
		total := m.total(t, rapid.SampledFrom(m.payload).Draw(t, "refund of"))
		if d := m.byCharge(charge); d != nil && rapid.IntRange(0, 3).Draw(t, "in part") > 0 {
			total = money.Amount{Units: d.Amount, Currency: d.Currency}
		}
		return storage.Event{Refund: &storage.StarsRefund{ChargeID: charge, DonorID: donorDrawn(t), Total: total, At: at}}
	case 2:
		return storage.Event{Unread: []byte(rapid.SampledFrom([]string{"{}", `{"a":1}`}).Draw(t, "unread"))}
	}
	payload := rapid.SampledFrom(m.payload).Draw(t, "payload")
	p := &campaigns.Payment{
		ChargeID: charge, ProviderChargeID: "p-" + charge, Payload: payload, Total: m.total(t, payload), At: at,
		Donor: campaigns.Donor{ID: m.giver(t, payload), Name: "Ada ☃", Language: "pt-br"},
	}
	if rapid.Bool().Draw(t, "contact") {
		p.Contact = campaigns.Contact{Name: "A. Lovelace", Email: "ada@example.org", Country: "GB", Postcode: "SW1"}
	}
	return storage.Event{Payment: p}
}

func (m *machine) recordSome(t *rapid.T) {
	var events []storage.Event
	for range rapid.IntRange(1, 4).Draw(t, "events") {
		events = append(events, m.event(t))
	}
	got, err := m.store.Record(context.Background(), m.settings, m.now, events)
	if err != nil {
		t.Fatal(err)
	}
	for k, e := range events {
		if want := m.record(e); got[k] != want {
			t.Fatalf("event %d:\n got %+v\nwant %+v", k, got[k], want)
		}
	}
}

func (m *machine) adjustSome(t *rapid.T) {
	r := campaigns.ReceiptNo{Mode: m.settings.Mode, Year: m.now.Year(), Number: uint32(rapid.IntRange(0, 9).Draw(t, "number"))}
	if len(m.donations) > 0 && rapid.IntRange(0, 4).Draw(t, "which") > 0 {
		r = rapid.SampledFrom(m.donations).Draw(t, "donation").Receipt
	}
	q := m.request(t, r)
	got, err := m.store.Adjust(context.Background(), m.settings, r, q, m.now)
	want := m.adjust(r, q)
	if (err == nil) != (want == nil) {
		t.Fatalf("%+v of %s: %v, want %v", q, r, err, want)
	}
	if err == nil && got != m.byReceipt(r).Donation {
		t.Fatalf("%+v of %s: %+v, want %+v", q, r, got, m.byReceipt(r).Donation)
	}
}

// intendSome asks for refunds of Stars, which are recorded once Telegram reports them.
func (m *machine) intendSome(t *rapid.T) {
	if len(m.donations) == 0 {
		return
	}
	r := rapid.SampledFrom(m.donations).Draw(t, "donation").Receipt
	q := m.request(t, r)
	got, done, err := m.store.IntendStarsRefund(context.Background(), m.settings, r, q, m.now)
	wantDone, want := m.intend(r, q)
	if (err == nil) != (want == nil) || done != wantDone {
		t.Fatalf("%+v of %s: done %t, %v, want %t, %v", q, r, done, err, wantDone, want)
	}
	if d := m.byReceipt(r); err == nil && !done {
		asked := m.intents[d.ChargeID]
		if got.ChargeID != d.ChargeID || got.Total != d.Money(d.Amount) || got.Reason != asked.Reason || got.Operation != asked.Operation {
			t.Fatalf("%+v of %s: %+v is noted", q, r, got)
		}
	}
}

// dropIntentSome forgets one of them.
func (m *machine) dropIntentSome(t *rapid.T) {
	all, err := m.store.StarsIntents(context.Background())
	if err != nil || len(all) != len(m.intents) {
		t.Fatalf("%+v, want %+v, %v", all, m.intents, err)
	}
	if len(all) == 0 {
		return
	}
	i := rapid.SampledFrom(all).Draw(t, "intent")
	if err := m.store.DropStarsIntent(context.Background(), i); err != nil {
		t.Fatal(err)
	}
	delete(m.intents, i.ChargeID)
}

// request is one by command, which may come again or too late.
func (m *machine) request(t *rapid.T, r campaigns.ReceiptNo) campaigns.AdjustmentRequest {
	q := campaigns.AdjustmentRequest{
		Kind: rapid.SampledFrom([]campaigns.AdjustmentKind{
			campaigns.AdjustmentRefund, campaigns.AdjustmentRefund, campaigns.AdjustmentDispute, campaigns.AdjustmentAccept, campaigns.AdjustmentUndo, campaigns.AdjustmentUndo,
		}).Draw(t, "kind"),
		Reason:    rapid.SampledFrom([]string{"asked for", "asked for", ""}).Draw(t, "reason"),
		Actor:     campaigns.ActorCommand,
		Operation: rapid.SampledFrom([]string{"", "", "x", "y"}).Draw(t, "operation"),
		Seen:      rapid.SampledFrom([]int{campaigns.NotLooked, campaigns.NotLooked, 0, 1}).Draw(t, "seen"),
	}
	if q.Kind == campaigns.AdjustmentAccept {
		q.CampaignID = rapid.SampledFrom([]campaigns.ID{"", "books", "stars", "nothing"}).Draw(t, "campaign")
	} else if q.Kind != campaigns.AdjustmentUndo {
		q.Amount = rapid.SampledFrom([]int64{0, 1, 400, 700, -1}).Draw(t, "amount")
	}
	return q
}

func (m *machine) alertUnpaidSome(t *rapid.T) {
	had := len(m.outbox)
	got, err := m.store.AlertUnpaid(context.Background(), m.settings, m.now, 15*time.Minute)
	if want := m.alertUnpaid(15 * time.Minute); err != nil || got != want {
		t.Fatalf("told of %d unpaid checkouts, want %d, %v", got, want, err)
	}
	// Those of one invoice come in the order of random numbers, which the model takes over.
	if told := m.storedOutbox(t); len(told) == len(m.outbox) {
		sameMessages(t, told[had:], m.outbox[had:])
		m.outbox = told
	}
}

func sameMessages(t *rapid.T, got, want []modelMessage) {
	byText := func(a, b modelMessage) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
	if got, want := slices.SortedFunc(slices.Values(got), byText), slices.SortedFunc(slices.Values(want), byText); !slices.Equal(got, want) {
		t.Fatalf("alerts:\n got %+v\nwant %+v", got, want)
	}
}

func (m *machine) alertUnmatchedSome(t *rapid.T) {
	got, err := m.store.AlertUnmatched(context.Background(), m.settings, m.now, 15*time.Minute)
	if want := m.alertUnmatched(15 * time.Minute); err != nil || got != want {
		t.Fatalf("told of %d unmatched refunds, want %d, %v", got, want, err)
	}
}

func (m *machine) sweepOld(t *rapid.T) {
	got, err := m.store.Sweep(context.Background(), m.now)
	if want := m.sweep(); err != nil || got != want {
		t.Fatalf("swept %d, want %d, %v", got, want, err)
	}
}

func (m *machine) closeSome(t *rapid.T) {
	w, err := m.store.OpenItems(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Unmatched) == 0 {
		if err := m.store.CloseItem(context.Background(), "00", "seen", "7", m.now); err != storage.ErrNoOpenItem {
			t.Fatalf("closed nothing: %v", err)
		}
		return
	}
	item := rapid.SampledFrom(w.Unmatched).Draw(t, "item")
	if err := m.store.CloseItem(context.Background(), item.ID, "seen", "7", m.now); err != nil {
		t.Fatal(err)
	}
	m.unmatched[nameOf(item)].closed = true
}

func (m *machine) closeUnpaidSome(t *rapid.T) {
	payload := rapid.SampledFrom(m.payload).Draw(t, "payload")
	err := m.store.CloseItem(context.Background(), payload, "seen", "7", m.now)
	if found := m.closeUnpaid(payload); found != (err == nil) || !found && err != storage.ErrNoOpenItem {
		t.Fatalf("closing the checkout of %q: %v, found %v", payload, err, found)
	}
}

func nameOf(u storage.Unmatched) string {
	if u.Refund != nil {
		return "refund " + u.Refund.ChargeID
	}
	return "raw " + string(u.Raw)
}

// changeDonor chooses a language, and agrees to terms.
func (m *machine) changeDonor(t *rapid.T) {
	id := donorDrawn(t)
	language := rapid.SampledFrom([]string{"", "fr", "pt-br"}).Draw(t, "language")
	err := m.store.ChangeDonor(context.Background(), id, func(d *campaigns.Donor) { d.Language, d.AgreedAt = language, m.now })
	if err != nil {
		t.Fatal(err)
	}
	m.people[id] = campaigns.Donor{ID: id, Language: language, AgreedAt: m.now}
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
