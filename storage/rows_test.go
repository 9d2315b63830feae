package storage

import (
	"reflect"
	"regexp"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

var full = campaigns.Donation{
	Receipt: campaigns.ReceiptNo{Mode: campaigns.ModeTest, Year: 2026, Number: 7}, At: noon, Day: "2026-11-23", Status: campaigns.StatusReview,
	Reason: campaigns.ReasonAlreadyPaid, CampaignID: "books", Currency: "EUR", Amount: 1999, Gift: 1000, Tip: 500, Fee: 100, Shipping: 399,
	Personal: campaigns.Personal{DonorID: 1 << 52, Name: "Ada ☃", Contact: campaigns.Contact{Name: "A", Email: "e", Phone: "+1", Country: "GB", State: "s", City: "c", Line1: "1", Line2: "2", Postcode: "p"}},
	Language: "pt-br", Anonymous: true, Source: campaigns.SourceGroup, ChargeID: "c", ProviderChargeID: "p",
	Payload: campaigns.Payload{1, 2, 3}.String(), OptionID: "post",
}

func TestADonationIsTheSameAsARow(t *testing.T) {
	odd := full
	odd.Payload, odd.Amount, odd.Gift, odd.Personal.Contact = "what?", -1<<63+999, -1<<63, campaigns.Contact{}
	for _, d := range []campaigns.Donation{full, odd, {Status: campaigns.StatusOK}} {
		row, err := readTx{}.donationRow(d, 5)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := (readTx{}).openDonation(row); err != nil || got != d {
			t.Errorf("%+v\nread back as %+v, %v", d, got, err)
		}
		bare := d
		bare.Personal = campaigns.Personal{}
		if _, ours := campaigns.ParsePayload(d.Payload); !ours {
			bare.Payload = ""
		}
		if got, err := row.withoutPersonal(); err != nil || got != bare {
			t.Errorf("without what is personal: %+v, %v", got, err)
		}
	}
}

func TestADonationWhosePartsDoNotAddUpIsNoRow(t *testing.T) {
	d := full
	d.Amount++
	if row, err := (readTx{}).donationRow(d, 5); err == nil {
		t.Errorf("%+v", row)
	}
}

func TestOthersAreTheSameAsRows(t *testing.T) {
	tx := readTx{}
	i := campaigns.Invoice{CampaignID: "books", Title: "t", Gift: money.Amount{Units: 1, Currency: "EUR"}, MaxTip: 2, Provider: "p", Mode: campaigns.ModeTest,
		Personal: campaigns.Personal{DonorID: 4}, Private: true, Source: "link", Anonymous: true, CreatedAt: noon, ApprovedAt: noon, ChargeID: "c",
		Shipping: []campaigns.ShippingOption{{ID: "i", Title: "t", Price: 5, Countries: []string{"GB", "IE"}}}}
	same(t, i, tx.invoiceRow, tx.openInvoice)
	same(t, campaigns.Message{ID: 3, Kind: campaigns.KindAlert, Chat: -5, Receipt: full.Receipt, Key: "k", Args: map[string]string{"": "x", "a": ""}, CreatedAt: noon}, tx.messageRow, tx.openMessage)
	same(t, campaigns.Adjustment{Receipt: full.Receipt, At: noon, Day: "2026-11-24", Kind: campaigns.AdjustmentUndo, Undone: campaigns.AdjustmentAccept, Amount: 5,
		CampaignID: "books", From: campaigns.StatusOK, To: campaigns.StatusReview, Reason: "r", Actor: "7", Operation: "o"},
		func(a campaigns.Adjustment, p PersonID) (AdjustmentRow, error) { return tx.adjustmentRow(a, 2, p) },
		func(row AdjustmentRow) (campaigns.Adjustment, error) { return tx.openAdjustment(row, 5) })
	same(t, campaigns.Donor{ID: 9, Name: "Ada", Language: "en", TermsVersion: "v", AgreedAt: noon, Unreachable: "blocked"},
		func(d campaigns.Donor, p PersonID) (PersonRow, error) { return tx.personRow(p, d) }, tx.openPerson)
	u := Unmatched{ID: "05000000000000000000000000000000", At: noon, Told: true, ClosedAt: noon, Reason: "r", Actor: "7",
		Refund: &StarsRefund{ChargeID: "c", DonorID: 1, Total: money.Amount{Units: 1, Currency: "XTR"}, At: noon}}
	keep := func(u Unmatched, _ PersonID) (UnmatchedRow, error) { return tx.unmatchedRow(UnmatchedID{5}, u) }
	same(t, u, keep, tx.openUnmatched)
	u.Refund, u.Raw = nil, []byte("{\xff")
	u.Read = ReadPart{Payment: true, ChargeID: "c", Total: money.Amount{Units: 1, Currency: "EUR"}, Payload: "?", At: noon, DonorID: 1, Name: "n", Language: "en"}
	same(t, u, keep, tx.openUnmatched)
}

func same[Value, Row any](t *testing.T, v Value, to func(Value, PersonID) (Row, error), from func(Row) (Value, error)) {
	t.Helper()
	row, err := to(v, 5)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := from(row); err != nil || !reflect.DeepEqual(got, v) {
		t.Errorf("%+v\nread back as %+v, %v", v, got, err)
	}
}

// TestFieldsAreNumberedOnce: a number names one field of its row, and every field
// that is not of the key has one.
func TestFieldsAreNumberedOnce(t *testing.T) {
	form := regexp.MustCompile(`^([1-9][0-9]*),keyasint,omit(empty|zero)$`)
	for _, row := range []any{
		PersonRow{}, DonationRow{}, AdjustmentRow{}, TotalsRow{}, InvoiceRow{}, OptionRow{}, ApprovalRow{}, UnmatchedRow{}, MessageRow{},
		personPart{}, donationPart{}, contactPart{}, adjustmentPart{}, invoicePart{}, messagePart{}, unmatchedPart{},
	} {
		kind, seen := reflect.TypeOf(row), map[string]bool{}
		for n := range kind.NumField() {
			tag := kind.Field(n).Tag.Get("cbor")
			if tag == "-" {
				continue
			}
			m := form.FindStringSubmatch(tag)
			if m == nil || seen[m[1]] {
				t.Errorf("%s.%s: its tag is %q", kind.Name(), kind.Field(n).Name, tag)
				continue
			}
			seen[m[1]] = true
		}
	}
}

func TestDayNumbers(t *testing.T) {
	for day, want := range map[campaigns.Day]DayNumber{"2026-11-23": 20781, "": 0, "1970-01-01": 1, "9999-12-31": LastDay} {
		if got := NumberOf(day); got != want || got.Day() != day {
			t.Errorf("%q: %d, back %q", day, got, got.Day())
		}
	}
}
