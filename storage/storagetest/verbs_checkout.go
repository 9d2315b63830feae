package storagetest

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

func checkout(i campaigns.Invoice, donor int64) campaigns.Checkout {
	return campaigns.Checkout{DonorID: donor, Payload: i.Payload.String(), Total: i.Gift}
}

func approve(t *testing.T, s *storage.Store, q campaigns.Checkout, at time.Time) {
	t.Helper()
	if refusal, err := s.Approve(context.Background(), Settings(), q, at); refusal != nil || err != nil {
		t.Fatal(refusal, err)
	}
}

func testApproval(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	paid, never := AddInvoice(t, s, "books", 1000, 42), AddInvoice(t, s, "well", 2000, 43)
	for _, i := range []campaigns.Invoice{paid, never} {
		approve(t, s, checkout(i, i.Personal.DonorID), Noon)
	}
	Record(t, s, storage.Event{Payment: Payment(paid, "charge", 1000)})
	if refusal, err := s.Approve(ctx, c, checkout(paid, 42), Noon); err != nil || refusal == nil || refusal.Reason != campaigns.ReasonAlreadyPaid {
		t.Errorf("a paid invoice: %+v, %v", refusal, err)
	}
	for step, want := range []struct {
		after time.Duration
		told  int
	}{{14 * time.Minute, 0}, {15 * time.Minute, 1}, {16 * time.Minute, 0}} {
		if told, err := s.AlertUnpaid(ctx, c, Noon.Add(want.after), 15*time.Minute); err != nil || told != want.told {
			t.Errorf("step %d: told of %d, want %d, %v", step, told, want.told, err)
		}
	}
	out, err := s.Pending(ctx, 0, 10)
	if err != nil || len(out) != 2 || out[1].Key != storage.AlertKeyUnpaid || out[1].Args["amount"] != "2000" || out[1].Args["donor"] != "43" {
		t.Errorf("outbox %+v, %v", out, err)
	}
}

// testApprovalOfStranger: an invoice in a group is paid by people of whom the ledger
// has heard nothing before.
func testApprovalOfStranger(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	i := AddInvoice(t, s, "books", 1000, 42)
	i.Private = false
	if err := s.AddInvoice(ctx, i); err != nil {
		t.Fatal(err)
	}
	approve(t, s, checkout(i, 43), Noon)
	approve(t, s, checkout(i, 44), Noon)
	p := Payment(i, "charge", 1000)
	p.Donor.ID = 43
	Record(t, s, storage.Event{Payment: p})
	if told, err := s.AlertUnpaid(ctx, Settings(), Noon.Add(time.Hour), time.Minute); err != nil || told != 1 {
		t.Errorf("told of %d, %v", told, err)
	}
	want := storage.UnpaidCheckout{Payload: i.Payload, DonorID: 44, At: Noon, Total: i.Gift}
	if w, err := s.OpenItems(ctx); err != nil || len(w.Unpaid) != 1 || w.Unpaid[0] != want {
		t.Errorf("%+v, %v", w.Unpaid, err)
	}
}

// testWithdrawApproval: only the approval of that time is taken back.
func testWithdrawApproval(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	i := AddInvoice(t, s, "books", 1000, 42)
	first, second := Noon, Noon.Add(time.Minute)
	approve(t, s, checkout(i, 42), first)
	larger := checkout(i, 42)
	larger.Total.Units += 100
	approve(t, s, larger, second)
	for _, at := range []time.Time{first, second, second} { // overtaken, the present one, one that is not there any more
		if err := s.WithdrawApproval(ctx, i.Payload.String(), 42, at); err != nil {
			t.Fatal(err)
		}
	}
	if told, err := s.AlertUnpaid(ctx, Settings(), Noon.Add(time.Hour), time.Minute); err != nil || told != 1 {
		t.Errorf("told of %d, %v", told, err)
	}
	want := storage.UnpaidCheckout{Payload: i.Payload, DonorID: 42, At: first, Total: i.Gift}
	if o, err := s.OpenItems(ctx); err != nil || len(o.Unpaid) != 1 || o.Unpaid[0] != want {
		t.Errorf("%+v, %v", o.Unpaid, err)
	}
	if err := s.WithdrawApproval(ctx, i.Payload.String(), 42, first); err != nil {
		t.Fatal(err)
	}
	if o, err := s.OpenItems(ctx); err != nil || len(o.Unpaid) != 0 {
		t.Errorf("%+v, %v", o.Unpaid, err)
	}
}

func testCloseUnpaid(t *testing.T, fresh Fresh) {
	s, ctx, c := open(t, fresh), context.Background(), Settings()
	i := AddInvoice(t, s, "books", 1000, 42)
	approve(t, s, checkout(i, 42), Noon)
	if err := s.CloseItem(ctx, i.Payload.String(), "", campaigns.ActorCommand, Noon); err != storage.ErrNoOpenItem {
		t.Errorf("the mark of a checkout that may still be paid: %v", err)
	}
	if told, err := s.AlertUnpaid(ctx, c, Noon.Add(time.Hour), 15*time.Minute); told != 1 || err != nil {
		t.Fatal(told, err)
	}
	if err := s.CloseItem(ctx, i.Payload.String(), "", campaigns.ActorCommand, Noon); err != nil {
		t.Error(err)
	}
	if err := s.CloseItem(ctx, i.Payload.String(), "", campaigns.ActorCommand, Noon); err != storage.ErrNoOpenItem {
		t.Errorf("closed twice: %v", err)
	}
}

// testCloseOneUnpaid: of several people who tried to pay one invoice in a group, one is closed.
func testCloseOneUnpaid(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	i := AddInvoice(t, s, "books", 1000, 42)
	i.Private = false
	if err := s.AddInvoice(ctx, i); err != nil {
		t.Fatal(err)
	}
	for _, donor := range []int64{43, 44, 45} {
		approve(t, s, checkout(i, donor), Noon)
	}
	if told, err := s.AlertUnpaid(ctx, Settings(), Noon.Add(time.Hour), 15*time.Minute); told != 3 || err != nil {
		t.Fatal(told, err)
	}
	of43 := storage.UnpaidCheckout{Payload: i.Payload, DonorID: 43}.ID()
	out, err := s.Pending(ctx, 0, 10)
	if err != nil || !slices.ContainsFunc(out, func(m campaigns.Message) bool { return m.Args["id"] == of43 }) {
		t.Errorf("no alert names %s: %+v, %v", of43, out, err)
	}
	for _, id := range []string{of43 + "0", i.Payload.String() + ".043", i.Payload.String() + "."} {
		if err := s.CloseItem(ctx, id, "", campaigns.ActorCommand, Noon); err != storage.ErrNoOpenItem {
			t.Errorf("%s: %v", id, err)
		}
	}
	for _, want := range []error{nil, storage.ErrNoOpenItem} {
		if err := s.CloseItem(ctx, of43, "", campaigns.ActorCommand, Noon); err != want {
			t.Errorf("closed: %v, want %v", err, want)
		}
		if open, err := s.OpenItems(ctx); err != nil || len(open.Unpaid) != 2 {
			t.Errorf("%+v, %v", open.Unpaid, err)
		}
	}
	if err := s.CloseItem(ctx, i.Payload.String(), "", campaigns.ActorCommand, Noon); err != nil {
		t.Error(err)
	}
	if open, err := s.OpenItems(ctx); err != nil || len(open.Unpaid) != 0 {
		t.Errorf("after the payload alone: %+v, %v", open.Unpaid, err)
	}
}

// testUnpaidStaysForADay: a bot that did not run for days tells of a checkout late, and
// it stays on the list for a day from then.
func testUnpaidStaysForADay(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	i := AddInvoice(t, s, "books", 1000, 42)
	approve(t, s, checkout(i, 42), Noon)
	told := Noon.AddDate(0, 0, 3)
	if n, err := s.AlertUnpaid(ctx, Settings(), told, 15*time.Minute); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	for _, step := range []struct {
		after time.Duration
		open  int
	}{{24*time.Hour - time.Second, 1}, {24 * time.Hour, 0}} {
		if _, err := s.Sweep(ctx, told.Add(step.after)); err != nil {
			t.Error(err)
		}
		if open, err := s.OpenItems(ctx); err != nil || len(open.Unpaid) != step.open {
			t.Errorf("%v after it was told: %+v, %v", step.after, open.Unpaid, err)
		}
	}
}

func testSweep(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	const many = 1000 // more than one step looks at
	var approved campaigns.Invoice
	for n := range many {
		at := Noon.Add(time.Duration(n) * time.Minute)
		i := campaigns.Invoice{Payload: campaigns.NewPayload(at), CampaignID: "books", Gift: money.Amount{Units: 1000, Currency: "EUR"},
			Mode: campaigns.ModeLive, Personal: campaigns.Personal{DonorID: 42}, Private: true, CreatedAt: at}
		if err := s.AddInvoice(ctx, i); err != nil {
			t.Fatal(err)
		}
		approved = i
	}
	late := approved.CreatedAt.Add(campaigns.InvoiceLife - time.Minute)
	approve(t, s, checkout(approved, 42), late)
	if n, err := s.Sweep(ctx, late.Add(time.Hour)); err != nil || n != many-1 {
		t.Errorf("swept %d, %v; an approved one stays", n, err)
	}
	if _, ok, err := s.Invoice(ctx, approved.Payload.String()); !ok || err != nil {
		t.Errorf("the approved invoice: %v, %v", ok, err)
	}
	if n, err := s.Sweep(ctx, late.Add(campaigns.ApprovedLife+time.Minute)); err != nil || n != 1 {
		t.Errorf("swept %d, %v", n, err)
	}
	if told, err := s.AlertUnpaid(ctx, Settings(), late.AddDate(1, 0, 0), time.Minute); err != nil || told != 0 {
		t.Errorf("the approval stays: told of %d, %v", told, err)
	}
}

func testOpenInvoiceCurrencies(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	add := func(campaign campaigns.ID, mode campaigns.Mode, currency string, private bool, chargeID string) {
		i := campaigns.Invoice{
			Payload: campaigns.NewPayload(Noon), CampaignID: campaign, Gift: money.Amount{Units: 1000, Currency: currency}, Mode: mode,
			Personal: campaigns.Personal{DonorID: 42}, Private: private, ChargeID: chargeID, CreatedAt: Noon,
		}
		if err := s.AddInvoice(ctx, i); err != nil {
			t.Fatal(err)
		}
	}
	add("books", campaigns.ModeLive, "EUR", true, "")
	add("books", campaigns.ModeLive, "EUR", true, "")
	add("well", campaigns.ModeTest, "JPY", false, "c1") // in a group it can be paid again
	add("roof", campaigns.ModeLive, "USD", true, "c2")  // paid
	want := []campaigns.TotalsKey{
		{Mode: campaigns.ModeLive, CampaignID: "books", Currency: "EUR"}, {Mode: campaigns.ModeTest, CampaignID: "well", Currency: "JPY"},
	}
	got, err := s.OpenInvoiceCurrencies(ctx, Noon.Add(campaigns.InvoiceLife))
	slices.SortFunc(got, func(a, b campaigns.TotalsKey) int { return strings.Compare(string(a.CampaignID), string(b.CampaignID)) })
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("open are %v, %v; want %v", got, err, want)
	}
	if got, err := s.OpenInvoiceCurrencies(ctx, Noon.Add(campaigns.InvoiceLife+time.Second)); err != nil || len(got) > 0 {
		t.Errorf("after their time: %v, %v", got, err)
	}
}

func testInvoice(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	i := campaigns.Invoice{
		Payload: campaigns.NewPayload(Noon), CampaignID: "books", Title: "Books", Gift: money.Amount{Units: 1, Currency: "EUR"}, MaxTip: 2, Provider: "p",
		Mode: campaigns.ModeTest, Personal: campaigns.Personal{DonorID: 1 << 52}, Private: true, Source: "link", Anonymous: true,
		CreatedAt: Noon, ApprovedAt: Noon.Add(time.Second), ChargeID: "c",
		Shipping: []campaigns.ShippingOption{{ID: "i", Title: "t", Price: 5, Countries: []string{"GB", "IE"}}, {ID: "all"}},
	}
	if err := s.AddInvoice(ctx, i); err != nil {
		t.Fatal(err)
	}
	if got, ok, err := s.Invoice(ctx, i.Payload.String()); err != nil || !ok || !reflect.DeepEqual(got, i) {
		t.Errorf("%+v\nread back as %+v, %v, %v", i, got, ok, err)
	}
	for _, payload := range []string{"", "what?", campaigns.NewPayload(Noon).String()} {
		if _, ok, err := s.Invoice(ctx, payload); ok || err != nil {
			t.Errorf("%q: %v, %v", payload, ok, err)
		}
	}
}

func testDonor(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	want := campaigns.Donor{ID: 9, Name: "Ada", Language: "en", TermsVersion: "v", AgreedAt: Noon.Add(time.Second), Unreachable: "blocked"}
	for _, id := range []int64{9, 1 << 52, -5} {
		want.ID = id
		if d, err := s.Donor(ctx, id); err != nil || d != (campaigns.Donor{ID: id}) {
			t.Errorf("a stranger: %+v, %v", d, err)
		}
		if err := s.ChangeDonor(ctx, id, func(*campaigns.Donor) {}); err != nil {
			t.Error(err)
		}
		if err := s.ChangeDonor(ctx, id, func(d *campaigns.Donor) { *d = want }); err != nil {
			t.Error(err)
		}
		if d, err := s.Donor(ctx, id); err != nil || d != want {
			t.Errorf("%+v, %v", d, err)
		}
	}
	if err := s.ChangeDonor(ctx, 9, func(d *campaigns.Donor) { d.Unreachable = "" }); err != nil {
		t.Error(err)
	}
	if d, err := s.Donor(ctx, 9); err != nil || d.Unreachable != "" || d.Name != "Ada" {
		t.Errorf("%+v, %v", d, err)
	}
	Record(t, s, storage.Event{Payment: Payment(AddInvoice(t, s, "books", 1000, 9), "charge", 1000)})
	if d, err := s.Donor(ctx, 9); err != nil || d.TermsVersion != "v" {
		t.Errorf("after a donation: %+v, %v", d, err)
	}
	if history, err := s.History(ctx, 9, campaigns.ModeLive, 5); err != nil || len(history) != 1 {
		t.Errorf("%+v, %v", history, err)
	}
}

func testMessages(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	m := campaigns.Message{Kind: campaigns.KindAlert, Chat: -5, Receipt: Receipt(7), Key: "k", Args: map[string]string{"": "x", "a": ""}, CreatedAt: Noon}
	plain := campaigns.Message{Kind: campaigns.KindThanks, Chat: 42, CreatedAt: Noon}
	if err := s.Enqueue(ctx, m, plain, plain); err != nil {
		t.Fatal(err)
	}
	out, err := s.Pending(ctx, 0, 2)
	if err != nil || len(out) != 2 || out[0].ID == 0 || out[1].ID <= out[0].ID {
		t.Fatalf("%+v, %v", out, err)
	}
	m.ID, plain.ID = out[0].ID, out[1].ID
	if !reflect.DeepEqual(out, []campaigns.Message{m, plain}) {
		t.Errorf("%+v", out)
	}
	if rest, err := s.Pending(ctx, out[1].ID, 10); err != nil || len(rest) != 1 || rest[0].ID <= out[1].ID {
		t.Errorf("%+v, %v", rest, err)
	}
	if err := s.Sent(ctx, out[0].ID, out[1].ID, 999); err != nil {
		t.Error(err)
	}
	if rest, err := s.Pending(ctx, 0, 10); err != nil || len(rest) != 1 {
		t.Errorf("%+v, %v", rest, err)
	}
}

func testRequeue(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	alert := campaigns.Message{Kind: campaigns.KindAlert, Chat: 1, CreatedAt: Noon}
	other := campaigns.Message{Kind: campaigns.KindAlert, Chat: 2, CreatedAt: Noon}
	if err := s.Enqueue(ctx, alert, other); err != nil {
		t.Fatal(err)
	}
	<-s.Wake()
	out, err := s.Pending(ctx, 0, 10)
	if err != nil || len(out) != 2 {
		t.Fatal(out, err)
	}
	later := out[0]
	later.Chat, later.RefusedAt, later.NotBefore, later.AwaitsReturn = 3, Noon, Noon.Add(time.Minute), true
	if err := s.Requeue(ctx, later); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.Wake():
	default:
		t.Error("nobody was woken")
	}
	out, err = s.Pending(ctx, 0, 10)
	if err != nil || len(out) != 2 || out[0].Chat != 2 || out[1].ID <= out[0].ID {
		t.Fatalf("%+v, %v", out, err)
	}
	later.ID = out[1].ID
	if !reflect.DeepEqual(out[1], later) {
		t.Errorf("%+v, want %+v", out[1], later)
	}
}

func testMovedChat(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	if _, ok, err := s.MovedChat(ctx, -42); ok || err != nil {
		t.Errorf("nobody moved: %t, %v", ok, err)
	}
	for _, to := range []int64{-1001, -1001, -1002} {
		if err := s.SetMovedChat(ctx, -42, to); err != nil {
			t.Fatal(err)
		}
		if got, ok, err := s.MovedChat(ctx, -42); got != to || !ok || err != nil {
			t.Errorf("%d, %t, %v", got, ok, err)
		}
	}
	if _, ok, err := s.MovedChat(ctx, -43); ok || err != nil {
		t.Errorf("another chat: %t, %v", ok, err)
	}
}

func testLastPoll(t *testing.T, fresh Fresh) {
	s, ctx := open(t, fresh), context.Background()
	if at, err := s.LastPoll(ctx); err != nil || at.Unix() != 0 {
		t.Errorf("never: %v, %v", at, err)
	}
	if err := s.SetLastPoll(ctx, Noon, campaigns.Message{Kind: campaigns.KindAlert, Chat: 7, Key: "silence", CreatedAt: Noon}); err != nil {
		t.Fatal(err)
	}
	if at, err := s.LastPoll(ctx); err != nil || !at.Equal(Noon) {
		t.Errorf("%v, %v", at, err)
	}
	if out, err := s.Pending(ctx, 0, 10); err != nil || len(out) != 1 {
		t.Errorf("%+v, %v", out, err)
	}
}
