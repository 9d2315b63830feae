package campaigns

import (
	"testing"
	"time"

	"github.com/donatebot/donatebot/money"
)

// paid is Ana's payment of her invoice, with a tip of 5 EUR and shipping.
func paid(i Invoice) Payment {
	return Payment{
		ChargeID: "ch_1", Payload: i.Payload.String(), Total: money.Amount{Units: 2500 + 500 + 150, Currency: "EUR"}, At: noon,
		Donor: Donor{ID: ana, Name: "Ana", Language: "fr"}, OptionID: "letter",
	}
}

func TestAPaymentIsAlwaysRecorded(t *testing.T) {
	tests := []struct {
		name     string
		change   func(*Invoice, *Payment)
		found    bool
		status   Status
		reason   Reason
		campaign ID
		price    Price
	}{
		{name: "as agreed", found: true, status: StatusOK, campaign: "shelter", price: Price{2500, 500, 150}},
		{name: "the same charge again", change: func(i *Invoice, _ *Payment) { i.ChargeID = "ch_1" },
			found: true, status: StatusOK, campaign: "shelter", price: Price{2500, 500, 150}},
		{name: "a second charge of a private invoice", change: func(i *Invoice, _ *Payment) { i.ChargeID = "ch_0" },
			found: true, status: StatusReview, reason: ReasonAlreadyPaid, campaign: "shelter", price: Price{2500, 500, 150}},
		{name: "a second charge in a group", change: func(i *Invoice, _ *Payment) { i.Private = false },
			found: true, status: StatusOK, campaign: "shelter", price: Price{2500, 500, 150}},
		{name: "an unknown payload", found: false, status: StatusReview, reason: ReasonUnknownInvoice, price: Price{3150, 0, 0}},
		{name: "another amount", change: func(_ *Invoice, p *Payment) { p.Total.Units = 99 },
			found: true, status: StatusReview, reason: ReasonWrongAmount, campaign: "shelter", price: Price{99, 0, 0}},
		{name: "another currency fits no campaign", change: func(_ *Invoice, p *Payment) { p.Total.Currency = "USD" },
			found: true, status: StatusReview, reason: ReasonWrongCurrency, price: Price{3150, 0, 0}},
		{name: "another person", change: func(_ *Invoice, p *Payment) { p.Donor.ID = ben },
			found: true, status: StatusReview, reason: ReasonAnotherPerson, campaign: "shelter", price: Price{2500, 500, 150}},
		{name: "an invoice that has expired meanwhile", change: func(i *Invoice, _ *Payment) { i.CreatedAt = noon.Add(-2 * InvoiceLife) },
			found: true, status: StatusOK, campaign: "shelter", price: Price{2500, 500, 150}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			i := invoiceOf(t)
			p := paid(i)
			if tt.change != nil {
				tt.change(&i, &p)
			}
			d := NewDonation(settingsOf(t), i, tt.found, p)
			if d.Status != tt.status || d.Reason != tt.reason || d.CampaignID != tt.campaign {
				t.Errorf("got %s %q of %q, want %s %q of %q", d.Status, d.Reason, d.CampaignID, tt.status, tt.reason, tt.campaign)
			}
			if got := (Price{d.Gift, d.Tip, d.Shipping}); got != tt.price {
				t.Errorf("got %v, want %v", got, tt.price)
			}
			if d.Gift+d.Tip+d.Fee+d.Shipping != d.Amount || d.Amount != p.Total.Units {
				t.Errorf("the parts of %+v do not make its amount", d)
			}
			if d.ChargeID != p.ChargeID || d.Personal.DonorID != p.Donor.ID {
				t.Errorf("who paid, and by which charge, was lost: %+v", d)
			}
		})
	}
}

func TestADonationBelongsToTheOrganisationsDay(t *testing.T) {
	i := invoiceOf(t)
	p := paid(i)
	p.At = time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC) // it is 2027 in Paris
	d := NewDonation(settingsOf(t), i, true, p)
	if d.Day != "2027-01-01" || d.Receipt.Year != 2027 {
		t.Errorf("got day %s, year %d", d.Day, d.Receipt.Year)
	}
}

func TestModeIsTheInvoices(t *testing.T) {
	i := invoiceOf(t)
	i.Mode = ModeTest
	c := settingsOf(t) // has gone live meanwhile
	if d := NewDonation(c, i, true, paid(i)); d.Receipt.Mode != ModeTest {
		t.Errorf("a test payment was recorded as %s", d.Receipt.Mode)
	}
	if d := NewDonation(c, Invoice{}, false, paid(i)); d.Receipt.Mode != ModeLive {
		t.Errorf("a payment without an invoice was recorded as %s", d.Receipt.Mode)
	}
}

func TestMessagesOfADonation(t *testing.T) {
	i := invoiceOf(t)
	c := settingsOf(t)
	d := NewDonation(c, i, true, paid(i))
	kinds := func(ms []Message) (out []MessageKind) {
		for _, m := range ms {
			out = append(out, m.Kind)
		}
		return out
	}
	if got := kinds(MessagesFor(c, d, noon)); len(got) != 2 || got[0] != KindThanks || got[1] != KindGiftNotice {
		t.Errorf("got %v", got)
	}
	c.AdminChat, c.Admins = 0, []int64{5, 6}
	if got := kinds(MessagesFor(c, d, noon)); len(got) != 1 {
		t.Errorf("without an administrators' chat, a donation is noticed by nobody: got %v", got)
	}
	d.Status = StatusReview
	if got := kinds(MessagesFor(c, d, noon)); len(got) != 3 {
		t.Errorf("a review is told to each administrator: got %v", got)
	}
}
