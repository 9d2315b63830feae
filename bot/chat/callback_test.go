package chat

import (
	"crypto/rand"
	"math"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

func FuzzParseCallback(f *testing.F) {
	for _, t := range []callback{
		{Kind: callbackList, Page: 3}, {Kind: callbackCard, Campaign: "boat"}, {Kind: callbackAgain, Campaign: "l"}, {Kind: callbackAmount, Campaign: "boat", Amount: 1000, Link: true}, {Kind: callbackAmount, Campaign: "boat", Amount: 1000, Currency: "EUR", Offer: "0123ab"},
		{Kind: callbackOther, Campaign: "boat", Link: true}, {Kind: callbackAgree, Campaign: "b", Amount: money.MaxUnits, Currency: "EUR", Terms: "01234567", Link: true}, {Kind: callbackLanguage, Language: "fr"},
		{Kind: callbackRefund, Receipt: receiptOfTest, Act: actPart, Seen: 3}, {Kind: callbackConfirm, Receipt: receiptOfTest, Operation: rand.Text()}, {Kind: callbackUndo, Receipt: receiptOfTest, Operation: rand.Text()},
		{Kind: callbackAccept, Terms: "01234567"}, {Kind: callbackClose, Unpaid: storage.UnpaidCheckout{Payload: campaigns.Payload{1, 2}, DonorID: 42}.ID()},
	} {
		if got, ok := parseCallback(t.String()); !ok || got != t {
			f.Errorf("%+v comes back as %+v, %t", t, got, ok)
		}
		f.Add(t.String())
	}
	for _, data := range []string{
		"r:TEST-2026-000001:0:x", "r:TEST-2026-000001:0:", "r:TEST-2026-000001:-1:w", "r:TEST-2026-000001:01:w", "r:TEST-2026-000001:65536:w", "r:2026-1:0:w", "r::0:w", "R:2026-000001:0:w", "U:2026-000001:0",
		"x:", "x:AQIAAAAAAAAAAAAAAAAAAA", "x:AQIAAAAAAAAAAAAAAAAAAA.", "x:AQIAAAAAAAAAAAAAAAAAAA.042", "x:AQIAAAAAAAAAAAAAAAAAAA.42.1",
	} {
		if got, ok := parseCallback(data); ok {
			f.Errorf("%q was read as %+v", data, got)
		}
	}
	f.Add("\fa:boat:1")
	f.Fuzz(func(t *testing.T, data string) {
		got, ok := parseCallback(data)
		if !ok {
			return
		}
		if got.String() != data {
			t.Errorf("%q was read as %+v", data, got)
		}
		if got.Amount < 0 || got.Amount > money.MaxUnits || got.Page < 0 || got.Campaign != "" && !got.Campaign.Valid() {
			t.Errorf("%q gives %+v", data, got)
		}
	})
}

func TestTheLongestCallbackFits(t *testing.T) {
	id := campaigns.ID(strings.Repeat("x", campaigns.MaxIDLength))
	for _, longest := range []callback{
		{Kind: callbackAgree, Campaign: id, Amount: money.MaxUnits, Currency: "EUR", Terms: campaigns.TermsVersion("terms")[:termsInButton], Link: true},
		{Kind: callbackAmount, Campaign: id, Amount: money.MaxUnits, Currency: "EUR", Offer: campaigns.Campaign{}.OfferVersion(), Link: true},
		{Kind: callbackClose, Unpaid: storage.UnpaidCheckout{Payload: campaigns.Payload{1}, DonorID: math.MinInt64}.ID()},
		{Kind: callbackConfirm, Receipt: campaigns.ReceiptNo{Mode: campaigns.ModeTest, Year: 9999, Number: math.MaxUint32}, Seen: mostAdjustments, Operation: rand.Text()},
	} {
		if data := longest.String(); len(data) > 64 {
			t.Errorf("%q has %d bytes", data, len(data))
		}
		if got, ok := parseCallback(longest.String()); !ok || got != longest {
			t.Errorf("%+v comes back as %+v, %t", longest, got, ok)
		}
	}
}
