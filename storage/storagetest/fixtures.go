package storagetest

import (
	"context"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

// Noon is when things happen in tests, unless they say otherwise.
var Noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// BooksLive is where gifts to the first campaign of [Settings] count.
var BooksLive = campaigns.TotalsKey{Mode: campaigns.ModeLive, CampaignID: "books", Currency: "EUR"}

// NoCampaign is where payments in euros count that fit no campaign.
var NoCampaign = campaigns.TotalsKey{Mode: campaigns.ModeLive, Currency: "EUR"}

// Settings are those of a small organisation with two campaigns and one administrator.
func Settings() *campaigns.Settings {
	eur, _ := money.ByCode("EUR")
	return &campaigns.Settings{
		Organisation: campaigns.Organisation{Zone: time.UTC}, Mode: campaigns.ModeLive, Admins: []int64{7},
		Campaigns: []campaigns.Campaign{
			{ID: "books", Title: "School books", Currency: eur, Amounts: []int64{1000}, Tips: campaigns.Tips{Max: 500}},
			{ID: "well", Title: "A well", Currency: eur, Amounts: []int64{2000}},
		},
	}
}

// AddInvoice stores a private invoice over gift, in cents, and returns it.
func AddInvoice(t testing.TB, s *storage.Store, campaign campaigns.ID, gift, donor int64) campaigns.Invoice {
	t.Helper()
	i := campaigns.Invoice{
		Payload: campaigns.NewPayload(Noon), CampaignID: campaign, Gift: money.Amount{Units: gift, Currency: "EUR"}, MaxTip: 500,
		Mode: campaigns.ModeLive, Personal: campaigns.Personal{DonorID: donor}, Private: true, Source: campaigns.SourceChat, CreatedAt: Noon,
	}
	if err := s.AddInvoice(context.Background(), i); err != nil {
		t.Fatal(err)
	}
	return i
}

// Payment is a payment of total, in the invoice's smallest unit, by who asked for it.
func Payment(i campaigns.Invoice, charge string, total int64) *campaigns.Payment {
	return &campaigns.Payment{
		ChargeID: charge, ProviderChargeID: "p-" + charge, Payload: i.Payload.String(), At: Noon,
		Total: money.Amount{Units: total, Currency: i.Gift.Currency}, Donor: campaigns.Donor{ID: i.Personal.DonorID, Name: "Ada", Language: "en"},
	}
}

// LoosePayment is an event that needs no invoice, and whose donation is under review.
func LoosePayment(charge string) storage.Event {
	return storage.Event{Payment: &campaigns.Payment{
		ChargeID: charge, Total: money.Amount{Units: 5, Currency: "EUR"}, At: Noon, Donor: campaigns.Donor{ID: 1},
	}}
}

// Record records events at noon.
func Record(t testing.TB, s *storage.Store, events ...storage.Event) []storage.Outcome {
	t.Helper()
	o, err := s.Record(context.Background(), Settings(), Noon, events)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Totals are those of the key.
func Totals(t testing.TB, s *storage.Store, key campaigns.TotalsKey) campaigns.Totals {
	t.Helper()
	got, err := s.Totals(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// Differences is what verify finds.
func Differences(t testing.TB, s *storage.Store) (all []string) {
	t.Helper()
	if err := s.Verify(context.Background(), nil, func(d storage.Difference) { all = append(all, d.Text) }); err != nil {
		t.Fatalf("verify: %v", err)
	}
	return all
}

// VerifyAtEnd verifies the ledger when its test ends.
func VerifyAtEnd(t testing.TB, s *storage.Store) {
	t.Cleanup(func() {
		// What a writer left behind that did not wait is written first.
		if err := s.Sent(context.Background()); err != nil {
			t.Error(err)
		}
		for _, d := range Differences(t, s) {
			t.Errorf("at the end: %s", d)
		}
		if err := s.CheckFile(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// Fill records a bit of everything: six receipts in 2026, of which the second is
// refunded, the fifth under review and the sixth was.
func Fill(t testing.TB, s *storage.Store) {
	t.Helper()
	ctx, c := context.Background(), Settings()
	for n, charge := range []string{"a", "b", "c", "d"} {
		i := AddInvoice(t, s, "books", 1000, int64(40+n%2))
		Record(t, s, storage.Event{Payment: Payment(i, charge, 1000+int64(n))})
	}
	i := AddInvoice(t, s, "well", 2000, 40)
	Record(t, s, storage.Event{Payment: Payment(i, "review", 9000)}, storage.Event{Payment: Payment(i, "settled", 9000)})
	if _, err := s.Adjust(ctx, c, Receipt(2), Request(campaigns.AdjustmentRefund, "asked for"), Noon.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Adjust(ctx, c, Receipt(6), Request(campaigns.AdjustmentAccept, "a large gift"), Noon.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
}

// Request asks for an adjustment of a donation by command, whatever happened to it up
// to now; a refund or a dispute is of all that is left.
func Request(kind campaigns.AdjustmentKind, reason string) campaigns.AdjustmentRequest {
	return campaigns.AdjustmentRequest{Kind: kind, Reason: reason, Actor: campaigns.ActorCommand, Seen: campaigns.NotLooked}
}

// Receipt is the n-th live one of 2026.
func Receipt(n uint32) campaigns.ReceiptNo {
	return campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: n}
}

// open is a new ledger that is verified when its test ends.
func open(t testing.TB, fresh Fresh) *storage.Store {
	t.Helper()
	return openWith(t, fresh, func(e storage.Engine) storage.Engine { return e })
}

// openWith does the same, with something between store and engine.
func openWith(t testing.TB, fresh Fresh, wrap func(storage.Engine) storage.Engine) *storage.Store {
	t.Helper()
	e, err := fresh(t)()
	if err != nil {
		t.Fatal(err)
	}
	s := storage.New(wrap(e))
	t.Cleanup(func() { s.Close() })
	VerifyAtEnd(t, s)
	return s
}
