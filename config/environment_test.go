package config

import (
	"reflect"
	"slices"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
)

func TestEnvironmentOverridesTheFile(t *testing.T) {
	c := mustRead(t, whole(`
telegram: {token: "1:file", admins: [1]}
organisation: {name: File, legal_id: 1}
`),
		"DONATEBOT_TELEGRAM_TOKEN=2:variable",
		"DONATEBOT_TELEGRAM_ADMINS=11, 12",
		"DONATEBOT_TELEGRAM_ADMIN_CHAT=-100",
		"DONATEBOT_ORGANISATION_LEGAL_ID=0123456701",
		"DONATEBOT_ORGANISATION_NAME=", // counts as unset
		"DONATEBOT_LIMITS_MESSAGES_PER_SECOND=0",
		"DONATEBOT_LIMITS_BLOCKED=13",
		"DONATEBOT_STORAGE_PATH=/var/ledger.db",
		"PATH=/bin", "NODONATEBOT_X=1", "DONATEBOT=1", "nonsense",
	)
	if c.Telegram.Token != "2:variable" || c.MessagesPerSecond != 0 || c.Storage.Path != "/var/ledger.db" {
		t.Errorf("the configuration is %+v", c)
	}
	if x := c.Settings; !slices.Equal(x.Admins, []int64{11, 12}) || x.AdminChat != -100 || !slices.Equal(c.Limits.Excluded, []int64{13}) {
		t.Errorf("the settings are %+v", x)
	}
	if o := c.Settings.Organisation; o.Name != "File" || o.LegalID != "0123456701" {
		t.Errorf("the organisation is %+v", o)
	}
}

func TestEnvironmentOfTheProcess(t *testing.T) {
	t.Setenv("DONATEBOT_ORGANISATION_NAME", "Of the process")
	c, err := Parse([]byte(whole("")), t.TempDir(), Options{})
	if err != nil || c.Settings.Organisation.Name != "Of the process" {
		t.Errorf("the configuration is %+v (%v)", c, err)
	}
}

// A provider's token can stay out of the file, or the provider altogether.
func TestEnvironmentGivesProviders(t *testing.T) {
	c := mustRead(t, `
payments: {providers: {stripe: {currencies: [EUR]}, old: {token: "1:TEST:a", currencies: [USD]}}}
`+someCampaigns,
		"DONATEBOT_PAYMENTS_PROVIDERS_STRIPE_TOKEN=3:TEST:c",
		"DONATEBOT_PAYMENTS_PROVIDERS_OLD_CURRENCIES=USD,JPY",
		"DONATEBOT_PAYMENTS_PROVIDERS_MY_BANK_TOKEN=4:TEST:d",
		"DONATEBOT_PAYMENTS_PROVIDERS_MY_BANK_CURRENCIES=GBP , CHF",
	)
	want := []campaigns.Provider{
		{Name: "stripe", Token: "3:TEST:c", Currencies: []string{"EUR"}},
		{Name: "old", Token: "1:TEST:a", Currencies: []string{"USD", "JPY"}},
		{Name: "my_bank", Token: "4:TEST:d", Currencies: []string{"GBP", "CHF"}},
	}
	if !reflect.DeepEqual([]campaigns.Provider(c.Providers), want) {
		t.Errorf("the providers are %+v, want %+v", c.Providers, want)
	}
}

// Where the file has no payments at all, the environment may.
func TestEnvironmentAlone(t *testing.T) {
	c := mustRead(t, someCampaigns,
		"DONATEBOT_PAYMENTS_PROVIDERS_BANK_TOKEN=4:LIVE:d", "DONATEBOT_PAYMENTS_PROVIDERS_BANK_CURRENCIES=EUR",
		"DONATEBOT_ORGANISATION_NAME=Harbour Hands")
	if c.Settings.Campaigns[0].Provider != "bank" || c.Settings.Mode != campaigns.ModeLive || c.Settings.Organisation.Name != "Harbour Hands" {
		t.Errorf("the settings are %+v", c.Settings)
	}
}

func TestEnvironmentFaults(t *testing.T) {
	for _, test := range []struct{ variable, want string }{
		{"DONATEBOT_TELEGRAM_TOKN=x", "DONATEBOT_TELEGRAM_TOKN: unknown variable; did you mean DONATEBOT_TELEGRAM_TOKEN?"},
		{"DONATEBOT_telegram_token=x", "DONATEBOT_telegram_token: unknown variable; did you mean DONATEBOT_TELEGRAM_TOKEN?"},
		{"DONATEBOT_WEATHER=fine", "DONATEBOT_WEATHER: unknown variable"},
		{"DONATEBOT_CAMPAIGNS_0_TITLE=x", "DONATEBOT_CAMPAIGNS_0_TITLE: unknown variable: campaigns come only from the file"},
		{"DONATEBOT_CAMPAIGNS=x", "DONATEBOT_CAMPAIGNS: unknown variable: campaigns come only from the file"},
		{"DONATEBOT_PAYMENTS_PROVIDERS_STRIPE=x", "DONATEBOT_PAYMENTS_PROVIDERS_STRIPE: unknown variable: a provider's begin with DONATEBOT_PAYMENTS_PROVIDERS_NAME_ and end with TOKEN, CURRENCIES, EMAIL, PHONE, DATA"},
		{"DONATEBOT_TELEGRAM_ADMINS=11,me", "DONATEBOT_TELEGRAM_ADMINS: me: must be a whole number"},
		{"DONATEBOT_TELEGRAM_TOKEN=abc", "DONATEBOT_TELEGRAM_TOKEN: is not a bot token: copy all of it from @BotFather; it looks like 7000000001:AAE…"},
		{"DONATEBOT_LIMITS_INVOICES=007", "DONATEBOT_LIMITS_INVOICES: 007: must have no leading zeros"},
		{"DONATEBOT_PAYMENTS_PROVIDERS_STRIPE_TOKEN=x", "DONATEBOT_PAYMENTS_PROVIDERS_STRIPE_TOKEN: is not a provider token: copy all of it from @BotFather; it looks like 284685063:TEST:…"},
		{"DONATEBOT_PAYMENTS_PROVIDERS_BANK_TOKEN=1:TEST:x", "payments.providers.bank.currencies: is missing"},
		{"DONATEBOT_PAYMENTS_PROVIDERS_STRIPE_CURRENCIES=EUR,euro", "DONATEBOT_PAYMENTS_PROVIDERS_STRIPE_CURRENCIES: euro: is not a currency that Telegram takes: write one such as EUR, or XTR for Stars"},
	} {
		t.Run(test.variable, func(t *testing.T) {
			_, err := read(t, whole(""), test.variable)
			wantFaults(t, err, test.want)
		})
	}
}

// What the file says of a key that a variable overrides must have the right form
// still, but nothing more.
func TestEnvironmentOverridesFaultyValues(t *testing.T) {
	c := mustRead(t, whole("limits: {invoices: many}"), "DONATEBOT_LIMITS_INVOICES=5")
	if c.Limits.Invoices != 5 {
		t.Errorf("the limits are %+v", c.Limits)
	}
	_, err := read(t, whole("limits: {invoices: [5]}"), "DONATEBOT_LIMITS_INVOICES=5")
	wantFaults(t, err, "limits.invoices: must be a single value")
}

func TestEveryScalarHasAVariable(t *testing.T) {
	known := variables(document(), "", map[string]string{})
	for _, name := range []string{"TELEGRAM_TOKEN_FILE", "TELEGRAM_API_URL", "ORGANISATION_TERMS", "LIMITS_REFUSALS", "STORAGE_BACKUP_EVERY"} {
		if known[prefix+name] == "" {
			t.Errorf("there is no %s", prefix+name)
		}
	}
	for name := range defaults() {
		if known[variable(name)] != name {
			t.Errorf("the default %s is of no key", name)
		}
	}
}
