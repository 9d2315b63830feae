package export

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// evil is a donation whose every text is a formula.
func evil() campaigns.Donation {
	const f = "=1"
	return campaigns.Donation{
		Receipt: campaigns.ReceiptNo{Mode: campaigns.ModeTest, Year: 2026, Number: 17},
		At:      time.Date(2026, 3, 1, 1, 2, 3, 0, time.FixedZone("", 3600)), Day: "2026-03-01", Status: campaigns.StatusOK,
		CampaignID: f, Currency: f, Amount: 1545, Gift: 1000, Tip: 50, Fee: 5, Shipping: 490, Anonymous: true, Source: f,
		Personal: campaigns.Personal{DonorID: 42, Name: f, Contact: campaigns.Contact{
			Name: f, Email: f, Phone: f, Country: f, State: f, City: f, Line1: f, Line2: f, Postcode: f}},
		ChargeID: f, ProviderChargeID: f, OptionID: f,
	}
}

// refund is an adjustment of Ada's gift.
func refund() AdjustmentRow {
	return AdjustmentRow{
		Receipt: campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: 17},
		At:      time.Date(2027, 3, 1, 23, 30, 0, 0, time.UTC), Day: "2027-03-02", Kind: "refund", Amount: 1250, Currency: "EUR",
		CampaignID: "well", Mode: campaigns.ModeLive, Reason: "cheque; =bounced", Actor: "42",
	}
}

// failing is what a test of testing and of rapid have in common.
type failing interface {
	Helper()
	Fatal(args ...any)
}

// written returns donations as they are written with the options.
func written(t failing, o Options, all ...campaigns.Donation) string {
	t.Helper()
	var out bytes.Buffer
	table, err := Donations(&out, o)
	if err != nil {
		t.Fatal(err)
	}
	writeAll(t, table, all)
	return out.String()
}

// writtenAdjustments returns adjustments as they are written with the options.
func writtenAdjustments(t failing, o Options, all ...AdjustmentRow) string {
	t.Helper()
	var out bytes.Buffer
	table, err := Adjustments(&out, o)
	if err != nil {
		t.Fatal(err)
	}
	writeAll(t, table, all)
	return out.String()
}

func writeAll[Row any](t failing, table *Table[Row], all []Row) {
	t.Helper()
	for _, row := range all {
		if err := table.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Flush(); err != nil {
		t.Fatal(err)
	}
}

// The columns are a contract: other people's scripts read them by name and by place.
func TestColumns(t *testing.T) {
	want := strings.Fields(`receipt at day mode status campaign currency amount gift tip fee shipping
		donor_id donor_name anonymous source telegram_charge_id provider_charge_id
		shipping_option name email phone country state city line1 line2 postcode
		refunded dedication message recurring`)
	if got := DonationColumns(); !slices.Equal(got, want) {
		t.Errorf("the columns of donations are %q, want %q", got, want)
	}
	want = strings.Fields("receipt at day kind amount currency campaign mode reason by")
	if got := AdjustmentColumns(); !slices.Equal(got, want) {
		t.Errorf("the columns of adjustments are %q, want %q", got, want)
	}
}

func TestOptionsThatDontGoTogether(t *testing.T) {
	for _, o := range []Options{
		{Format: "xml"}, {Units: "euros"}, {Separator: '|'}, {Format: JSONL, ByteOrderMark: true}, {Format: JSONL, Separator: ';'},
	} {
		if _, err := Donations(io.Discard, o); err == nil {
			t.Errorf("%+v is taken", o)
		}
		if _, err := Adjustments(io.Discard, o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
	for _, o := range []Options{{}, {Format: CSV, Units: Main, Separator: '\t', ByteOrderMark: true}, {Format: JSONL, Units: Smallest}} {
		if err := o.Validate(); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestSeparatorsByName(t *testing.T) {
	for name, want := range map[string]rune{"comma": ',', "semicolon": ';', "tab": '\t', ";": ';', `\t`: '\t'} {
		if got, err := ParseSeparator(name); got != want || err != nil {
			t.Errorf("%q is %q, %v", name, got, err)
		}
	}
	for _, name := range []string{"", "colon", ";;", "|"} {
		if _, err := ParseSeparator(name); err == nil {
			t.Errorf("%q is taken", name)
		}
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

var errFull = errors.New("no space left")

func TestAFullDiskIsAnError(t *testing.T) {
	for _, o := range []Options{{}, {ByteOrderMark: true}, {Format: JSONL}} {
		table, err := Donations(full{}, o)
		for n := 0; err == nil && n < 100; n++ {
			err = table.Write(evil())
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func BenchmarkExport(b *testing.B) {
	d := evil()
	for _, format := range []Format{CSV, JSONL} {
		table, err := Donations(io.Discard, Options{Format: format})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(string(format), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := table.Write(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
