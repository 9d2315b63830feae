package campaigns

import (
	"testing"
	"time"

	"github.com/donatebot/donatebot/money"
)

// noon is the moment of most tests: the organisation is in Paris.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const ana, ben = 1001, 1002

func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func euros(t testing.TB) money.Currency {
	t.Helper()
	c, ok := money.ByCode("EUR")
	if !ok {
		t.Fatal("no EUR")
	}
	return c
}

// shelter is an open campaign that sends a card to France and Germany.
func shelter(t testing.TB) Campaign {
	return Campaign{
		ID: "shelter", Title: "Winter shelter", Currency: euros(t), Provider: "stripe",
		Tips: Tips{Max: 5000},
		Shipping: []ShippingOption{
			{ID: "letter", Title: "Letter", Countries: []string{"FR"}, Price: 150},
			{ID: "parcel", Title: "Parcel", Countries: []string{"FR", "DE"}, Price: 800},
		},
	}
}

func settingsOf(t testing.TB, campaigns ...Campaign) *Settings {
	return &Settings{
		Organisation: Organisation{Zone: paris(t), Language: "en"}, Mode: ModeLive,
		Campaigns: campaigns, AdminChat: -100,
	}
}

// invoiceOf is Ana's invoice for 25 EUR to the shelter.
func invoiceOf(t testing.TB) Invoice {
	c := shelter(t)
	return Invoice{
		Payload: NewPayload(noon), CampaignID: c.ID, Gift: money.Amount{Units: 2500, Currency: "EUR"}, MaxTip: c.Tips.Max, Shipping: c.Shipping,
		Provider: "stripe", Mode: ModeLive, Personal: Personal{DonorID: ana}, Private: true, Source: SourceChat, CreatedAt: noon,
	}
}

func TestACheckoutIsRefusedWithTheReason(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Settings, *Invoice, *Checkout)
		at     time.Time
		want   Reason
	}{
		{name: "as agreed", want: ""},
		{name: "with the most of tips", change: func(_ *Settings, _ *Invoice, q *Checkout) { q.Total.Units = 2500 + 150 + 5000 }, want: ""},
		{name: "a cent more", change: func(_ *Settings, _ *Invoice, q *Checkout) { q.Total.Units = 2500 + 150 + 5001 }, want: ReasonWrongAmount},
		{name: "a cent less", change: func(_ *Settings, _ *Invoice, q *Checkout) { q.Total.Units = 2500 + 150 - 1 }, want: ReasonWrongAmount},
		{name: "another currency", change: func(_ *Settings, _ *Invoice, q *Checkout) { q.Total.Currency = "USD" }, want: ReasonWrongCurrency},
		{name: "no option", change: func(_ *Settings, _ *Invoice, q *Checkout) { q.OptionID = "" }, want: ReasonWrongShipping},
		{name: "an option that does not deliver there", change: func(_ *Settings, _ *Invoice, q *Checkout) { q.Country = "DE" }, want: ReasonNoShipping},
		{name: "another person", change: func(_ *Settings, _ *Invoice, q *Checkout) { q.DonorID = ben }, want: ReasonAnotherPerson},
		{name: "another person in a group", change: func(_ *Settings, i *Invoice, q *Checkout) { q.DonorID, i.Private = ben, false }, want: ""},
		{name: "paid already", change: func(_ *Settings, i *Invoice, _ *Checkout) { i.ChargeID = "ch_1" }, want: ReasonAlreadyPaid},
		{name: "approved once, and declined by the bank", change: func(_ *Settings, i *Invoice, _ *Checkout) { i.ApprovedAt = noon }, want: ""},
		{name: "campaign gone from the file", change: func(c *Settings, _ *Invoice, _ *Checkout) { c.Campaigns = nil }, want: ReasonCampaignClosed},
		{name: "campaign ended yesterday", change: func(c *Settings, _ *Invoice, _ *Checkout) { c.Campaigns[0].Ends = "2026-11-22" }, want: ReasonCampaignEnded},
		{name: "campaign ends today", change: func(c *Settings, _ *Invoice, _ *Checkout) { c.Campaigns[0].Ends = "2026-11-23" }, want: ""},
		{name: "campaign starts tomorrow", change: func(c *Settings, _ *Invoice, _ *Checkout) { c.Campaigns[0].Starts = "2026-11-24" }, want: ReasonCampaignNotOpen},
		{name: "after thirty days", at: noon.Add(InvoiceLife + time.Second), want: ReasonInvoiceExpired},
		{name: "on the thirtieth day", at: noon.Add(InvoiceLife), want: ""},
		{name: "a test invoice after going live", change: func(_ *Settings, i *Invoice, _ *Checkout) { i.Mode = ModeTest }, want: ReasonInvoiceExpired},
		{name: "terms that were agreed to", change: func(c *Settings, _ *Invoice, q *Checkout) {
			c.Organisation.Terms, q.TermsVersion = "Be kind.", TermsVersion("Be kind.")
		}, want: ""},
		{name: "terms that were never agreed to", change: func(c *Settings, _ *Invoice, _ *Checkout) { c.Organisation.Terms = "Be kind." }, want: ReasonTerms},
		{name: "terms that have changed", change: func(c *Settings, _ *Invoice, q *Checkout) {
			c.Organisation.Terms, q.TermsVersion = "Be kinder.", TermsVersion("Be kind.")
		}, want: ReasonTerms},
		{name: "another person who has not agreed to the terms", change: func(c *Settings, _ *Invoice, q *Checkout) {
			c.Organisation.Terms, q.DonorID = "Be kind.", ben
		}, want: ReasonAnotherPerson},
		{name: "a campaign whose prices changed", change: func(c *Settings, _ *Invoice, _ *Checkout) {
			c.Campaigns[0].Shipping, c.Campaigns[0].Tips = nil, Tips{}
		}, want: ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, i, at := settingsOf(t, shelter(t)), invoiceOf(t), noon
			q := Checkout{DonorID: ana, Payload: i.Payload.String(), Total: money.Amount{Units: 2650, Currency: "EUR"}, OptionID: "letter", Country: "FR"}
			if tt.change != nil {
				tt.change(c, &i, &q)
			}
			if !tt.at.IsZero() {
				at = tt.at
			}
			var got Reason
			if r := Approve(c, i, true, q, at); r != nil {
				got = r.Reason
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if r := Approve(settingsOf(t), Invoice{}, false, Checkout{}, noon); r == nil || r.Reason != ReasonUnknownInvoice {
		t.Errorf("an unknown payload: got %v", r)
	}
}

func TestShippingIsOfferedByCountry(t *testing.T) {
	c, i := settingsOf(t, shelter(t)), invoiceOf(t)
	for country, want := range map[string]int{"FR": 2, "DE": 1, "JP": 0, "": 0} {
		options, refusal := QuoteShipping(c, i, true, ana, country, noon)
		if len(options) != want {
			t.Errorf("%s: %d options, want %d", country, len(options), want)
		}
		if (want == 0) != (refusal != nil) {
			t.Errorf("%s: refusal %v", country, refusal)
		}
		if refusal != nil && (refusal.Reason != ReasonNoShipping || refusal.Country != country) {
			t.Errorf("%s: refused with %q about %q", country, refusal.Reason, refusal.Country)
		}
	}
	if _, r := QuoteShipping(c, i, true, ben, "FR", noon); r == nil || r.Reason != ReasonAnotherPerson {
		t.Errorf("another person's invoice: got %v", r)
	}
	if _, r := QuoteShipping(c, i, false, ana, "FR", noon); r == nil || r.Reason != ReasonUnknownInvoice {
		t.Errorf("an unknown payload: got %v", r)
	}
}

func TestAnInvoiceOutlivesItsApproval(t *testing.T) {
	i := invoiceOf(t)
	if got := i.Expires(); !got.Equal(noon.Add(InvoiceLife)) {
		t.Errorf("without an approval: %v", got)
	}
	i.ApprovedAt = noon.Add(InvoiceLife - time.Hour)
	if got, want := i.Expires(), i.ApprovedAt.Add(ApprovedLife); !got.Equal(want) {
		t.Errorf("approved in its last hour: %v, want %v", got, want)
	}
}
