package config

import (
	"slices"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
)

// Whoever wants a backup is not to mend a campaign's title first.
func TestAFaultThatDoesNotMatterIsTolerated(t *testing.T) {
	o := Options{Environ: []string{}, Needs: []string{"storage.path", "payments.providers.*.token"}}
	for text, stops := range map[string]bool{
		"limits: {invoices: -1}":                          false,
		"organisation: {timezone: Mars}":                  false,
		"storage: {backup_keep: none}":                    false,
		"payments: {providers: {p: {token: a:TEST:b}}}":   false, // no currencies
		"weather: fine":                                   false,
		"telegram: x":                                     false,
		"campaigns: []":                                   false,
		"campaigns: [{id: a, title: A, amounts: [5]}]":    false,
		"payments: {providers: {p: {currencies: [EUR]}}}": true,
		"payments: x":                                     true,
		"payments: {providers: {P: {}}}":                  true,
		"storage: {path: .}":                              true,
		"storage: {pth: a.db}":                            true,
		"Storage: {path: a.db}":                           true,
		"storage.path: a.db":                              true,
		"storage: x":                                      true,
		"storage: {path: a, path: b}":                     true,
		"storage: {path: a}\nstorage: {}":                 true,
	} {
		c, err := Parse([]byte(whole(text)), t.TempDir(), o)
		switch {
		case stops != (err != nil):
			t.Errorf("%s: it stops with %v", text, err)
		case err == nil && len(c.Tolerated) == 0:
			t.Errorf("%s: nothing is told", text)
		}
		if _, err := Parse([]byte(whole(text)), t.TempDir(), Options{Environ: []string{}}); err == nil {
			t.Errorf("%s: whoever needs all keys is not stopped", text)
		}
	}
	o.Environ = []string{"DONATEBOT_STORAGE_PTH=a.db"}
	_, err := Parse([]byte(whole("")), t.TempDir(), o)
	wantFaults(t, err, "DONATEBOT_STORAGE_PTH: unknown variable; did you mean DONATEBOT_STORAGE_PATH?")
	o.Environ = []string{"DONATEBOT_STORAGE_PATH=.", "DONATEBOT_WEATHER=fine"}
	_, err = Parse([]byte(whole("")), t.TempDir(), o)
	wantFaults(t, err, "DONATEBOT_STORAGE_PATH: .: this is a directory, not a file")
}

func TestCampaignsWithFaultsStayInTheFigures(t *testing.T) {
	c, err := Parse([]byte(whole(`campaigns:
  - {id: long, title: A title that is far too long to be the one of an invoice, currency: EUR, amounts: [5]}
  - {id: none, title: B, currency: EURO, amounts: [5]}
  - {id: "a b", title: C, currency: EUR, amounts: [5]}
  - {id: long, title: D, currency: EUR, amounts: [5]}
  - {id: good, title: E, currency: JPY, amounts: [500]}
`)), t.TempDir(), Options{Environ: []string{}, Needs: []string{"storage.path"}})
	if err != nil {
		t.Fatal(err)
	}
	var ids []campaigns.ID
	for _, x := range c.Settings.Campaigns {
		ids = append(ids, x.ID)
	}
	if !slices.Equal(ids, []campaigns.ID{"long", "good"}) || len(c.Tolerated) != 4 {
		t.Errorf("the campaigns are %v, with %v", ids, c.Tolerated)
	}
}
