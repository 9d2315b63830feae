package storage

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func catalogue() *campaigns.Settings {
	eur, _ := money.ByCode("EUR")
	return &campaigns.Settings{
		Organisation: campaigns.Organisation{Zone: time.UTC}, Mode: campaigns.ModeLive, Admins: []int64{7},
		Campaigns: []campaigns.Campaign{
			{ID: "books", Title: "School books", Currency: eur, Amounts: []int64{1000}, Tips: campaigns.Tips{Max: 500}},
			{ID: "well", Title: "A well", Currency: eur, Amounts: []int64{2000}},
		},
	}
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path, Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// open is a ledger that is verified when its test ends.
func open(t testing.TB) *Store {
	t.Helper()
	s := openAt(t, filepath.Join(t.TempDir(), "donations.db"))
	t.Cleanup(func() {
		// What a writer left behind that did not wait is written first.
		if err := s.change(context.Background(), func(*ledger) error { return nil }); err != nil {
			t.Error(err)
		}
		if err := s.CheckFile(t.Context()); err != nil {
			t.Error(err)
		}
		for _, d := range differences(t, s) {
			t.Errorf("at the end: %s", d)
		}
	})
	return s
}

func differences(t testing.TB, s *Store) (all []string) {
	t.Helper()
	if err := s.Verify(context.Background(), nil, func(d string) { all = append(all, d) }); err != nil {
		t.Fatalf("verify: %v", err)
	}
	return all
}

// invoiceFor stores a private invoice and returns it.
func invoiceFor(t testing.TB, s *Store, campaign campaigns.ID, gift, donor int64) campaigns.Invoice {
	t.Helper()
	i := campaigns.Invoice{
		Payload: campaigns.NewPayload(noon), CampaignID: campaign, Gift: money.Amount{Units: gift, Currency: "EUR"}, MaxTip: 500,
		Mode: campaigns.ModeLive, Personal: campaigns.Personal{DonorID: donor}, Private: true, Source: campaigns.SourceChat, CreatedAt: noon,
	}
	if err := s.AddInvoice(context.Background(), i); err != nil {
		t.Fatal(err)
	}
	return i
}

func paymentOf(i campaigns.Invoice, charge string, total int64) *campaigns.Payment {
	return &campaigns.Payment{
		ChargeID: charge, ProviderChargeID: "p-" + charge, Payload: i.Payload.String(), At: noon,
		Total: money.Amount{Units: total, Currency: i.Gift.Currency}, Donor: campaigns.Donor{ID: i.Personal.DonorID, Name: "Ada", Language: "en"},
	}
}

func book(t testing.TB, s *Store, events ...Event) []Outcome {
	t.Helper()
	o, err := s.Record(context.Background(), catalogue(), noon, events)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

var booksLive = campaigns.TotalsKey{Mode: campaigns.ModeLive, CampaignID: "books", Currency: "EUR"}

func totals(t testing.TB, s *Store, key campaigns.TotalsKey) campaigns.Totals {
	t.Helper()
	got, err := s.Totals(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAPaymentIsRecordedOnce(t *testing.T) {
	s := open(t)
	i := invoiceFor(t, s, "books", 1000, 42)
	e := Event{Payment: paymentOf(i, "charge", 1200)}
	first := book(t, s, e, e)
	again := book(t, s, e)
	d := first[0].Donation
	if d.Receipt.String() != "2026-000001" || d.Status != campaigns.StatusOK || d.Gift != 1000 || d.Tip != 200 || d.Amount != 1200 {
		t.Errorf("recorded %+v", d)
	}
	if first[0].Duplicate || !first[1].Duplicate || !again[0].Duplicate || again[0].Donation != d {
		t.Errorf("first %v, second %v, third %v", first[0].Duplicate, first[1].Duplicate, again[0].Duplicate)
	}
	if got, want := totals(t, s, booksLive), (campaigns.Totals{Raised: 1200, Donations: 1, Donors: 1}); got != want {
		t.Errorf("totals %+v, want %+v", got, want)
	}
	if out, err := s.Pending(t.Context(), 0, 10); err != nil || len(out) != 1 || out[0].Kind != campaigns.KindThanks || out[0].Chat != 42 {
		t.Errorf("the outbox holds %+v, %v", out, err)
	}
}

func TestMoneyThatDoesNotFitIsKeptForReview(t *testing.T) {
	s := open(t)
	i := invoiceFor(t, s, "books", 1000, 42)
	book(t, s, Event{Payment: paymentOf(i, "first", 1000)})
	stranger := paymentOf(i, "stranger", 1000)
	stranger.Donor.ID = 43
	unknown := paymentOf(i, "unknown", 777)
	unknown.Payload = "what?"
	odd := paymentOf(i, "odd", 1501)
	got := book(t, s, Event{Payment: stranger}, Event{Payment: unknown}, Event{Payment: odd}, Event{Payment: paymentOf(i, "second", 1000)},
		Event{Unread: []byte(`{"successful_payment":[]}`)})
	want := []campaigns.Reason{campaigns.ReasonAnotherPerson, campaigns.ReasonUnknownInvoice, campaigns.ReasonWrongAmount, campaigns.ReasonAlreadyPaid, ""}
	for k, o := range got {
		if o.Donation.Reason != want[k] {
			t.Errorf("event %d: reason %q, want %q", k, o.Donation.Reason, want[k])
		}
		if wantNumber := uint32(k + 2); k < 4 && (o.Donation.Receipt.Number != wantNumber || o.Donation.Status != campaigns.StatusReview) {
			t.Errorf("event %d: receipt %s is %s", k, o.Donation.Receipt, o.Donation.Status)
		}
	}
	w, err := s.OpenItems(t.Context())
	if err != nil || len(w.Reviews) != 4 || len(w.Unmatched) != 1 || string(w.Unmatched[0].Raw) != `{"successful_payment":[]}` {
		t.Errorf("waiting: %d reviews, %d strays, %v", len(w.Reviews), len(w.Unmatched), err)
	}
	if got := totals(t, s, booksLive); got.Raised != 1000 || got.Review != 3 {
		t.Errorf("totals %+v: what is under review counts in nothing else", got)
	}
	none := totals(t, s, campaigns.TotalsKey{Mode: campaigns.ModeLive, Currency: "EUR"})
	if none.Review != 1 {
		t.Errorf("what fits no campaign: %+v", none)
	}
	if err := s.CloseItem(context.Background(), w.Unmatched[0].ID, "seen", noon); err != nil {
		t.Error(err)
	}
	if err := s.CloseItem(context.Background(), w.Unmatched[0].ID, "seen", noon); err != ErrNoOpenItem {
		t.Errorf("settled twice: %v", err)
	}
}

func TestAStrayThatWasSettledIsKept(t *testing.T) {
	s, ctx := open(t), context.Background()
	book(t, s, Event{Unread: []byte("{}")})
	w, err := s.OpenItems(ctx)
	if err != nil || len(w.Unmatched) != 1 {
		t.Fatal(w, err)
	}
	if err := s.CloseItem(ctx, w.Unmatched[0].ID, "given back by hand", noon); err != nil {
		t.Fatal(err)
	}
	book(t, s, Event{Unread: []byte("{}")}) // it comes again
	if w, err := s.OpenItems(ctx); err != nil || len(w.Unmatched) != 0 {
		t.Errorf("it waits again: %+v, %v", w.Unmatched, err)
	}
	if out, err := s.Pending(ctx, 0, 10); err != nil || len(out) != 1 {
		t.Errorf("administrators are told %d times, %v", len(out), err)
	}
	err = s.view(func(tx *boltTx) error {
		key, raw := tx.Bucket(buckets.strays).Cursor().First()
		kept, err := decodeStray(key, raw)
		if string(kept.Raw) != "{}" || kept.Reason != "given back by hand" || !kept.ClosedAt.Equal(noon) {
			t.Errorf("kept is %+v", kept)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestARefundIsAnEntryOfItsDay(t *testing.T) {
	s, ctx, c := open(t), context.Background(), catalogue()
	i := invoiceFor(t, s, "books", 1000, 42)
	r := book(t, s, Event{Payment: paymentOf(i, "charge", 1300)})[0].Donation.Receipt
	later := noon.AddDate(0, 0, 2)
	d, err := s.Refund(ctx, c, r, "paid twice", campaigns.ActorCommand, later)
	if err != nil || d.Status != campaigns.StatusRefunded || d.Amount != 1300 {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := s.Refund(ctx, c, r, "again", campaigns.ActorCommand, later); err == nil || err.Error() != "receipt 2026-000001 is already refunded" {
		t.Errorf("a second refund: %v", err)
	}
	if _, err := s.Refund(ctx, c, campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: 9}, "x", "y", later); err == nil {
		t.Error("a refund of no receipt is noted")
	}
	if got, want := totals(t, s, booksLive), (campaigns.Totals{Refunded: 1300}); got != want {
		t.Errorf("totals %+v, want %+v", got, want)
	}
	figures, err := s.Figures(ctx, campaigns.DayOf(later, time.UTC))
	if err != nil || len(figures) != 1 {
		t.Fatalf("%+v, %v", figures, err)
	}
	f := figures[0]
	if f.Today.Raised != -1300 || f.Today.Refunded != 1300 || f.Week.Raised != 0 || f.Title != "School books" {
		t.Errorf("figures %+v", f)
	}
}

func TestAStarsRefundMayComeBeforeItsPayment(t *testing.T) {
	s := open(t)
	i := invoiceFor(t, s, "books", 1000, 42)
	refund := Event{Refund: &StarsRefund{ChargeID: "charge", DonorID: 42, Total: i.Gift, At: noon}}
	if o := book(t, s, refund, refund); o[0].Donation.Receipt.Number != 0 {
		t.Errorf("a refund without a payment has receipt %s", o[0].Donation.Receipt)
	}
	got := book(t, s, Event{Payment: paymentOf(i, "charge", 1000)}, refund)
	if got[0].Donation.Status != campaigns.StatusRefunded || !got[1].Duplicate {
		t.Errorf("%+v", got)
	}
	if w, err := s.OpenItems(t.Context()); err != nil || len(w.Unmatched) != 0 {
		t.Errorf("still waiting: %+v, %v", w.Unmatched, err)
	}
}

func TestStraysAreToldOfOnce(t *testing.T) {
	s, ctx, c := open(t), context.Background(), catalogue()
	i := invoiceFor(t, s, "books", 1000, 42)
	part := Event{Refund: &StarsRefund{ChargeID: "charge", DonorID: 42, Total: money.Amount{Units: 400, Currency: "EUR"}, At: noon}}
	book(t, s, Event{Payment: paymentOf(i, "charge", 1000)}, part, Event{Unread: []byte("{}")},
		Event{Refund: &StarsRefund{ChargeID: "later", DonorID: 42, Total: i.Gift, At: noon}})
	if got := totals(t, s, booksLive); got.Refunded != 0 || got.Raised != 1000 {
		t.Errorf("a refund in part is booked: %+v", got)
	}
	book(t, s, Event{Payment: paymentOf(invoiceFor(t, s, "books", 1000, 42), "later", 1000)})
	for step, want := range []struct {
		after time.Duration
		told  int
	}{{time.Minute, 0}, {15 * time.Minute, 1}, {16 * time.Minute, 0}} {
		if told, err := s.AlertUnmatched(ctx, c, noon.Add(want.after), 15*time.Minute); err != nil || told != want.told {
			t.Errorf("step %d: told of %d, want %d, %v", step, told, want.told, err)
		}
	}
}

func TestAGoneCampaignKeepsItsTitle(t *testing.T) {
	s, c := open(t), catalogue()
	i := invoiceFor(t, s, "gone", 1000, 42)
	i.Title = "The old pier"
	if err := s.AddInvoice(context.Background(), i); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Record(context.Background(), c, noon, []Event{{Payment: paymentOf(i, "charge", 1000)}}); err != nil {
		t.Fatal(err)
	}
	if title, err := s.Title(t.Context(), campaigns.TotalsKey{Mode: campaigns.ModeLive, CampaignID: "gone", Currency: "EUR"}); err != nil || title != "The old pier" {
		t.Errorf("%q, %v", title, err)
	}
}

func TestApprovalIsMarkedUntilPaidOrTold(t *testing.T) {
	s, ctx, c := open(t), context.Background(), catalogue()
	paid, never := invoiceFor(t, s, "books", 1000, 42), invoiceFor(t, s, "well", 2000, 43)
	for _, i := range []campaigns.Invoice{paid, never} {
		q := campaigns.Checkout{DonorID: i.Personal.DonorID, Payload: i.Payload.String(), Total: i.Gift}
		if refusal, err := s.Approve(ctx, c, q, noon); refusal != nil || err != nil {
			t.Fatal(refusal, err)
		}
	}
	book(t, s, Event{Payment: paymentOf(paid, "charge", 1000)})
	q := campaigns.Checkout{DonorID: 42, Payload: paid.Payload.String(), Total: paid.Gift}
	if refusal, err := s.Approve(ctx, c, q, noon); err != nil || refusal == nil || refusal.Reason != campaigns.ReasonAlreadyPaid {
		t.Errorf("a paid invoice: %+v, %v", refusal, err)
	}
	for step, want := range []struct {
		after time.Duration
		told  int
	}{{14 * time.Minute, 0}, {15 * time.Minute, 1}, {16 * time.Minute, 0}} {
		if told, err := s.AlertUnpaid(ctx, c, noon.Add(want.after), 15*time.Minute); err != nil || told != want.told {
			t.Errorf("step %d: told of %d, want %d, %v", step, told, want.told, err)
		}
	}
	out, err := s.Pending(ctx, 0, 10)
	if err != nil || len(out) != 2 || out[1].Key != AlertKeyUnpaid || out[1].Args["amount"] != "2000" || out[1].Args["donor"] != "43" {
		t.Errorf("outbox %+v, %v", out, err)
	}
}

func TestWhatIsRequeuedGoesToTheEndAsItIsNow(t *testing.T) {
	s, ctx := open(t), context.Background()
	if err := s.Enqueue(ctx, campaigns.Message{Kind: campaigns.KindAlert, Chat: 1, CreatedAt: noon}, campaigns.Message{Kind: campaigns.KindAlert, Chat: 2, CreatedAt: noon}); err != nil {
		t.Fatal(err)
	}
	<-s.Wake()
	out, err := s.Pending(ctx, 0, 10)
	if err != nil || len(out) != 2 {
		t.Fatal(out, err)
	}
	later := out[0]
	later.Chat, later.NotBefore = 3, noon.Add(time.Minute)
	if err := s.Requeue(ctx, later); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.Wake():
	default:
		t.Error("nobody was woken")
	}
	out, err = s.Pending(ctx, 0, 10)
	if err != nil || len(out) != 2 || out[0].Chat != 2 || out[1].Chat != 3 || out[1].ID <= out[0].ID || !out[1].NotBefore.Equal(later.NotBefore) {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestExpiredInvoicesAreSwept(t *testing.T) {
	s, ctx, c := open(t), context.Background(), catalogue()
	var approved campaigns.Invoice
	for n := range 2 * pageOfSweep {
		i := campaigns.Invoice{Payload: campaigns.NewPayload(noon.Add(time.Duration(n) * time.Minute)), CampaignID: "books",
			Gift: money.Amount{Units: 1000, Currency: "EUR"}, Mode: campaigns.ModeLive, Personal: campaigns.Personal{DonorID: 42}, Private: true, CreatedAt: noon.Add(time.Duration(n) * time.Minute)}
		if err := s.AddInvoice(ctx, i); err != nil {
			t.Fatal(err)
		}
		approved = i
	}
	late := approved.CreatedAt.Add(campaigns.InvoiceLife - time.Minute)
	q := campaigns.Checkout{DonorID: 42, Payload: approved.Payload.String(), Total: approved.Gift}
	if refusal, err := s.Approve(ctx, c, q, late); refusal != nil || err != nil {
		t.Fatal(refusal, err)
	}
	if n, err := s.Sweep(ctx, late.Add(time.Hour)); err != nil || n != 2*pageOfSweep-1 {
		t.Errorf("swept %d, %v; an approved one stays", n, err)
	}
	if _, ok, err := s.Invoice(ctx, approved.Payload.String()); !ok || err != nil {
		t.Errorf("the approved invoice: %v, %v", ok, err)
	}
	if n, err := s.Sweep(ctx, late.Add(campaigns.ApprovedLife+time.Minute)); err != nil || n != 1 {
		t.Errorf("swept %d, %v", n, err)
	}
	if w, err := s.OpenItems(ctx); err != nil || len(w.Unpaid) != 0 {
		t.Errorf("%+v, %v", w, err)
	}
}

func TestReceiptsRestartEachYearAndMode(t *testing.T) {
	s := open(t)
	c := catalogue()
	for k, want := range []string{"2026-000001", "2027-000001", "TEST-2027-000001", "2027-000002", "2026-000002"} {
		at := noon
		if k > 0 && k < 4 {
			at = noon.AddDate(1, 0, 0)
		}
		c.Mode = campaigns.ModeLive
		if k == 2 {
			c.Mode = campaigns.ModeTest
		}
		p := &campaigns.Payment{ChargeID: fmt.Sprint(k), Total: money.Amount{Units: 5, Currency: "EUR"}, At: at, Donor: campaigns.Donor{ID: 1}}
		o, err := s.Record(context.Background(), c, at, []Event{{Payment: p}})
		if err != nil || o[0].Donation.Receipt.String() != want {
			t.Errorf("receipt %s, want %s, %v", o[0].Donation.Receipt, want, err)
		}
	}
	history, err := s.History(t.Context(), 1, campaigns.ModeLive, 3)
	if err != nil || len(history) != 3 || history[0].Receipt.String() != "2027-000002" || history[2].Receipt.String() != "2026-000002" {
		t.Errorf("history %+v, %v", history, err)
	}
}

func TestWritersShareCommits(t *testing.T) {
	s := open(t)
	var wg sync.WaitGroup
	var failed atomic.Int64
	for w := range 50 {
		wg.Go(func() {
			for n := range 10 {
				p := &campaigns.Payment{ChargeID: fmt.Sprint(w, "-", n), Total: money.Amount{Units: 5, Currency: "EUR"}, At: noon, Donor: campaigns.Donor{ID: int64(w)}}
				if _, err := s.Record(context.Background(), catalogue(), noon, []Event{{Payment: p}}); err != nil {
					failed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	if failed.Load() != 0 {
		t.Errorf("%d writers failed", failed.Load())
	}
	if got := totals(t, s, campaigns.TotalsKey{Mode: campaigns.ModeLive, Currency: "EUR"}); got.Review != 500 {
		t.Errorf("%+v", got)
	}
}

func TestOneFailureTakesNobodyWithIt(t *testing.T) {
	s := open(t)
	hold, held := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // keeps the writer busy, so that the next two share a commit
		s.change(context.Background(), func(*ledger) error { close(held); <-hold; return nil })
	})
	<-held
	var bad, panicking, good error
	wg.Go(func() {
		bad = s.change(context.Background(), func(l *ledger) error {
			l.bucket(buckets.meta).Put([]byte("half"), []byte("done"))
			return fmt.Errorf("no")
		})
	})
	wg.Go(func() { panicking = s.change(context.Background(), func(*ledger) error { panic("oh") }) })
	wg.Go(func() {
		good = s.ChangeDonor(context.Background(), 5, func(d *campaigns.Donor) { d.Language = "fr" })
	})
	for len(s.jobs) < 3 {
		time.Sleep(time.Millisecond)
	}
	close(hold)
	wg.Wait()
	if bad == nil || panicking == nil || good != nil {
		t.Errorf("bad %v, panicking %v, good %v", bad, panicking, good)
	}
	if d, err := s.Donor(t.Context(), 5); err != nil || d.Language != "fr" {
		t.Errorf("%+v, %v", d, err)
	}
	if s.view(func(tx *boltTx) error {
		if tx.Bucket(buckets.meta).Get([]byte("half")) != nil {
			t.Error("what failed was written")
		}
		return nil
	}) != nil {
		t.Error("view failed")
	}
}

func TestAContextEndsTheWait(t *testing.T) {
	s := open(t)
	hold, held := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { s.change(context.Background(), func(*ledger) error { close(held); <-hold; return nil }) })
	<-held
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	_, err := s.Approve(ctx, catalogue(), campaigns.Checkout{}, noon)
	close(hold)
	wg.Wait()
	if err != context.DeadlineExceeded {
		t.Errorf("%v", err)
	}
}

// TestNilMeansWritten has writers whose time is over at any moment: none may be
// told that it wrote without having run.
func TestNilMeansWritten(t *testing.T) {
	s := open(t)
	var wg sync.WaitGroup
	var lies atomic.Int64
	for w := range 2000 {
		wg.Go(func() {
			for n := range 5 {
				ctx, cancel := context.WithTimeout(context.Background(), time.Duration(1+(w+n)%90)*100*time.Microsecond)
				ran := false
				if err := s.change(ctx, func(*ledger) error { ran = true; return nil }); err == nil && !ran {
					lies.Add(1)
				}
				if refusal, err := s.Approve(ctx, catalogue(), campaigns.Checkout{Payload: "nonsense"}, noon); refusal == nil && err == nil {
					lies.Add(1)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	if lies.Load() != 0 {
		t.Errorf("%d writers were told that they wrote, and had not run", lies.Load())
	}
}

func TestAPaymentOfAnUnreadableInvoiceIsRecorded(t *testing.T) {
	s := openAt(t, filepath.Join(t.TempDir(), "donations.db"))
	i := invoiceFor(t, s, "books", 1000, 42)
	if err := s.db.Update(func(tx *boltTx) error { return tx.Bucket(buckets.invoices).Put(i.Payload[:], []byte{0xff}) }); err != nil {
		t.Fatal(err)
	}
	if d := book(t, s, Event{Payment: paymentOf(i, "charge", 1000)})[0].Donation; d.Status != campaigns.StatusReview || d.Receipt.Number != 1 {
		t.Errorf("%+v", d)
	}
	if n, err := s.Sweep(context.Background(), noon.AddDate(1, 0, 0)); err != nil || n != 0 {
		t.Errorf("swept %d, %v", n, err)
	}
}

func TestAnUnpaidCheckoutIsDismissed(t *testing.T) {
	s, ctx, c := open(t), context.Background(), catalogue()
	i := invoiceFor(t, s, "books", 1000, 42)
	if refusal, err := s.Approve(ctx, c, campaigns.Checkout{DonorID: 42, Payload: i.Payload.String(), Total: i.Gift}, noon); refusal != nil || err != nil {
		t.Fatal(refusal, err)
	}
	if err := s.CloseItem(ctx, i.Payload.String(), "", noon); err != ErrNoOpenItem {
		t.Errorf("the mark of a checkout that may still be paid: %v", err)
	}
	if told, err := s.AlertUnpaid(ctx, c, noon.Add(time.Hour), 15*time.Minute); told != 1 || err != nil {
		t.Fatal(told, err)
	}
	if err := s.CloseItem(ctx, i.Payload.String(), "", noon); err != nil {
		t.Error(err)
	}
	if err := s.CloseItem(ctx, i.Payload.String(), "", noon); err != ErrNoOpenItem {
		t.Errorf("dismissed twice: %v", err)
	}
}
