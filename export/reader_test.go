package export

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

func TestAWorkbookInFrench(t *testing.T) {
	_, f := book(t, forReaders(t, "fr"), []campaigns.Donation{ada()}, []AdjustmentRow{refund()})
	if got := f.GetSheetList(); !slices.Equal(got, []string{"Dons", "Ajustements", "À propos"}) {
		t.Fatalf("the sheets are %q", got)
	}
	for column, want := range map[int][2]string{1: {"Reçu", "2026-000017"}, 2: {"Heure (Europe/Paris)", "2026-07-15 00:30:15"}, 4: {"Mode", "réel"}, 5: {"Statut", "remboursé"}} {
		for row, want := range want {
			if _, shown, _ := cellOf(t, f, "Dons", column, row+1); shown != want {
				t.Errorf("column %d, row %d is %q, want %q", column, row+1, shown, want)
			}
		}
	}
	if _, shown, _ := cellOf(t, f, "Ajustements", 4, 2); shown != "remboursement" {
		t.Errorf("the kind is %q", shown)
	}
}

// Spreadsheets refuse files whose sheets have such names, and filters need one name a
// column.
func TestWordsThatSpreadsheetsTake(t *testing.T) {
	words := forReaders(t, "en").Words
	for _, language := range words.Languages() {
		r := reader{words: words, language: language, zone: time.UTC}
		for _, key := range []string{"export_sheet_donations", "export_sheet_adjustments", "export_sheet_about"} {
			if name := r.say(key, nil); len([]rune(name)) > 31 || strings.ContainsAny(name, `:\/?*[]'`) {
				t.Errorf("%s: no sheet can be called %q", language, name)
			}
		}
		for _, headings := range [][]heading{donations.headings(), adjustments.headings()} {
			seen := map[string]bool{}
			for _, h := range headings {
				title := r.title(h)
				if seen[title] || title == h.title || r.say(h.meaning, nil) == h.meaning {
					t.Errorf("%s: the column %s has the title %q", language, h.name, title)
				}
				seen[title] = true
			}
		}
	}
}

// A code that this version doesn't know is shown as it is.
func TestCodesInWords(t *testing.T) {
	words := forReaders(t, "en").Words
	english, french := reader{words: words, language: "en"}, reader{words: words, language: "fr"}
	for code := range codeKeys {
		if english.code(code) != code {
			t.Errorf("%s is called %q in English", code, english.code(code))
		}
		if strings.HasPrefix(french.code(code), "export_") {
			t.Errorf("%s has no words in French", code)
		}
	}
	if got := french.code("disputed"); got != "disputed" {
		t.Errorf("%q", got)
	}
}
