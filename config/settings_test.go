package config

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

func TestSettingFaults(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		// Telegram
		{"telegram: {token: abc}", "telegram.token: is not a bot token: copy all of it from @BotFather; it looks like 7000000001:AAE…"},
		{"telegram: {token: \"1:TEST:a\"}", "telegram.token: is a payment provider's token: it belongs in payments.providers; the bot's own looks like 7000000001:AAE…"},
		{"telegram: {token: \"1:a\", token_file: token.txt}", "telegram.token_file: token.txt: is set as well as telegram.token: keep one of them"},
		{"telegram: {token: {a: b}}", "telegram.token: must be a single value"},
		{"telegram: {token: [\"1:a\"]}", "telegram.token: must be a single value"},
		{"telegram: {token: }", "telegram.token: has no value: give it one, or remove the key"},
		{"telegram: {token_file: none.txt}", "telegram.token_file: none.txt: there is no such file"},
		{"telegram: {token_file: .}", "telegram.token_file: .: this is a directory, not a file"},
		{"telegram: {api_url: telegram.org}", "telegram.api_url: telegram.org: must be an address that begins with https:// or http://"},
		{"telegram: {api_url: \"https://a.example/?b=c\"}", "telegram.api_url: https://a.example/?b=c: must not contain a ? or #"},
		{"telegram: {api_url: \"https://me:word@a.example\"}", "telegram.api_url: must not contain a user name or password"},
		{"telegram: {admins: 11}", "telegram.admins: 11: must be a list: put it in [ ]"},
		{"telegram: {admins: [11, me]}", "telegram.admins[1]: me: must be a whole number"},
		{"telegram: {admins: [-5]}", "telegram.admins[0]: -5: must be positive"},
		{"telegram: {admins: [0]}", "telegram.admins[0]: 0: must be positive"},
		{"telegram: {admins: [011]}", "telegram.admins[0]: 011: must have no leading zeros"},
		{"telegram: {admins: [0x11]}", "telegram.admins[0]: 0x11: must be a whole number"},
		{"telegram: {admins: [1_1]}", "telegram.admins[0]: 1_1: must be a whole number"},
		{"telegram: {admins: [1.0]}", "telegram.admins[0]: 1.0: must be a whole number"},
		{"telegram: {admins: [11, 12, 11]}", "telegram.admins[2]: 11: is listed twice"},
		{"telegram: {admins: [9223372036854775808]}", "telegram.admins[0]: 9223372036854775808: is too large"},
		{"telegram: {environment: staging}", "telegram.environment: staging: must be production, or test for Telegram's own test servers"},
		{"telegram: {admin_chat: here}", "telegram.admin_chat: here: must be a whole number"},

		// The organisation
		{"organisation: {name: " + strings.Repeat("x", 129) + "}", "organisation.name: " + strings.Repeat("x", 59) + "…: has 129 characters: must have 128 or fewer"},
		{"organisation: {name: \"a\\nb\"}", "organisation.name: a b: must be on one line"},
		{"organisation: {terms: [a]}", "organisation.terms: must be a single value"},
		{"organisation: {timezone: Paris}", "organisation.timezone: Paris: is not a time zone: write it as Europe/Paris or UTC"},
		{"organisation: {timezone: Local}", "organisation.timezone: Local: is not a time zone: write it as Europe/Paris or UTC"},
		{"organisation: {language: English}", "organisation.language: English: is not a language: write it as en or fr"},

		// Limits and storage
		{"limits: {invoices: -1}", "limits.invoices: -1: must be 0 or more"},
		{"limits: {invoices: 1000001}", "limits.invoices: 1000001: must be 1000000 or less"},
		{"limits: {refusals: some}", "limits.refusals: some: must be a whole number"},
		{"limits: {messages_per_second: 0.5}", "limits.messages_per_second: 0.5: must be a whole number"},
		{"limits: {blocked: [a]}", "limits.blocked[0]: a: must be a whole number"},
		{"storage: {path: .}", "storage.path: .: this is a directory, not a file"},
		{"storage: {state_file: .}", "storage.state_file: .: this is a directory, not a file"},
		{"storage: {path: a, state_file: ./a}", "storage.state_file: ./a: must be another file than storage.path"},
		{"storage: {backup_dir: b, backup_every: daily}", "storage.backup_every: daily: must be a time such as 12h or 7d"},
		{"storage: {backup_dir: b, backup_every: 1s}", "storage.backup_every: 1s: must be between 1m and 366d"},
		{"storage: {backup_dir: b, backup_every: 367d}", "storage.backup_every: 367d: must be between 1m and 366d"},
		{"storage: {backup_dir: b, backup_keep: 0}", "storage.backup_keep: 0: must be positive"},

		// Keys
		{"telegram: {tokn: x}", "telegram.tokn: unknown key; did you mean token?"},
		{"telegram: {Token: x}", "telegram.Token: unknown key; did you mean token?"},
		{"Telegram: {token: x}", "Telegram: unknown key; did you mean telegram?"},
		{"ORGANISATION: {}", "ORGANISATION: unknown key; did you mean organisation?"},
		{"telegram.token: x", "telegram.token: unknown key: keys can't contain dots; write token under telegram"},
		{"weather: fine", "weather: unknown key"},
		{"telegram: x", "telegram: must have keys: token, token_file, api_url, environment, admin_chat, admins"},
		{"telegram:", "telegram: has no value: give it one, or remove the key"},
		{"limits: {invoices: null}", "limits.invoices: has no value: give it one, or remove the key"},
		{"limits: {invoices: ~}", "limits.invoices: has no value: give it one, or remove the key"},
		{"limits: {invoices: 1}\nlimits: {}", "limits: is given twice, on lines 1 and 2"},
		{"limits: {invoices: 1, invoices: 2}", "limits.invoices: is given twice, on lines 1 and 1"},
	} {
		t.Run(test.text[:min(50, len(test.text))], func(t *testing.T) {
			_, err := read(t, whole(test.text))
			wantFaults(t, err, test.want)
		})
	}
}

func TestTextsThatAreNoConfiguration(t *testing.T) {
	for text, want := range map[string]string{
		"a: [":              "configuration: line 1: " + wordsForBracket,
		"- a":               "configuration: line 1: must be keys with values, such as \"telegram:\"",
		"a: b\n---\nc: d":   "configuration: line 2: a second document begins here; the file must contain only one",
		"a: &x [*x]":        "configuration: line 1: an alias refers to the anchor that it is part of",
		"{[a]: b}":          "configuration: line 1: a key must be plain text",
		"a: *nowhere":       "configuration: line 1: has a text that begins with *: put it in quotes",
		"telegram:\n\ta: b": "configuration: line 2: " + wordsForTab,
	} {
		_, err := read(t, text)
		wantFaults(t, err, want)
	}
	many := "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
	for _, next := range []string{"ba", "cb", "dc", "ed", "fe"} {
		many += next[:1] + ": &" + next[:1] + " [" + strings.TrimSuffix(strings.Repeat("*"+next[1:]+",", 10), ",") + "]\n"
	}
	_, err := read(t, many)
	wantFaults(t, err, "configuration: line 1: there are more than 50000 values, including aliases")
}

func TestNothingIsDefaults(t *testing.T) {
	directory := t.TempDir()
	c, err := Parse([]byte(whole("")), directory, Options{Environ: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Telegram{APIURL: "https://api.telegram.org"}); c.Telegram != want {
		t.Errorf("Telegram is %+v, want %+v", c.Telegram, want)
	}
	if want := (Storage{Path: directory + "/donations.db", StatePath: directory + "/donations.state", BackupEvery: 24 * time.Hour, BackupKeep: 7}); c.Storage != want {
		t.Errorf("the storage is %+v, want %+v", c.Storage, want)
	}
	if want := (campaigns.Limits{Invoices: 30, Refusals: 10}); !reflect.DeepEqual(c.Limits, want) {
		t.Errorf("the limits are %+v, want %+v", c.Limits, want)
	}
	if o := c.Settings.Organisation; o.Zone != time.UTC || o.Language != "en" || c.MessagesPerSecond != 30 || c.Settings.AdminChat != 0 {
		t.Errorf("the configuration is %+v with %+v", c, o)
	}
}

func TestSettings(t *testing.T) {
	c := mustRead(t, whole(`
telegram:
  token: 7000000001:AAE-x_y
  api_url: http://localhost:8081/
  admins: [11, 5000000012]
  admin_chat: -1001234567890
organisation:
  name: Yes
  legal_id: 0123456701
  address: 12 Old Quay
  support: 1e3
  terms: 2026-11-23
  privacy: 0x10
  timezone: Europe/Brussels
  language: fr
limits: {messages_per_second: 0, invoices: 0, refusals: 3, blocked: [13]}
storage: {path: data/ledger.db, state_file: data/ledger.state, backup_dir: /copies, backup_every: 7d, backup_keep: 30}
`))
	if want := (Telegram{Token: "7000000001:AAE-x_y", APIURL: "http://localhost:8081"}); c.Telegram != want {
		t.Errorf("Telegram is %+v, want %+v", c.Telegram, want)
	}
	o := c.Settings.Organisation
	if o.Zone.String() != "Europe/Brussels" {
		t.Errorf("the timezone is %v", o.Zone)
	}
	o.Zone = nil
	if want := (campaigns.Organisation{Name: "Yes", LegalID: "0123456701", Address: "12 Old Quay", Support: "1e3", Terms: "2026-11-23", Privacy: "0x10", Language: "fr"}); !reflect.DeepEqual(o, want) {
		t.Errorf("the organisation is %+v, want %+v: texts stay as they were written", o, want)
	}
	if want := (campaigns.Limits{Refusals: 3, Excluded: []int64{13}}); !reflect.DeepEqual(c.Limits, want) || c.MessagesPerSecond != 0 {
		t.Errorf("the limits are %+v and %d messages a second", c.Limits, c.MessagesPerSecond)
	}
	if !slices.Equal(c.Settings.Admins, []int64{11, 5000000012}) || c.Settings.AdminChat != -1001234567890 {
		t.Errorf("the administrators are %v in %d", c.Settings.Admins, c.Settings.AdminChat)
	}
	s := c.Storage
	if !strings.HasSuffix(s.Path, "/data/ledger.db") || !strings.HasSuffix(s.StatePath, "/data/ledger.state") || s.BackupDir != "/copies" || s.BackupEvery != 7*24*time.Hour || s.BackupKeep != 30 {
		t.Errorf("the storage is %+v", s)
	}
}

func TestLanguagesAreThoseWithWords(t *testing.T) {
	o := Options{Environ: []string{}, Languages: []string{"en", "fr"}}
	if _, err := Parse([]byte(whole("organisation: {language: fr}")), t.TempDir(), o); err != nil {
		t.Error(err)
	}
	_, err := Parse([]byte(whole("organisation: {language: de}")), t.TempDir(), o)
	wantFaults(t, err, "organisation.language: de: the bot doesn't speak it: choose one of en, fr")
}

// Anchors save writing the same keys for each campaign.
func TestAnchorsAndMerges(t *testing.T) {
	c := mustRead(t, whole(`
campaigns:
  - &first {id: a, title: A, currency: EUR, amounts: &few [5, 10]}
  - {<<: *first, id: b}
  - {id: c, title: C, currency: USD, amounts: *few}
`))
	for i, want := range []campaigns.ID{"a", "b", "c"} {
		if x := c.Settings.Campaigns[i]; x.ID != want || !slices.Equal(x.Amounts, []int64{500, 1000}) {
			t.Errorf("campaign %d is %+v", i, x)
		}
	}
}
