package export

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"

	"pgregory.net/rapid"
)

// cells reads CSV back, header and all.
func cells(t failing, text string, separator rune) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestDonationsAsATable(t *testing.T) {
	rows := cells(t, written(t, Options{}, evil(), evil()), ',')
	if len(rows) != 3 || !slices.Equal(rows[0], DonationColumns()) || !slices.Equal(rows[1], rows[2]) {
		t.Fatalf("the table is %q", rows)
	}
	for i, cell := range rows[1] {
		if strings.HasPrefix(cell, "=") {
			t.Errorf("%s is a formula", rows[0][i])
		}
	}
	want := []string{"TEST-2026-000017", "2026-03-01T00:02:03Z", "2026-03-01", "test", "ok", "'=1", "'=1", "1545", "1000", "50", "5", "490", "42", "'=1", "true"}
	if got := rows[1][:len(want)]; !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if got, want := rows[1][28:], []string{"0", "", "", "false"}; !slices.Equal(got, want) {
		t.Errorf("the last columns are %q, want %q", got, want)
	}
}

func TestAdjustmentsAsATable(t *testing.T) {
	got := writtenAdjustments(t, Options{}, refund())
	want := "receipt,at,day,kind,amount,currency,campaign,mode,reason,by\n" +
		"2026-000017,2027-03-01T23:30:00Z,2027-03-02,refund,1250,EUR,well,live,cheque;' =bounced,42\n"
	if got != want {
		t.Errorf("the table is\n%s\nwant\n%s", got, want)
	}
}

func TestAByteOrderMarkOnRequest(t *testing.T) {
	if got := written(t, Options{}); !strings.HasPrefix(got, "receipt,") {
		t.Errorf("unasked, the table begins with %.12q", got)
	}
	if got := written(t, Options{ByteOrderMark: true}); !strings.HasPrefix(got, "\xef\xbb\xbfreceipt,") || strings.Count(got, "\ufeff") != 1 {
		t.Errorf("the table begins with %.12q", got)
	}
}

// Amounts in main units have all decimals that Telegram counts in the currency.
func TestUnits(t *testing.T) {
	for _, test := range []struct {
		currency       string
		smallest, main string
	}{
		{"EUR", "1250", "12.50"}, {"JPY", "1250", "1250"}, {"JOD", "1250", "1.250"}, {"XTR", "1250", "1250"},
		{"KRW", "1250", "1250"}, {"UGX", "1250", "1250"}, {"ZZZ", "1250", "12.50"}, {"", "1250", "12.50"},
	} {
		d := campaigns.Donation{Currency: test.currency, Amount: 1250, Refunded: 1250, Status: campaigns.StatusRefunded}
		for units, want := range map[Units]string{"": test.smallest, Smallest: test.smallest, Main: test.main} {
			row := cells(t, written(t, Options{Units: units}, d), ',')[1]
			if row[7] != want || row[28] != want {
				t.Errorf("1250 %s in units %q is %q, refunded %q, want %q", test.currency, units, row[7], row[28], want)
			}
			adjustment := AdjustmentRow{Currency: test.currency, Amount: 1250}
			if row := cells(t, writtenAdjustments(t, Options{Units: units}, adjustment), ',')[1]; row[4] != want {
				t.Errorf("1250 %s adjusted in units %q is %q, want %q", test.currency, units, row[4], want)
			}
		}
	}
}

// unguarded undoes the guard of a text that has no apostrophes of its own.
func unguarded(cell string) string { return strings.ReplaceAll(cell, "'", "") }

// anyDonation draws donations, with texts that have no apostrophes.
func anyDonation(t *rapid.T) campaigns.Donation {
	text := func(label string) string { return unguarded(hostileText().Draw(t, label)) }
	amount := rapid.Int64()
	at := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "at"), 0).UTC()
	return campaigns.Donation{
		Receipt: campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2026, Number: rapid.Uint32Min(1).Draw(t, "number")},
		At:      at, Day: campaigns.DayOf(at, time.UTC), Status: campaigns.StatusOK,
		Currency: rapid.SampledFrom([]string{"EUR", "JPY", "JOD", "XTR"}).Draw(t, "currency"),
		Amount:   amount.Draw(t, "amount"), Gift: amount.Draw(t, "gift"), Tip: amount.Draw(t, "tip"), Fee: amount.Draw(t, "fee"),
		Anonymous: rapid.Bool().Draw(t, "anonymous"),
		Personal: campaigns.Personal{DonorID: rapid.Int64().Draw(t, "donor"), Name: text("name"),
			Contact: campaigns.Contact{Email: text("email"), Line1: text("line1"), Postcode: text("postcode")}},
		ChargeID: text("charge"),
	}
}

// What is written as CSV reads back as it was, whatever the separator.
func TestCSVReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDonation(t)
		o := Options{Separator: rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(t, "separator")}
		rows := cells(t, written(t, o, d), o.Separator)
		number := func(n int64) string { return strconv.FormatInt(n, 10) }
		want := []string{
			d.Receipt.String(), d.At.Format(time.RFC3339), string(d.Day), "live", "ok", "", d.Currency,
			number(d.Amount), number(d.Gift), number(d.Tip), number(d.Fee), "0", number(d.Personal.DonorID), d.Personal.Name,
			strconv.FormatBool(d.Anonymous), "", d.ChargeID, "", "", "", d.Personal.Contact.Email, "", "", "", "", d.Personal.Contact.Line1, "",
			d.Personal.Contact.Postcode, "0", "", "", "false",
		}
		for i, cell := range rows[1] {
			if unguarded(cell) != want[i] {
				t.Fatalf("%s reads back as %q, want %q", rows[0][i], cell, want[i])
			}
		}
	})
}

// Who is forgotten leaves nothing behind in the columns that say who gave.
func TestPersonalColumns(t *testing.T) {
	forgotten := evil()
	forgotten.Personal = campaigns.Personal{}
	rows := cells(t, written(t, Options{}, evil(), forgotten), ',')
	for i, c := range donations.columns {
		if c.personal == (rows[1][i] == rows[2][i]) {
			t.Errorf("%s is personal: %t; before and after forgetting it is %q and %q", c.name, c.personal, rows[1][i], rows[2][i])
		}
	}
}
