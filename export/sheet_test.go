package export

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// cellOf returns a cell as the file has it, as people see it, and its type.
func cellOf(t testing.TB, f *excelize.File, sheet string, column, row int) (raw, shown string, kind excelize.CellType) {
	t.Helper()
	at, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		t.Fatal(err)
	}
	raw, err = f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if shown, err = f.GetCellValue(sheet, at); err != nil {
		t.Fatal(err)
	}
	if kind, err = f.GetCellType(sheet, at); err != nil {
		t.Fatal(err)
	}
	if formula, err := f.GetCellFormula(sheet, at); err != nil || formula != "" {
		t.Errorf("%s is the formula %q, %v", at, formula, err)
	}
	return raw, shown, kind
}

func TestAWorkbooksCells(t *testing.T) {
	_, f := book(t, forReaders(t, "en"), []campaigns.Donation{ada()}, nil)
	text, number, flag := excelize.CellTypeInlineString, excelize.CellTypeUnset, excelize.CellTypeBool
	for name, want := range map[string]struct {
		raw, shown string
		kind       excelize.CellType
	}{
		"receipt":            {"2026-000017", "2026-000017", text},
		"at":                 {"46218.0210069444", "2026-07-15 00:30:15", number},
		"day":                {"46218", "2026-07-15", number},
		"mode":               {"live", "live", text},
		"status":             {"refunded", "refunded", text},
		"campaign":           {"0012", "0012", text},
		"currency":           {"EUR", "EUR", text},
		"amount":             {"1234.5", "1,234.50", number},
		"gift":               {"1200", "1,200.00", number},
		"tip":                {"30", "30.00", number},
		"fee":                {"4.5", "4.50", number},
		"shipping":           {"0", "0.00", number},
		"donor_id":           {"7000000001", "7000000001", text},
		"donor_name":         {`=HYPERLINK("http://evil.example")`, `=HYPERLINK("http://evil.example")`, text},
		"anonymous":          {"1", "TRUE", flag},
		"telegram_charge_id": {"1e5", "1e5", text},
		"provider_charge_id": {"0000123456789012345678", "0000123456789012345678", text},
		"phone":              {"+33123456789", "+33123456789", text},
		"postcode":           {"01234", "01234", text},
		"line1":              {" 12 Old Quay\n<rear> & yard", " 12 Old Quay\n<rear> & yard", text},
		"city":               {"", "", number},
		"refunded":           {"1234.5", "1,234.50", number},
		"recurring":          {"0", "FALSE", flag},
	} {
		raw, shown, kind := cellOf(t, f, "Donations", 1+slices.Index(DonationColumns(), name), 2)
		if name == "at" {
			raw = raw[:len(want.raw)]
		}
		if raw != want.raw || shown != want.shown || kind != want.kind {
			t.Errorf("%s is %q, shown as %q, of type %d; want %q, %q, %d", name, raw, shown, kind, want.raw, want.shown, want.kind)
		}
	}
}

// Amounts are numbers with the decimals of their currency.
func TestAmountsOfAllExponents(t *testing.T) {
	for _, test := range []struct {
		currency string
		amount   int64
		shown    string
	}{
		{"EUR", 1, "0.01"}, {"EUR", 123456789, "1,234,567.89"}, {"JPY", 1250, "1,250"}, {"JOD", 1250, "1.250"}, {"JOD", 1234567, "1,234.567"},
		{"XTR", 50, "50"}, {"ZZZ", 1250, "12.50"}, {"", 1250, "12.50"},
	} {
		_, f := book(t, forReaders(t, "en"), []campaigns.Donation{{Currency: test.currency, Amount: test.amount}}, []AdjustmentRow{{Currency: test.currency, Amount: test.amount}})
		for sheet, column := range map[string]int{"Donations": 8, "Adjustments": 5} {
			if _, shown, kind := cellOf(t, f, sheet, column, 2); shown != test.shown || kind != excelize.CellTypeUnset {
				t.Errorf("%s: %d %s is shown as %q, of type %d, want %q", sheet, test.amount, test.currency, shown, kind, test.shown)
			}
		}
	}
}

// No amount loses a digit, however long it is: what a spreadsheet's number can't hold
// is a text.
func TestNoAmountLosesADigit(t *testing.T) {
	words := forReaders(t, "en")
	file := excelize.NewFile()
	defer file.Close()
	looks, err := newStyles(file)
	if err != nil {
		t.Fatal(err)
	}
	s := &sheet{styles: looks, reader: reader{words: words.Words, language: "en", zone: time.UTC}}
	rapid.Check(t, func(t *rapid.T) {
		a := money.Amount{Units: rapid.Int64().Draw(t, "units"), Currency: rapid.SampledFrom([]string{"EUR", "JPY", "JOD", "XTR"}).Draw(t, "currency")}
		switch v := s.amount(a).Value.(type) {
		case float64:
			if got := strconv.FormatFloat(v, 'f', a.Exponent(), 64); got != a.Decimal() {
				t.Fatalf("%s is the number %s", a, got)
			}
		case string:
			if v != a.Decimal() || max(a.Units, -a.Units) < 1e14 && a.Units > -1e14 {
				t.Fatalf("%s is the text %q", a, v)
			}
		default:
			t.Fatalf("%s is %v", a, v)
		}
	})
}

func TestTheSheets(t *testing.T) {
	data, f := book(t, forReaders(t, "en"), []campaigns.Donation{ada(), ada()}, []AdjustmentRow{refund()})
	if got := f.GetSheetList(); !slices.Equal(got, []string{"Donations", "Adjustments", "About"}) {
		t.Fatalf("the sheets are %q", got)
	}
	if f.GetSheetName(f.GetActiveSheetIndex()) != "Donations" {
		t.Error("the sheet of donations is not on top")
	}
	for n, filter := range map[int]string{1: "$A$1:$AF$3", 2: "$A$1:$J$2"} {
		xml := part(t, data, fmt.Sprintf("xl/worksheets/sheet%d.xml", n))
		for _, want := range []string{
			`<pane activePane="bottomLeft" state="frozen" topLeftCell="A2" ySplit="1"`,
			`<autoFilter ref="` + filter + `">`, `<cols><col min="1" max="1" width="20" customWidth="1"/><col min="2" max="2" width="25"`,
		} {
			if !strings.Contains(xml, want) {
				t.Errorf("sheet %d lacks %q: %.1200s", n, want, xml)
			}
		}
		if strings.Contains(xml, "<dimension") {
			t.Errorf("sheet %d claims a size that was not known", n)
		}
	}
	header, err := f.GetRows("Adjustments")
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Split("Receipt,Time (Europe/Paris),Day,Kind,Amount,Currency,Campaign,Mode,Reason,By", ","); !slices.Equal(header[0], want) {
		t.Errorf("the header is %q", header[0])
	}
	if want := strings.Split("2026-000017,2027-03-02 00:30:00,2027-03-02,refund,12.50,EUR,well,live,cheque; =bounced,42", ","); !slices.Equal(header[1], want) {
		t.Errorf("the adjustment is %q", header[1])
	}
}

// part returns a file of those that a workbook packs.
func part(t testing.TB, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What is not there is an empty cell, which filters call one.
func TestNothingIsAnEmptyCell(t *testing.T) {
	_, f := book(t, forReaders(t, "en"), []campaigns.Donation{{}}, []AdjustmentRow{{}})
	for _, name := range []string{"at", "day", "donor_id", "donor_name", "postcode", "message"} {
		if raw, _, kind := cellOf(t, f, "Donations", 1+slices.Index(DonationColumns(), name), 2); raw != "" || kind != excelize.CellTypeUnset {
			t.Errorf("%s is %q, of type %d", name, raw, kind)
		}
	}
}
