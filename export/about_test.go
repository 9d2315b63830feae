package export

import (
	"slices"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"

	"github.com/xuri/excelize/v2"
)

// about returns the text of the sheet that explains the others.
func about(t testing.TB, f *excelize.File) string {
	t.Helper()
	sheets := f.GetSheetList()
	rows, err := f.GetRows(sheets[len(sheets)-1])
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, row := range rows {
		lines = append(lines, strings.Join(row, "|"))
	}
	return strings.Join(lines, "\n")
}

func TestWhatAWorkbookSaysOfItself(t *testing.T) {
	o := forReaders(t, "en")
	o.From, o.To, o.Campaign = "2026-01-01", "2026-12-31", "A well for all (well)"
	_, f := book(t, o, []campaigns.Donation{ada()}, nil)
	got := about(t, f)
	for _, want := range []string{
		"Donations to Lifeboat\n", "Period|1\u00a0January 2026 to 31\u00a0December 2026, both included\n", "Campaign|A well for all (well)\n", "Mode|Real money\n",
		"Rows|1\u00a0donation, 0\u00a0adjustments\n", "Created|25\u00a0November 2026, 00:30 (Europe/Paris)\n", "Europe/Paris", "euros rather than cents", "personal data",
		"Column|Meaning|Sheet|Name in CSV\n", "Time (Europe/Paris)|When the payment was made, according to Telegram.|Donations|at\n", "|Adjustments|by",
	} {
		if !strings.Contains(got+"\n", want) {
			t.Errorf("it doesn't say %q:\n%s", want, got)
		}
	}
	for _, name := range slices.Concat(DonationColumns(), AdjustmentColumns()) {
		if !strings.Contains(got+"\n", "|"+name+"\n") {
			t.Errorf("the column %s is not explained", name)
		}
	}
	props, err := f.GetDocProps()
	if err != nil || props.Creator != "Lifeboat" || props.Title != "Donations to Lifeboat" || props.Created != "2026-11-24T23:30:00Z" {
		t.Errorf("the properties are %+v, %v", props, err)
	}
}

func TestPeriodsAndModes(t *testing.T) {
	for _, test := range []struct {
		change func(*WorkbookOptions)
		want   string
	}{
		{func(*WorkbookOptions) {}, "Period|All days\nCampaign|All campaigns\n"},
		{func(o *WorkbookOptions) { o.From = "2026-01-01" }, "Period|From 1\u00a0January 2026 on\n"},
		{func(o *WorkbookOptions) { o.To = "2026-12-31" }, "Period|Up to and including 31\u00a0December 2026\n"},
		{func(o *WorkbookOptions) { o.Mode = campaigns.ModeTest }, "Mode|Test: no money moved\n"},
		{func(o *WorkbookOptions) { o.Mode = "" }, "Mode|Real money and tests; the column “Mode” tells them apart\n"},
		{func(o *WorkbookOptions) { o.Organisation = "" }, "Donations\n"},
	} {
		o := forReaders(t, "en")
		test.change(&o)
		if _, f := book(t, o, nil, nil); !strings.Contains(about(t, f), test.want) {
			t.Errorf("it doesn't say %q:\n%s", test.want, about(t, f))
		}
	}
}

func TestAWorkbookOfAdjustmentsAlone(t *testing.T) {
	o := forReaders(t, "en")
	o.OnlyAdjustments = true
	_, f := book(t, o, []campaigns.Donation{ada()}, []AdjustmentRow{refund()})
	if got := f.GetSheetList(); !slices.Equal(got, []string{"Adjustments", "About"}) {
		t.Errorf("the sheets are %q", got)
	}
	if got := about(t, f); strings.Contains(got, "|Donations|") || !strings.Contains(got, "Rows|1\u00a0adjustment\n") {
		t.Errorf("it says\n%s", got)
	}
}
