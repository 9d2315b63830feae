package config

import (
	"reflect"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
)

func TestProviderFaults(t *testing.T) {
	for _, test := range []struct{ providers, want string }{
		{`Stripe: {token: "1:TEST:a", currencies: [EUR]}`, "payments.providers.Stripe: the name can contain only a-z, 0-9 and _"},
		{`my.bank: {token: "1:TEST:a", currencies: [EUR]}`, "payments.providers.my.bank: the name can contain only a-z, 0-9 and _"},
		{`p: {currencies: [EUR]}`, "payments.providers.p.token: is missing"},
		{`p: {token: "", currencies: [EUR]}`, "payments.providers.p.token: is empty: send /mybots to @BotFather, choose your bot, then Payments, and connect a provider"},
		{`p: {token: secret, currencies: [EUR]}`, "payments.providers.p.token: is not a provider token: copy all of it from @BotFather; it looks like 284685063:TEST:…"},
		{`p: {token: "1:TEST:a b", currencies: [EUR]}`, "payments.providers.p.token: is not a provider token: copy all of it from @BotFather; it looks like 284685063:TEST:…"},
		{`p: {token: "7000000001:AAExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", currencies: [EUR]}`, "payments.providers.p.token: is a bot's token: it belongs in telegram.token; a provider's looks like 284685063:TEST:…"},
		{`p: {token: {a: b}, currencies: [EUR]}`, "payments.providers.p.token: must be a single value"},
		{`p: {token: "1:TEST:a"}`, "payments.providers.p.currencies: is missing"},
		{`p: {token: "1:TEST:a", currencies: []}`, "payments.providers.p.currencies: is empty: list the currencies that this provider takes, such as [EUR, USD]"},
		{`p: {token: "1:TEST:a", currencies: EUR}`, "payments.providers.p.currencies: EUR: must be a list: put it in [ ]"},
		{`p: {token: "1:TEST:a", currencies: [EUR, euro]}`, "payments.providers.p.currencies[1]: euro: is not a currency that Telegram takes: write one such as EUR, or XTR for Stars"},
		{`p: {token: "1:TEST:a", currencies: [eur]}`, "payments.providers.p.currencies[0]: eur: must be written EUR"},
		{`p: {token: "1:TEST:a", currencies: [EUR, EUR]}`, "payments.providers.p.currencies[1]: EUR: is listed twice"},
		{`p: {token: "1:TEST:a", currencies: [EUR, XTR]}`, "payments.providers.p.currencies[1]: XTR: Stars need no provider: remove it from the list"},
		{`p: {token: "1:TEST:a", currencies: [EUR], name: P}`, "payments.providers.p.name: unknown key"},
		{`p: "1:TEST:a"`, "payments.providers.p: must have keys: token, currencies, email, phone, data"},
		{`p: `, "payments.providers.p: has no value: give it one, or remove the key"},
		{`p: {token: "1:TEST:a", currencies: [EUR]}, q: {token: "2:LIVE:b", currencies: [USD]}`,
			"payments.providers.q.token: is a live token, but payments.providers.p.token is a test one: all must be of the same mode"},
		{`p: {token: "1:LIVE:a", currencies: [EUR]}, q: {token: "2:TEST:b", currencies: [USD]}`,
			"payments.providers.q.token: is a test token, but payments.providers.p.token is a live one: all must be of the same mode"},
		{`p: {token: "1:TEST:a", currencies: [USD]}`, "campaigns[0].currency (roof): EUR: no provider takes it: add it to the currencies of one under payments.providers"},
		{``, "campaigns[0].currency (roof): EUR: no provider takes it: there is none under payments.providers"},
	} {
		t.Run(test.providers[:min(50, len(test.providers))], func(t *testing.T) {
			_, err := read(t, "payments: {providers: {"+test.providers+"}}\n"+someCampaigns)
			wantFaults(t, err, test.want)
		})
	}
}

// A fault in the payments isn't followed by one for each campaign.
func TestPaymentsWithoutForm(t *testing.T) {
	for text, want := range map[string]string{
		"payments:\n":                    "payments: has no value: give it one, or remove the key",
		"payments: {providers: }\n":      "payments.providers: has no value: give it one, or remove the key",
		"payments: {providers: [p]}\n":   "payments.providers: must be names, each with its own keys",
		"payments: {providers: \"a\"}\n": "payments.providers: must be names, each with its own keys",
	} {
		_, err := read(t, text+someCampaigns)
		wantFaults(t, err, want)
		_, err = read(t, text+"campaigns: [{id: roof, title: A roof, currency: EUR, amounts: [5], provider: p}]")
		wantFaults(t, err, want)
	}
}

const twoProviders = `payments: {providers: {
  zoo: {token: "2:LIVE:b", currencies: [USD, EUR]}, ant: {token: "1:LIVE:a", currencies: [EUR, JPY]}}}
`

func TestProviderOfACampaign(t *testing.T) {
	for campaign, want := range map[string]string{
		"currency: EUR":                "zoo", // the first in the file
		"currency: JPY":                "ant",
		"currency: EUR, provider: ant": "ant",
		"currency: EUR, provider: ''":  "zoo",
		"currency: XTR":                "",
	} {
		c := mustRead(t, twoProviders+"campaigns: [{id: a, title: A, amounts: [500], "+campaign+"}]").Settings
		if got := c.Campaigns[0].Provider; got != want {
			t.Errorf("%s: the provider is %q, want %q", campaign, got, want)
		}
		if c.Mode != campaigns.ModeLive {
			t.Errorf("the mode is %s", c.Mode)
		}
	}
	_, err := read(t, twoProviders+"campaigns: [{id: a, title: A, amounts: [500], currency: USD, provider: ant}]")
	wantFaults(t, err, "campaigns[0].provider (a): ant: does not take USD: add it to payments.providers.ant.currencies")
}

func TestProviders(t *testing.T) {
	got := mustRead(t, twoProviders+someCampaigns).Providers
	want := campaigns.Providers{
		{Name: "zoo", Token: "2:LIVE:b", Currencies: []string{"USD", "EUR"}},
		{Name: "ant", Token: "1:LIVE:a", Currencies: []string{"EUR", "JPY"}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the providers are %v, want %v", got, want)
	}
}

func TestMode(t *testing.T) {
	const (
		stars       = "campaigns: [{id: a, title: A, amounts: [500], currency: XTR}]\n"
		testCards   = "payments: {providers: {p: {token: 1:TEST:a, currencies: [EUR]}}}\n"
		liveCards   = "payments: {providers: {p: {token: 1:LIVE:a, currencies: [EUR]}}}\n"
		testServers = "telegram: {environment: test}\n"
		machine     = "telegram: {api_url: 'http://127.0.0.1:8081'}\n"
	)
	for text, want := range map[string]campaigns.Mode{
		stars: campaigns.ModeLive, testServers + stars: campaigns.ModeTest, machine + stars: campaigns.ModeLive,
		testCards + someCampaigns: campaigns.ModeTest, liveCards + someCampaigns: campaigns.ModeLive,
		liveCards + stars: campaigns.ModeLive, machine + liveCards + stars: campaigns.ModeLive,
		machine + testCards + stars: campaigns.ModeTest, testServers + testCards + stars: campaigns.ModeTest,
	} {
		if c := mustRead(t, text); c.Settings.Mode != want {
			t.Errorf("%s: the mode is %s, want %s", text, c.Settings.Mode, want)
		}
	}
	_, err := read(t, testCards+stars)
	wantFaults(t, err, "campaigns[0].currency (a): XTR: "+problemWords[campaigns.ProblemStarsAreReal])
	_, err = read(t, testServers+liveCards+stars)
	wantFaults(t, err, "campaigns[0].currency (a): XTR: "+problemWords[campaigns.ProblemStarsAreTest])
}

func TestWhatProvidersDemandOfDonors(t *testing.T) {
	for text, want := range map[string]campaigns.Provider{
		"email: ask, phone: pass_on":                    {Email: campaigns.ContactAsk, Phone: campaigns.ContactPassOn},
		"email: no, phone: ''":                          {},
		`data: '{"a": [1, true]}'`:                      {Data: `{"a":[1,true]}`},
		`data: {"receipt": {"sum": 1.50, "n": "1"}}`:    {Data: `{"receipt":{"sum":1.50,"n":"1"}}`},
		"data: {Items: [a.b, 007, 0x1, null, yes, {}]}": {Data: `{"Items":["a.b","007","0x1",null,"yes",{}]}`},
		"data: ''": {},
	} {
		c, err := read(t, whole("payments: {providers: {p: {token: 'a:TEST:b', currencies: [EUR], "+text+"}}}"))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		p := c.Providers[0]
		if p.Email != want.Email || p.Phone != want.Phone || p.Data != want.Data {
			t.Errorf("%s: it is %+v, want %+v", text, p, want)
		}
	}
	for text, want := range map[string]string{
		"email: yes":      "payments.providers.p.email: yes: must be no, ask, or pass_on (the provider gets it too)",
		"phone: [ask]":    "payments.providers.p.phone: must be a single value",
		"data: x":         `payments.providers.p.data: must be an object of JSON, such as {"receipt": {}}`,
		"data: [1]":       `payments.providers.p.data: must be an object of JSON, such as {"receipt": {}}`,
		"data: '{\"a\":'": `payments.providers.p.data: must be an object of JSON, such as {"receipt": {}}`,
		"data: ":          "payments.providers.p.data: has no value: give it one, or remove the key",
	} {
		_, err := read(t, whole("payments: {providers: {p: {token: 'a:TEST:b', currencies: [EUR], "+text+"}}}"))
		wantFaults(t, err, want)
	}
	c, err := read(t, whole("payments: {providers: {p: {token: 'a:TEST:b', currencies: [EUR], data: {a: 1}}}}"),
		"DONATEBOT_PAYMENTS_PROVIDERS_P_EMAIL=ask", `DONATEBOT_PAYMENTS_PROVIDERS_P_DATA={"b":2}`)
	if err != nil || c.Providers[0].Email != campaigns.ContactAsk || c.Providers[0].Data != `{"b":2}` {
		t.Errorf("by the environment: %+v (%v)", c, err)
	}
}
