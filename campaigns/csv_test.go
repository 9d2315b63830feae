package campaigns

import (
	"encoding/json"
	"reflect"
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
		CampaignID: f, Currency: "EUR", Amount: 1545, Gift: 1000, Tip: 50, Fee: 5, Shipping: 490, Personal: Personal{DonorID: 42, Name: f, Contact: Contact{f, f, f, f, f, f, f, f, f}}, Anonymous: true, Source: f,
		ChargeID: f, ProviderChargeID: f, OptionID: f,
	}
}

// TestEveryTextOfATableIsGuarded finds the column that somebody adds and forgets.
func TestEveryTextOfATableIsGuarded(t *testing.T) {
	cells := evil().ExportRow().Table()
	if len(cells) != len(Columns) {
		t.Fatalf("%d cells, %d columns", len(cells), len(Columns))
	}
	for i, cell := range cells {
		if strings.HasPrefix(cell, "=") {
			t.Errorf("%s is not guarded", Columns[i])
		}
	}
	want := []string{"TEST-2026-000017", "2026-03-01T00:02:03Z", "2026-03-01", "test", "ok", "'=1", "EUR", "1545", "1000", "50", "5", "490", "42", "'=1", "true"}
	if got := cells[:len(want)]; !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

// TestBothFormsHaveTheSameColumns: other people's scripts read them by name and by place.
func TestBothFormsHaveTheSameColumns(t *testing.T) {
	kind := reflect.TypeFor[ExportRow]()
	var names []string
	for i := range kind.NumField() {
		names = append(names, kind.Field(i).Tag.Get("json"))
	}
	if !slices.Equal(names, Columns) {
		t.Errorf("JSON has %q\nCSV has %q", names, Columns)
	}
	text, err := json.Marshal(evil().ExportRow())
	if err != nil {
		t.Fatal(err)
	}
	var back ExportRow
	if err := json.Unmarshal(text, &back); err != nil || back != evil().ExportRow() {
		t.Errorf("%+v, %v", back, err)
	}
	for i, cell := range back.Cells() {
		if cell != strings.TrimPrefix(evil().ExportRow().Table()[i], "'") {
			t.Errorf("%s is %q in one form and %q in the other", Columns[i], cell, evil().ExportRow().Table()[i])
		}
	}
}
