package storagetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

func testRecordedOnce(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	i := AddInvoice(t, s, "books", 1000, 42)
	e := storage.Event{Payment: Payment(i, "charge", 1200)}
	first := Record(t, s, e, e)
	again := Record(t, s, e)
	d := first[0].Donation
	if d.Receipt.String() != "2026-000001" || d.Status != campaigns.StatusOK || d.Gift != 1000 || d.Tip != 200 || d.Amount != 1200 {
		t.Errorf("recorded %+v", d)
	}
	if first[0].Duplicate || !first[1].Duplicate || !again[0].Duplicate || again[0].Donation != d {
		t.Errorf("first %v, second %v, third %v", first[0].Duplicate, first[1].Duplicate, again[0].Duplicate)
	}
	if got, want := Totals(t, s, BooksLive), (campaigns.Totals{Raised: 1200, Donations: 1, Donors: 1}); got != want {
		t.Errorf("totals %+v, want %+v", got, want)
	}
	if out, err := s.Pending(t.Context(), 0, 10); err != nil || len(out) != 1 || out[0].Kind != campaigns.KindThanks || out[0].Chat != 42 {
		t.Errorf("the outbox holds %+v, %v", out, err)
	}
}

func testReview(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	i := AddInvoice(t, s, "books", 1000, 42)
	Record(t, s, storage.Event{Payment: Payment(i, "first", 1000)})
	stranger := Payment(i, "stranger", 1000)
	stranger.Donor.ID = 43
	unknown := Payment(i, "unknown", 777)
	unknown.Payload = "what?"
	odd := Payment(i, "odd", 1501)
	got := Record(t, s, storage.Event{Payment: stranger}, storage.Event{Payment: unknown}, storage.Event{Payment: odd}, storage.Event{Payment: Payment(i, "second", 1000)},
		storage.Event{Unread: []byte(`{"successful_payment":[]}`)})
	want := []campaigns.Reason{campaigns.ReasonAnotherPerson, campaigns.ReasonUnknownInvoice, campaigns.ReasonWrongAmount, campaigns.ReasonAlreadyPaid, ""}
	for k, o := range got {
		if o.Donation.Reason != want[k] {
			t.Errorf("event %d: reason %q, want %q", k, o.Donation.Reason, want[k])
		}
		if wantNumber := uint32(k + 2); k < 4 && (o.Donation.Receipt.Number != wantNumber || o.Donation.Status != campaigns.StatusReview) {
			t.Errorf("event %d: receipt %s is %s", k, o.Donation.Receipt, o.Donation.Status)
		}
	}
	if d, _, ok, err := s.Donation(t.Context(), Receipt(3)); err != nil || !ok || d.Payload != "what?" {
		t.Errorf("a payload that is not ours: %q, %v, %v", d.Payload, ok, err)
	}
	w, err := s.OpenItems(t.Context())
	if err != nil || len(w.Reviews) != 4 || len(w.Unmatched) != 1 || string(w.Unmatched[0].Raw) != `{"successful_payment":[]}` {
		t.Errorf("waiting: %d reviews, %d unmatched, %v", len(w.Reviews), len(w.Unmatched), err)
	}
	if got := Totals(t, s, BooksLive); got.Raised != 1000 || got.Review != 3 {
		t.Errorf("totals %+v: what is under review counts in nothing else", got)
	}
	if none := Totals(t, s, NoCampaign); none.Review != 1 {
		t.Errorf("what fits no campaign: %+v", none)
	}
	if err := s.CloseItem(context.Background(), w.Unmatched[0].ID, "seen", campaigns.ActorCommand, Noon); err != nil {
		t.Error(err)
	}
	if err := s.CloseItem(context.Background(), w.Unmatched[0].ID, "seen", campaigns.ActorCommand, Noon); err != storage.ErrNoOpenItem {
		t.Errorf("closed twice: %v", err)
	}
}

func testTitle(t *testing.T, fresh Fresh) {
	s, c := open(t, fresh), Settings()
	pay := func(charge, title string) {
		i := AddInvoice(t, s, "gone", 1000, 42)
		i.Title = title
		if err := s.AddInvoice(context.Background(), i); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Record(context.Background(), c, Noon, []storage.Event{{Payment: Payment(i, charge, 1000)}}); err != nil {
			t.Fatal(err)
		}
	}
	gone := campaigns.TotalsKey{Mode: campaigns.ModeLive, CampaignID: "gone", Currency: "EUR"}
	pay("charge", "The old pier")
	pay("charge 2", "A newer title")
	if title, err := s.Title(t.Context(), gone); err != nil || title != "The old pier" {
		t.Errorf("%q, %v", title, err)
	}
	back := c.Campaigns[0]
	back.ID, back.Title = "gone", "The pier is back"
	c.Campaigns = append(c.Campaigns, back)
	pay("charge 3", "The old pier")
	if title, err := s.Title(t.Context(), gone); err != nil || title != "The pier is back" {
		t.Errorf("%q, %v", title, err)
	}
	if title, err := s.Title(t.Context(), campaigns.TotalsKey{Mode: campaigns.ModeTest, CampaignID: "gone", Currency: "EUR"}); err != nil || title != "" {
		t.Errorf("of a campaign without donations: %q, %v", title, err)
	}
}

func testSeries(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	c := Settings()
	for k, want := range []string{"2026-000001", "2027-000001", "TEST-2027-000001", "2027-000002", "2026-000002"} {
		at := Noon
		if k > 0 && k < 4 {
			at = Noon.AddDate(1, 0, 0)
		}
		c.Mode = campaigns.ModeLive
		if k == 2 {
			c.Mode = campaigns.ModeTest
		}
		p := &campaigns.Payment{ChargeID: fmt.Sprint(k), Total: money.Amount{Units: 5, Currency: "EUR"}, At: at, Donor: campaigns.Donor{ID: 1}}
		o, err := s.Record(context.Background(), c, at, []storage.Event{{Payment: p}})
		if err != nil || o[0].Donation.Receipt.String() != want {
			t.Errorf("receipt %s, want %s, %v", o[0].Donation.Receipt, want, err)
		}
	}
	history, err := s.History(t.Context(), 1, campaigns.ModeLive, 3)
	if err != nil || len(history) != 3 || history[0].Receipt.String() != "2027-000002" || history[2].Receipt.String() != "2026-000002" {
		t.Errorf("history %+v, %v", history, err)
	}
}

// testNobody: a payment in a channel has no donor.
func testNobody(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	for _, charge := range []string{"a", "b"} {
		p := LoosePayment(charge)
		p.Payment.Donor = campaigns.Donor{}
		Record(t, s, p)
	}
	if got := Totals(t, s, NoCampaign); got.Review != 2 {
		t.Errorf("%+v", got)
	}
	if out, err := s.Pending(t.Context(), 0, 10); err != nil || len(out) != 2 || out[0].Chat != 7 {
		t.Errorf("nobody is thanked: %+v, %v", out, err)
	}
	if err := s.ChangeDonor(t.Context(), 0, func(d *campaigns.Donor) { d.Language = "fr" }); err != nil {
		t.Error(err)
	}
	if d, err := s.Donor(t.Context(), 0); err != nil || d.Language != "" {
		t.Errorf("nobody has a language: %+v, %v", d, err)
	}
}

// testOddTexts: what Telegram and a provider send is theirs.
func testOddTexts(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	for n, text := range []string{"\"\x1b[31m\u202e\u2028", "☃ & <b>", "\\u0000", "a\nb\tc"} {
		p := &campaigns.Payment{
			ChargeID: "charge " + text, ProviderChargeID: text, Payload: text, Total: money.Amount{Units: 5, Currency: "EUR"}, At: Noon,
			Donor: campaigns.Donor{ID: int64(n + 1), Name: text, Language: "en"}, Contact: campaigns.Contact{Name: text, Line1: text},
		}
		d := Record(t, s, storage.Event{Payment: p})[0].Donation
		got, _, ok, err := s.Donation(t.Context(), d.Receipt)
		if err != nil || !ok || got != d || got.Payload != text || got.Personal.Contact.Line1 != text {
			t.Errorf("%q: %+v, %v, %v", text, got, ok, err)
		}
	}
	raw := []byte("{\"\xff\x00\n")
	Record(t, s, storage.Event{Unread: raw})
	if w, err := s.OpenItems(t.Context()); err != nil || len(w.Unmatched) != 1 || !slices.Equal(w.Unmatched[0].Raw, raw) {
		t.Errorf("%+v, %v", w.Unmatched, err)
	}
}

// testUnreadableInvoice: what was agreed is lost, the payment is not.
func testUnreadableInvoice(t *testing.T, fresh Fresh) {
	s := openWith(t, fresh, func(e storage.Engine) storage.Engine { return unreadable{e} })
	i := AddInvoice(t, s, "books", 1000, 42)
	if d := Record(t, s, storage.Event{Payment: Payment(i, "charge", 1000)})[0].Donation; d.Status != campaigns.StatusReview || d.Receipt.Number != 1 {
		t.Errorf("%+v", d)
	}
	if refusal, err := s.Approve(t.Context(), Settings(), campaigns.Checkout{DonorID: 42, Payload: i.Payload.String(), Total: i.Gift}, Noon); refusal != nil || err == nil {
		t.Errorf("approved what can't be read: %v, %v", refusal, err)
	}
}

func testReopen(t *testing.T, fresh Fresh) {
	reopen := fresh(t)
	var s *storage.Store
	next := func() {
		e, err := reopen()
		if err != nil {
			t.Fatal(err)
		}
		s = storage.New(e)
	}
	next()
	Fill(t, s)
	figures, err := s.Figures(t.Context(), "2026-11-24")
	if err != nil || len(figures) != 2 {
		t.Fatal(figures, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	next()
	t.Cleanup(func() { s.Close() })
	VerifyAtEnd(t, s)
	if again, err := s.Figures(t.Context(), "2026-11-24"); err != nil || !slices.Equal(again, figures) {
		t.Errorf("figures:\n got %+v\nwant %+v, %v", again, figures, err)
	}
	i := AddInvoice(t, s, "books", 1000, 40)
	o := Record(t, s, storage.Event{Payment: Payment(i, "a", 1000)}, storage.Event{Payment: Payment(i, "e", 1000)})
	if !o[0].Duplicate || o[0].Donation.Receipt != Receipt(1) || o[1].Donation.Receipt != Receipt(7) {
		t.Errorf("%+v", o)
	}
	if history, err := s.History(t.Context(), 40, campaigns.ModeLive, 10); err != nil || len(history) != 5 {
		t.Errorf("a person is the same after reopening: %d donations, %v", len(history), err)
	}
	all, err := s.Pending(t.Context(), 0, 100)
	if err != nil || !slices.IsSortedFunc(all, func(a, b campaigns.Message) int { return int(a.ID) - int(b.ID) }) {
		t.Errorf("messages are out of order: %+v, %v", all, err)
	}
}

func testWake(t *testing.T, fresh Fresh) {
	s := open(t, fresh)
	AddInvoice(t, s, "books", 1000, 42)
	select {
	case <-s.Wake():
		t.Error("woken without a message")
	default:
	}
	Record(t, s, LoosePayment("a"))
	select {
	case <-s.Wake():
	case <-time.After(soon):
		t.Error("not woken after a message")
	}
}
