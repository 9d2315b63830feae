package config

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// Whoever fixes a file wants to hear everything at once, from top to bottom.
func TestAllFaultsAtOnce(t *testing.T) {
	_, err := read(t, `telegram:
  token: abc
  admins: [me]
weather: fine
organisation:
  timezone: Nowhere
  Name: x
limits:
  invoices:
payments:
  providers:
    stripe:
      token: ""
      currencies: [EUR]
    Bank: {}
storage:
  backup_keep: none
campaigns:
  - id: school-books
    title: Books
    currency: EUR
    amounts: [5]
  - id: school-books
    titel: Books
    currency: JPY
    amounts: [-3, 0.5, 010]
    goal: -1
    tips: {suggested: [2, 1]}
`, "DONATEBOT_TELEGRAM_ADMIN_CHAT=there", "DONATEBOT_LIMIT=5")
	wantFaults(t, err,
		"telegram.token: "+wrongToken,
		"telegram.admins[0]: me: must be a whole number",
		"weather: unknown key",
		"organisation.timezone: Nowhere: is no timezone: write it as Europe/Paris or UTC",
		"organisation.Name: unknown key; did you mean name?",
		"limits.invoices: has no value: give it one, or remove the key",
		"payments.providers.stripe.token: is empty: in @BotFather send /mybots, choose your bot, then Payments, and connect a provider",
		"payments.providers.Bank: the name must be of a-z, 0-9 and _",
		"storage.backup_keep: none: must be a whole number",
		"campaigns[1].title (school-books): is missing",
		"campaigns[1].id (school-books): school-books: is the id of campaigns[0] too",
		"campaigns[1].titel (school-books): unknown key; did you mean title?",
		"campaigns[1].amounts[0] (school-books): -3: must be positive",
		"campaigns[1].amounts[1] (school-books): 0.5: must have no decimals (JPY has none)",
		"campaigns[1].amounts[2] (school-books): 010: must have no leading zeros",
		"campaigns[1].goal (school-books): -1: must be 0 or more",
		"campaigns[1].tips.max (school-books): is missing",
		"campaigns[1].tips.suggested[1] (school-books): 1: must be more than the one before it",
		"DONATEBOT_LIMIT: unknown variable",
		"DONATEBOT_TELEGRAM_ADMIN_CHAT: there: must be a whole number",
	)
	var faults Faults
	if !errors.As(err, &faults) || faults[0].Line != 2 || faults[12].Line != 26 || faults[12].Campaign != "school-books" || faults[12].Value != "-3" {
		t.Errorf("the faults are %+v", faults)
	}
}

func TestAdvice(t *testing.T) {
	c := mustRead(t, whole("limits: {messages_per_second: 31}"))
	want := []string{
		"telegram.admins: nobody is told of donations or of trouble: add your own Telegram user id",
		"organisation.name: donors do not see who asks for their money",
		"organisation.support: donors cannot reach you about a payment; Telegram demands that they can",
		"organisation.terms: donors agree to no terms before they pay; Telegram demands that they do",
		"organisation.privacy: donors cannot read what you keep of them",
		"limits.messages_per_second: 31: Telegram takes 30 messages a second and refuses what is beyond",
	}
	if got := lines(c.Warnings); !slices.Equal(got, want) {
		t.Errorf("the warnings are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	const complete = "organisation: {name: A, support: b, terms: c, privacy: d}\n"
	for telegram, want := range map[string][]string{
		"telegram: {admins: [11]}":                            nil,
		"telegram: {admins: [], admin_chat: -5}":              {"telegram.admins: nobody can ask the bot for figures: add your own Telegram user id"},
		"telegram: {admins: [11], api_url: http://a.test}":    {"telegram.api_url: http://a.test: the bot's token and what donors write travel unencrypted: use https"},
		"telegram: {admins: [11], api_url: 'http://[::1]:1'}": nil,
	} {
		got := lines(mustRead(t, whole(complete+telegram)).Warnings)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the warnings are %q, want %q", telegram, got, want)
		}
	}
}

func TestWarningsOfAmounts(t *testing.T) {
	const complete = "telegram: {admins: [11]}\norganisation: {name: A, support: b, terms: c, privacy: d}\n"
	for campaign, want := range map[string]string{
		"amounts: [0.50, 5]":         "campaigns[0].amounts[0] (a): 0.50: Telegram may refuse less than about 0.88 EUR",
		"amounts: [5, 9000]":         "campaigns[0].amounts[1] (a): 9000: Telegram may refuse more than about 8817.10 EUR",
		"amounts: [5], min: 0.10":    "campaigns[0].min (a): 0.10: Telegram may refuse less than about 0.88 EUR",
		"amounts: [5], max: 9000.00": "campaigns[0].max (a): 9000.00: Telegram may refuse more than about 8817.10 EUR",
		"amounts: [0.88, 8817.10]":   "",
		"amounts: [5], goal: 900000": "",
	} {
		c := mustRead(t, whole(complete+"campaigns: [{id: a, title: A, currency: EUR, "+campaign+"}]"))
		if got := strings.Join(lines(c.Warnings), "\n"); got != want {
			t.Errorf("%s: the warnings are %q, want %q", campaign, got, want)
		}
	}
	c := mustRead(t, whole(complete+"storage: {backup_every: 12h}"))
	if got := lines(c.Warnings); !slices.Equal(got, []string{"storage.backup_every: 12h: does nothing without storage.backup_dir"}) {
		t.Errorf("the warnings are %q", got)
	}
}

// Tokens land in the wrong places, in wrong forms, and beside other faults. No
// fault and no warning shows one.
func TestSecretsAreNeverShown(t *testing.T) {
	const bot, bank, word = "7000000001:AAE_botsecret_botsecret_botsecret", "284685063:LIVE:banksecret", "hushhush"
	folder := t.TempDir()
	save(t, folder, "token.txt", bot+" and more", 0o644)
	for _, text := range []string{
		"telegram: {token: " + word + "}",
		"telegram: {token: ' " + word + " '}",
		"telegram: {token: [" + word + "]}",
		"telegram: {token: {" + word + ": " + word + "}}",
		"telegram: {token: " + bot + ", token: " + word + "}",
		"telegram: {token: " + bot + ", token_file: token.txt}",
		"telegram: {token: '" + bank + "'}",
		"telegram: {tokn: " + word + "}",
		"telegram: {Token: " + word + "}",
		"telegram.token: " + word,
		"telegram: {token_file: token.txt}",
		"telegram: {token_file: '" + bot + "'}",
		"telegram: {api_url: 'https://api.telegram.org/bot" + bot + "?x'}",
		"telegram: {api_url: 'https://me:" + word + "@a.example'}",
		"telegram: {admins: ['" + bot + "']}",
		"telegram: {admins: '" + bot + "'}",
		"telegram: " + word,
		"'" + bot + "': x",
		"x: *" + bot,
		"organisation: {timezone: '" + bank + "', language: '" + bot + "'}",
		"payments: {providers: {p: {token: " + word + ", currencies: [EUR]}}}",
		"payments: {providers: {p: {token: {a: " + word + "}, currencies: [EUR]}}}",
		"payments: {providers: {p: '" + bank + "'}}",
		"payments: {providers: {p: " + word + "}}",
		"payments: {providers: " + word + "}",
		"payments: {providers: {P: {token: '" + bank + "'}}}",
		"payments: {providers: {'" + bank + "': {token: x}}}",
		"payments: {providers: {p: {tokn: " + word + ", currencies: ['" + bank + "']}}}",
		"payments: {providers: {p: {token: 1:TEST:" + word + ", currencies: [EUR]}, q: {token: 1:LIVE:" + word + ", currencies: [EUR]}}}",
		"campaigns: [{id: '" + bank + "', title: x, currency: '" + bot + "', provider: '" + bank + "', photo: '" + bank + "', amounts: ['" + bot + "']}]",
		"campaigns: [{id: a, title: x, currency: EUR, provider: '" + bank + "', photo: 'https://x:" + word + "@a.example', amounts: [5]}]",
		"campaigns: ['" + bot + "']",
	} {
		environ := []string{"DONATEBOT_TELEGRAM_TOKN=" + word, "DONATEBOT_LIMITS_INVOICES=" + bot, "DONATEBOT_PAYMENTS_PROVIDERS_ENV_TOKEN=" + word}
		_, err := Parse([]byte(whole(text)), folder, Options{Environ: environ})
		if err == nil {
			t.Errorf("%s: has no fault", text)
			continue
		}
		for _, secret := range []string{"botsecret", "banksecret", word} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: a fault shows the secret %s:\n%v", text, secret, err)
			}
		}
	}
}

// FuzzParse looks for texts that stop the program, for faults of more than one
// line, and for catalogues that break what the domain relies on.
func FuzzParse(f *testing.F) {
	f.Add(whole(""))
	f.Add(campaignWith("tips", "{max: 9, suggested: [1, 2]}"))
	f.Add(campaignWith("shipping", option("{id: p, title: Post, countries: [FR], price: 1}")))
	f.Add("a: &x {<<: *x}\n? [b]\n: c\n")
	folder := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse([]byte(text), folder, Options{Environ: []string{}})
		var faults Faults
		if err != nil {
			if !errors.As(err, &faults) || strings.Count(err.Error(), "\n") != len(faults)-1 {
				t.Fatalf("the error is %q", err)
			}
			return
		}
		for _, x := range c.Settings.Campaigns {
			checkCampaign(t, x)
		}
	})
}

func checkCampaign(t *testing.T, x campaigns.Campaign) {
	if !x.ID.Valid() || x.Title == "" || len(x.Amounts) == 0 || x.Goal < 0 || x.Tips.Max < 0 {
		t.Fatalf("the campaign is %+v", x)
	}
	if r := x.Range; r.Min < 1 || r.Max < r.Min || r.Max > money.MaxUnits || slices.Min(x.Amounts) < r.Min || slices.Max(x.Amounts) > r.Max {
		t.Fatalf("the amounts %v are not all within %v", x.Amounts, r)
	}
	if !slices.IsSorted(x.Tips.Suggested) || len(x.Tips.Suggested) > 0 && (x.Tips.Suggested[0] < 1 || slices.Max(x.Tips.Suggested) > x.Tips.Max) {
		t.Fatalf("the tips are %+v", x.Tips)
	}
	if (x.Provider == "") != (x.Currency.Code == stars) {
		t.Fatalf("the provider of %s is %q", x.Currency.Code, x.Provider)
	}
}
