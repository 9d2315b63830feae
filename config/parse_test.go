package config

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// What a file needs at least.
const (
	somePayments  = "payments: {providers: {stripe: {token: \"1:TEST:a\", currencies: [EUR, USD, JPY, JOD]}}}\n"
	someCampaigns = "campaigns: [{id: roof, title: A roof, currency: EUR, amounts: [5]}]\n"
)

// whole completes a text with the payments and campaigns that it lacks.
func whole(text string) string {
	text = strings.TrimSuffix(text, "\n") + "\n"
	if !strings.Contains(text, "payments:") {
		text += somePayments
	}
	if !strings.Contains(text, "campaigns:") {
		text += someCampaigns
	}
	return text
}

// campaignWith is a file with one campaign, of which one key is set, or removed
// where the value is "".
func campaignWith(key, value string) string {
	keys := []string{"id", "title", "currency", "amounts"}
	values := map[string]string{"id": "school-books", "title": "Books", "currency": "EUR", "amounts": "[5]"}
	if _, there := values[key]; !there {
		keys = append(keys, key)
	}
	values[key] = value
	text := "campaigns:\n"
	dash := "  - "
	for _, k := range keys {
		if values[k] != "" {
			text += dash + k + ": " + values[k] + "\n"
			dash = "    "
		}
	}
	return whole(text)
}

// inASandbox is the variable of a Bot API server on this machine, where test cards and
// Stars are of one mode.
const inASandbox = "DONATEBOT_TELEGRAM_API_URL=http://127.0.0.1:8081"

// read parses a text with nothing in the environment but these variables.
func read(t *testing.T, text string, environ ...string) (*Config, error) {
	t.Helper()
	return Parse([]byte(text), t.TempDir(), Options{Environ: append([]string{}, environ...)})
}

// mustRead is read for texts without faults.
func mustRead(t *testing.T, text string, environ ...string) *Config {
	t.Helper()
	c, err := read(t, text, environ...)
	if err != nil {
		t.Fatalf("%s\nhas the faults\n%v", text, err)
	}
	return c
}

// wantFaults compares the faults with these lines.
func wantFaults(t *testing.T, err error, want ...string) {
	t.Helper()
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("the error is %v, want the faults\n%s", err, strings.Join(want, "\n"))
	}
	if got := strings.Split(err.Error(), "\n"); !slices.Equal(got, want) {
		t.Errorf("the faults are\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// lines are the warnings as they are shown.
func lines(warnings []Fault) []string {
	var all []string
	for _, w := range warnings {
		all = append(all, w.String())
	}
	return all
}
