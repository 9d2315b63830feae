package campaigns

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCellsThatWouldBeFormulas(t *testing.T) {
	for _, c := range []struct{ name, cell, want string }{
		{"a name", "Ada Lovelace", "Ada Lovelace"},
		{"nothing", "", ""},
		{"a formula", `=HYPERLINK("http://evil.example")`, `'=HYPERLINK("http://evil.example")`},
		{"a formula that begins with a sign", "-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"},
		{"a plus", "+cmd", "'+cmd"},
		{"a phone number", "+33 1 23 45 67 89", "+33 1 23 45 67 89"},
		{"hardly a phone number", "+33(1)", "'+33(1)"},
		{"a phone number and more", "+33+cmd", "'+33+cmd"},
		{"a function of old", "@SUM(1)", "'@SUM(1)"},
		{"a name of Telegram's", "@ada", "'@ada"},
		{"a tab", "\t=1", "'\t=1"},
		{"a carriage return", "\r=1", "'\r=1"},
		{"a new line", "\n=1", "'\n=1"},
		{"a wide sign", "＝1+1", "'＝1+1"},
		{"a sign further on", "Ada = Lovelace", "Ada = Lovelace"},
		{"an apostrophe of its own", "'=1", "'=1"},
		{"letters of another script", "Ωmega", "Ωmega"},
	} {
		if got := guarded(c.cell); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.cell, got, c.want)
		}
	}
}

// evil is a donation whose every text is a formula.
func evil() Donation {
	const f = "=1"
	return Donation{
		Receipt: ReceiptNo{Mode: ModeTest, Year: 2026, Number: 17}, At: time.Date(2026, 3, 1, 1, 2, 3, 0, time.FixedZone("", 3600)), Day: "2026-03-01", Status: StatusOK,
		CampaignID: f, Currency: f, Amount: 1545, Gift: 1000, Tip: 50, Fee: 5, Shipping: 490, Refunded: 7, Anonymous: true, Source: f,
		Personal: Personal{DonorID: 42, Name: f, Contact: Contact{f, f, f, f, f, f, f, f, f}},
		ChargeID: f, ProviderChargeID: f, OptionID: f,
	}
}

// table writes donations as CSV and reads it back, header and all.
func table(t *testing.T, all ...Donation) [][]string {
	t.Helper()
	var out bytes.Buffer
	w, err := NewCSVWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		if err := w.Write(d); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// The columns are a contract: other people's scripts read them by name and by place.
func TestColumns(t *testing.T) {
	want := strings.Fields(`receipt at day mode status campaign currency amount gift tip fee shipping
		donor_id donor_name anonymous source telegram_charge_id provider_charge_id
		shipping_option name email phone country state city line1 line2 postcode refunded`)
	if got := Columns(); !slices.Equal(got, want) {
		t.Errorf("the columns are %q, want %q", got, want)
	}
	for _, c := range columns {
		kinds := 0
		for _, set := range []bool{c.text != nil, c.number != nil, c.flag != nil} {
			if set {
				kinds++
			}
		}
		if kinds != 1 {
			t.Errorf("%s is of %d kinds", c.name, kinds)
		}
	}
}

func TestDonationsAsATable(t *testing.T) {
	rows := table(t, evil(), evil())
	if len(rows) != 3 || !slices.Equal(rows[0], Columns()) || !slices.Equal(rows[1], rows[2]) {
		t.Fatalf("the table is %q", rows)
	}
	for i, cell := range rows[1] {
		if strings.HasPrefix(cell, "=") {
			t.Errorf("%s is a formula", Columns()[i])
		}
	}
	want := []string{"TEST-2026-000017", "2026-03-01T00:02:03Z", "2026-03-01", "test", "ok", "'=1", "'=1", "1545", "1000", "50", "5", "490", "42", "'=1", "true"}
	if got := rows[1][:len(want)]; !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func TestDonationsAsLines(t *testing.T) {
	var out bytes.Buffer
	w := NewJSONWriter(&out)
	d := evil()
	d.Personal.Name = "<Ada & \"Co\"\n\u2028\xff>"
	for range 2 {
		if err := w.Write(d); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.SplitAfter(out.String(), "\n")
	if len(lines) != 3 || lines[0] != lines[1] || lines[2] != "" {
		t.Fatalf("the lines are %q", lines)
	}
	want := `{"receipt":"TEST-2026-000017","at":"2026-03-01T00:02:03Z","day":"2026-03-01","mode":"test","status":"ok","campaign":"=1","currency":"=1",` +
		`"amount":1545,"gift":1000,"tip":50,"fee":5,"shipping":490,"donor_id":42,"donor_name":"<Ada & \"Co\"\n\u2028\ufffd>","anonymous":true,` +
		`"source":"=1","telegram_charge_id":"=1","provider_charge_id":"=1","shipping_option":"=1","name":"=1","email":"=1","phone":"=1",` +
		`"country":"=1","state":"=1","city":"=1","line1":"=1","line2":"=1","postcode":"=1","refunded":7}` + "\n"
	if lines[0] != want {
		t.Errorf("the line is\n%s\nwant\n%s", lines[0], want)
	}
	if !json.Valid([]byte(lines[0])) {
		t.Error("the line is not JSON")
	}
}

// Who is forgotten leaves nothing behind in the columns that say who gave.
func TestPersonalColumns(t *testing.T) {
	forgotten := evil()
	forgotten.Personal = Personal{}
	rows := table(t, evil(), forgotten)
	for i, c := range columns {
		if c.personal == (rows[1][i] == rows[2][i]) {
			t.Errorf("%s is personal: %t; before and after forgetting it is %q and %q", c.name, c.personal, rows[1][i], rows[2][i])
		}
	}
}

func BenchmarkExport(b *testing.B) {
	d := evil()
	table, err := NewCSVWriter(io.Discard)
	if err != nil {
		b.Fatal(err)
	}
	lines := NewJSONWriter(io.Discard)
	for name, write := range map[string]func(Donation) error{"csv": table.Write, "jsonl": lines.Write} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
