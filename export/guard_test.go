package export

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"

	"pgregory.net/rapid"
)

func TestCellsThatWouldBeFormulas(t *testing.T) {
	for _, c := range []struct{ name, cell, want string }{
		{"a name", "Ada Lovelace", "Ada Lovelace"},
		{"nothing", "", ""},
		{"a formula", `=HYPERLINK("http://evil.example")`, `'=HYPERLINK("http://evil.example")`},
		{"a formula that begins with a sign", "-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"},
		{"a plus", "+cmd", "'+cmd"},
		{"a phone number", "+33 1 23 45 67 89", "+33 1 23 45 67 89"},
		{"a plus alone", "+", "'+"},
		{"a plus and a blank", "+ 1", "'+ 1"},
		{"hardly a phone number", "+33(1)", "'+33(1)"},
		{"a phone number and more", "+33+cmd", "'+33+cmd"},
		{"a function of old", "@SUM(1)", "'@SUM(1)"},
		{"a name of Telegram's", "@ada", "'@ada"},
		{"a tab", "\t=1", "'\t'=1"},
		{"a carriage return", "\r=1", "'\r'=1"},
		{"a new line", "\n=1", "'\n'=1"},
		{"a tab before a text", "\tAda", "'\tAda"},
		{"a wide sign", "＝1+1", "'＝1+1"},
		{"a sign further on", "Ada = Lovelace", "Ada = Lovelace"},
		{"an apostrophe of its own", "'=1", "'=1"},
		{"letters of another script", "Ωmega", "Ωmega"},

		{"a cell where semicolons separate", "Ada;=1+2;", "Ada;'=1+2;"},
		{"a cell where commas separate", "Ada,@SUM(A1)", "Ada,'@SUM(A1)"},
		{"a cell where tabs separate", "a\t=1+2\tb", "a\t'=1+2\tb"},
		{"a cell where bars separate", "Ada|=1+1", "Ada|'=1+1"},
		{"a cell of another line", "Ada\n-1", "Ada\n'-1"},
		{"two cells", "=1+1;=1+2", "'=1+1;'=1+2"},
		{"a call of a program", "Ada;=cmd|' /C calc'!A0;x", "Ada;'=cmd|' /C calc'!A0;x"},
		{"a blank before the sign", "Ada; =1", "Ada;' =1"},
		{"a quote before the sign", `Ada;"=1"`, `Ada;'"=1"`},
		{"a quote at the start", `"=1"`, `'"=1"`},
		{"a separator at the end", "Ada;", "Ada;"},
		{"an email address", "ada@example.org", "ada@example.org"},
		{"an address", "12-14 Old Quay, Port", "12-14 Old Quay, Port"},
		{"bytes that are not UTF-8", "\xff;=\xff", "\xff;'=\xff"},
	} {
		if got := guarded(c.cell); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.cell, got, c.want)
		}
	}
}

// hostileText draws texts of what matters to readers of CSV.
func hostileText() *rapid.Generator[string] {
	parts := rapid.SampledFrom(strings.Split("= + - @ ＝ , ; | ' \" \t \n a Ω 1 é 東 🎁", " "))
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(parts, 0, 8).Draw(t, "parts"), rapid.SampledFrom([]string{"", " "}).Draw(t, "glue"))
	})
}

// However a spreadsheet splits a row, it finds no formula that a donor wrote.
func TestNoSeparatorMakesAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := campaigns.Donation{Personal: campaigns.Personal{Name: hostileText().Draw(t, "name")}}
		d.Personal.Contact.City = hostileText().Draw(t, "city")
		o := Options{Separator: rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(t, "separator")}
		written := written(t, o, d)
		for _, other := range []rune{',', ';', '\t', '|'} {
			r := csv.NewReader(strings.NewReader(written))
			r.Comma, r.LazyQuotes, r.FieldsPerRecord = other, true, -1
			rows, err := r.ReadAll()
			if err != nil {
				t.Fatalf("split at %q, %q: %v", other, written, err)
			}
			for _, cell := range slices.Concat(rows...) {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@") && !isPhone(cell) {
					t.Fatalf("split at %q, the cell %q is a formula: %q", other, cell, written)
				}
			}
		}
	})
}
