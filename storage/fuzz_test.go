package storage

import (
	"bytes"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

var full = campaigns.Donation{
	Receipt: campaigns.ReceiptNo{Mode: campaigns.ModeTest, Year: 2026, Number: 7}, At: noon, Day: "2026-11-23", Status: campaigns.StatusReview,
	Reason: campaigns.ReasonAlreadyPaid, CampaignID: "books", Currency: "EUR", Amount: 1999, Gift: 1000, Tip: 500, Fee: 100, Shipping: 399,
	Personal: campaigns.Personal{DonorID: 1 << 52, Name: "Ada ☃", Contact: campaigns.Contact{Name: "A", Email: "e", Phone: "+1", Country: "GB", State: "s", City: "c", Line1: "1", Line2: "2", Postcode: "p"}}, Language: "pt-br", Anonymous: true, Source: campaigns.SourceGroup, ChargeID: "c", ProviderChargeID: "p",
	Payload: campaigns.Payload{1, 2, 3}.String(), OptionID: "post",
}

func TestADonationReadsBackAsItWas(t *testing.T) {
	odd := full
	odd.Payload, odd.Amount, odd.Gift, odd.Personal.Contact = "what?", -5, -1<<63, campaigns.Contact{}
	for _, d := range []campaigns.Donation{full, odd, {Status: campaigns.StatusOK}} {
		if got, err := decodeDonation(d.Receipt, encodeDonation(d)); err != nil || got != d {
			t.Errorf("%+v\nread back as %+v, %v", d, got, err)
		}
	}
}

// FuzzDecodeDonation: any bytes are a donation or an error, and a donation that
// was read is written the same way for ever.
func FuzzDecodeDonation(f *testing.F) {
	f.Add(encodeDonation(full))
	f.Add(encodeDonation(full)[:40])
	f.Add([]byte{0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := decodeDonation(full.Receipt, data)
		if err != nil {
			return
		}
		once := encodeDonation(d)
		again, err := decodeDonation(full.Receipt, once)
		if err != nil || !bytes.Equal(encodeDonation(again), once) {
			t.Errorf("%+v\nbecomes %+v, %v", d, again, err)
		}
	})
}

// FuzzDecodeInvoice does the same for what was agreed.
func FuzzDecodeInvoice(f *testing.F) {
	f.Add(encodeInvoice(campaigns.Invoice{CampaignID: "books", Gift: money.Amount{Units: 1, Currency: "EUR"}, CreatedAt: noon, Mode: campaigns.ModeLive,
		Shipping: []campaigns.ShippingOption{{ID: "post", Title: "Post", Price: 5, Countries: []string{"GB", "IE"}}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		i, err := decodeInvoice(campaigns.Payload{}, data)
		if err != nil {
			return
		}
		once := encodeInvoice(i)
		again, err := decodeInvoice(campaigns.Payload{}, once)
		if err != nil || !bytes.Equal(encodeInvoice(again), once) {
			t.Errorf("%+v\nbecomes %+v, %v", i, again, err)
		}
	})
}

// FuzzDecodeOthers: no bytes make any other reader panic.
func FuzzDecodeOthers(f *testing.F) {
	f.Add(encodeTotals(campaigns.Totals{Raised: 1, Donations: 2, Donors: 3, Refunded: 4, Review: 5}, "Books"))
	f.Add(encodeEntry(campaigns.Adjustment{At: noon, Day: "2026-11-23", From: campaigns.StatusOK, To: campaigns.StatusRefunded, Reason: "r", Actor: "b"}))
	f.Add(encodeApproval(approval{at: noon, total: money.Amount{Units: 5, Currency: "EUR"}, told: true}))
	f.Add(encodeMessage(campaigns.Message{Kind: campaigns.KindAlert, Chat: 1, Receipt: full.Receipt, Key: "k", Args: map[string]string{"a": "b"}, CreatedAt: noon}))
	f.Add(encodeDonor(campaigns.Donor{Name: "Ada", Language: "en", TermsVersion: "v", AgreedAt: noon, Unreachable: "blocked"}))
	f.Add(encodeStray(Unmatched{At: noon, Refund: &StarsRefund{ChargeID: "c", DonorID: 1, Total: money.Amount{Units: 1, Currency: "XTR"}, At: noon}}))
	f.Add(totalsKey(full.Key()))
	f.Add(receiptKey(full.Receipt))
	f.Fuzz(func(t *testing.T, data []byte) {
		decodeTotals(data)
		decodeEntry(full.Receipt, data)
		decodeApproval(data)
		decodeMessage(1, data)
		decodeDonor(1, data)
		decodeStray(data, data)
		decodeContact(data)
		countOf(data)
		receiptOf(data)
		nameOf(data)
		nameOfDay(data)
		if key, err := totalsKeyOf(data); err == nil && len(totalsKey(key)) == 0 {
			t.Errorf("%x: no key", data)
		}
	})
}

func TestOtherValuesReadBackAsTheyWere(t *testing.T) {
	a := approval{at: noon, total: money.Amount{Units: 5, Currency: "EUR"}, told: true}
	if got, err := decodeApproval(encodeApproval(a)); err != nil || got != a {
		t.Errorf("%+v, %v", got, err)
	}
	donor := campaigns.Donor{ID: 9, Name: "Ada", Language: "en", TermsVersion: "v", AgreedAt: noon.Add(time.Second), Unreachable: "blocked"}
	if got, err := decodeDonor(9, encodeDonor(donor)); err != nil || got != donor {
		t.Errorf("%+v, %v", got, err)
	}
	m := campaigns.Message{ID: 3, Kind: campaigns.KindAlert, Chat: -5, Receipt: full.Receipt, Key: "k", Args: map[string]string{"": "x", "a": ""}, CreatedAt: noon,
		RefusedAt: noon.Add(time.Minute), NotBefore: noon.Add(time.Hour), AwaitsReturn: true}
	got, err := decodeMessage(3, encodeMessage(m))
	if err != nil || got.Chat != m.Chat || got.Receipt != m.Receipt || len(got.Args) != 2 || got.Args[""] != "x" || got.CreatedAt != m.CreatedAt ||
		got.RefusedAt != m.RefusedAt || got.NotBefore != m.NotBefore || got.AwaitsReturn != m.AwaitsReturn {
		t.Errorf("%+v, %v", got, err)
	}
	i := campaigns.Invoice{CampaignID: "books", Gift: money.Amount{Units: 1, Currency: "EUR"}, MaxTip: 2, Provider: "p", Mode: campaigns.ModeTest, Personal: campaigns.Personal{DonorID: 4}, Private: true,
		Source: "link", Anonymous: true, CreatedAt: noon, ApprovedAt: noon, ChargeID: "c", Shipping: []campaigns.ShippingOption{{ID: "i", Title: "t", Price: 5, Countries: []string{"GB", "IE"}}}}
	back, err := decodeInvoice(i.Payload, encodeInvoice(i))
	if err != nil || !bytes.Equal(encodeInvoice(back), encodeInvoice(i)) || back.CreatedAt != i.CreatedAt || back.Shipping[0].Countries[1] != "IE" || back.Mode != i.Mode {
		t.Errorf("%+v, %v", back, err)
	}
}
