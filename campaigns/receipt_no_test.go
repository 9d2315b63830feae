package campaigns

import (
	"strings"
	"testing"
	"time"
)

func TestReceiptNumbers(t *testing.T) {
	for text, want := range map[string]ReceiptNo{
		"2026-000001":          {ModeLive, 2026, 1},
		"TEST-2026-000001":     {ModeTest, 2026, 1},
		"2026-1234567":         {ModeLive, 2026, 1234567},
		"TEST-0999-4294967295": {ModeTest, 999, 4294967295},
	} {
		got, err := ParseReceiptNo(text)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
		if got.String() != text {
			t.Errorf("%s: written as %s", text, got)
		}
	}
	for _, text := range []string{"", "1", "2026-1", "2026-000000", "test-2026-000001", "2026-0000001", "2026-4294967296", " 2026-000001", "LIVE-2026-000001"} {
		if got, err := ParseReceiptNo(text); err == nil || !strings.Contains(err.Error(), "2026-000001") {
			t.Errorf("%q: got %v, %v; want an error that shows the form", text, got, err)
		}
	}
	if got := (ReceiptNo{Mode: ModeLive, Year: 2026}).String(); got != "" {
		t.Errorf("no number is written as %q", got)
	}
}

func TestDays(t *testing.T) {
	late := time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC)
	if got := DayOf(late, paris(t)); got != "2026-03-29" {
		t.Errorf("got %s", got)
	}
	if got := Day("2026-02-27").Plus(2); got != "2026-03-01" {
		t.Errorf("got %s", got)
	}
	if got := Day("2026-11-23").DaysUntil("2026-12-01"); got != 8 {
		t.Errorf("got %d", got)
	}
	for _, text := range []string{"2026-02-30", "23.11.2026", "2026-1-1", ""} {
		if _, err := ParseDay(text); err == nil {
			t.Errorf("%q was taken for a day", text)
		}
	}
}

func TestPayloads(t *testing.T) {
	a, b := NewPayload(noon), NewPayload(noon.Add(time.Minute))
	if a == b || len(a.String()) != 22 {
		t.Errorf("drawn: %s and %s", a, b)
	}
	if strings.Compare(string(a[:]), string(b[:])) >= 0 {
		t.Error("a later payload lies before an earlier one")
	}
	if got, ok := ParsePayload(a.String()); !ok || got != a {
		t.Errorf("read as %v, %v", got, ok)
	}
	for _, text := range []string{"", "x", a.String() + "A", strings.Repeat("é", 11), strings.Repeat("!", 22)} {
		if _, ok := ParsePayload(text); ok {
			t.Errorf("%q was taken for a payload", text)
		}
	}
}

func TestIDsThatALinkCanCarry(t *testing.T) {
	for id, want := range map[ID]bool{"a": true, "School-books_2026": true, "": false, "a b": false, "é": false,
		ID(strings.Repeat("x", 32)): true, ID(strings.Repeat("x", 33)): false} {
		if id.Valid() != want {
			t.Errorf("%q: %v", id, !want)
		}
	}
}

func TestRowsOfTheStatistics(t *testing.T) {
	c := catalogueOf(t, shelter(t))
	figures := []Figures{
		{TotalsKey: TotalsKey{ModeLive, "", "USD"}, Totals: Totals{Review: 1}},
		{TotalsKey: TotalsKey{ModeLive, "old", "EUR"}, Title: "Old one", Totals: Totals{Raised: 5, Donations: 1}},
		{TotalsKey: TotalsKey{ModeLive, "shelter", "EUR"}, Totals: Totals{Raised: 7, Donations: 1}},
		{TotalsKey: TotalsKey{ModeTest, "shelter", "EUR"}, Totals: Totals{Raised: 1000, Donations: 1}},
	}
	rows := StatsRows(c, figures)
	if len(rows) != 3 {
		t.Fatalf("got %d rows: %+v", len(rows), rows)
	}
	if rows[0].ID != "shelter" || rows[0].Raised != 7 || rows[0].Title != "Winter shelter" {
		t.Errorf("first row: %+v", rows[0])
	}
	if rows[1].ID != "old" || rows[1].Title != "Old one" || rows[2].ID != "" || rows[2].Review != 1 {
		t.Errorf("the others: %+v", rows[1:])
	}
}
