package export

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
)

func TestDonationsAsLines(t *testing.T) {
	d := evil()
	d.Personal.Name = "<Ada & \"Co\"\n\u2028\xff>"
	lines := strings.SplitAfter(written(t, Options{Format: JSONL}, d, d), "\n")
	if len(lines) != 3 || lines[0] != lines[1] || lines[2] != "" {
		t.Fatalf("the lines are %q", lines)
	}
	want := `{"receipt":"TEST-2026-000017","at":"2026-03-01T00:02:03Z","day":"2026-03-01","mode":"test","status":"ok","campaign":"=1","currency":"=1",` +
		`"amount":1545,"gift":1000,"tip":50,"fee":5,"shipping":490,"donor_id":42,"donor_name":"<Ada & \"Co\"\n\u2028\ufffd>","anonymous":true,` +
		`"source":"=1","telegram_charge_id":"=1","provider_charge_id":"=1","shipping_option":"=1","name":"=1","email":"=1","phone":"=1",` +
		`"country":"=1","state":"=1","city":"=1","line1":"=1","line2":"=1","postcode":"=1",` +
		`"refunded":0,"dedication":"","message":"","recurring":false}` + "\n"
	if lines[0] != want {
		t.Errorf("the line is\n%s\nwant\n%s", lines[0], want)
	}
	if !json.Valid([]byte(lines[0])) {
		t.Error("the line is not JSON")
	}
}

func TestAdjustmentsAsLines(t *testing.T) {
	got := writtenAdjustments(t, Options{Format: JSONL}, refund())
	want := `{"receipt":"2026-000017","at":"2027-03-01T23:30:00Z","day":"2027-03-02","kind":"refund","amount":1250,"currency":"EUR",` +
		`"campaign":"well","mode":"live","reason":"cheque; =bounced","by":"42"}` + "\n"
	if got != want {
		t.Errorf("the line is\n%s\nwant\n%s", got, want)
	}
}

// Amounts are numbers in main units too, with all their digits.
func TestMainUnitsAsNumbers(t *testing.T) {
	for currency, want := range map[string]string{"EUR": `"amount":12.50,`, "JPY": `"amount":1250,`, "JOD": `"amount":1.250,`, "XTR": `"amount":1250,`} {
		got := written(t, Options{Format: JSONL, Units: Main}, campaigns.Donation{Currency: currency, Amount: 1250})
		if !strings.Contains(got, want) || !json.Valid([]byte(got)) {
			t.Errorf("%s: %s, want %s", currency, got, want)
		}
	}
}
