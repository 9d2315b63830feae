package config

import (
	"reflect"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

func TestCampaignFaults(t *testing.T) {
	const c = "campaigns[0]."
	for _, test := range []struct{ key, value, want string }{
		{"id", "", "id: is missing"},
		{"id", `""`, "id: must be 1 to 32 characters of A-Z a-z 0-9 _ -"},
		{"id", "école", "id (école): école: must be 1 to 32 characters of A-Z a-z 0-9 _ -"},
		{"id", "a b", "id (a b): a b: must be 1 to 32 characters of A-Z a-z 0-9 _ -"},
		{"id", strings.Repeat("a", 33), "id (" + strings.Repeat("a", 33) + "): " + strings.Repeat("a", 33) + ": must be 1 to 32 characters of A-Z a-z 0-9 _ -"},
		{"title", "", "title (school-books): is missing"},
		{"title", `" "`, "title (school-books): \" \": is empty"},
		{"title", strings.Repeat("é", 33), "title (school-books): " + strings.Repeat("é", 33) + ": has 33 characters: must have 32 or fewer"},
		{"title", `"a\nb"`, "title (school-books): a b: must be on one line"},
		{"title", `"a\0b"`, "title (school-books): a b: must have no control characters"},
		{"description", strings.Repeat("x", 801), "description (school-books): " + strings.Repeat("x", 59) + "…: has 801 characters: must have 800 or fewer"},
		{"description", "[a]", "description (school-books): must be a single value"},

		{"currency", "", "currency (school-books): is missing"},
		{"currency", "EURO", "currency (school-books): EURO: is not a currency that Telegram takes: write one such as EUR, or XTR for Stars"},
		{"currency", "eur", "currency (school-books): eur: must be written EUR"},
		{"currency", "GBP", "currency (school-books): GBP: no provider takes it: add it to the currencies of one under payments.providers"},
		{"provider", "paypal", "provider (school-books): paypal: there is no such provider under payments.providers"},

		{"goal", "-1", "goal (school-books): -1: must be 0 or more"},
		{"goal", "lots", "goal (school-books): lots: must be a plain number like 12.50"},
		{"goal", "' 5'", "goal (school-books): \" 5\": must be a plain number like 12.50"},
		{"goal", "01000", "goal (school-books): 01000: must have no leading zeros"},

		{"amounts", "", "amounts (school-books): is missing"},
		{"amounts", "[]", "amounts (school-books): is empty: there must be at least one amount"},
		{"amounts", "5", "amounts (school-books): 5: must be a list: put it in [ ]"},
		{"amounts", "[1,2,3,4,5,6,7,8,9,10,11,12,13]", "amounts (school-books): has 13 amounts: must have 12 or fewer"},
		{"amounts", "[-3]", "amounts[0] (school-books): -3: must be positive"},
		{"amounts", "[5, 0]", "amounts[1] (school-books): 0: must be positive"},
		{"amounts", "[5, 7, 5.00]", "amounts[2] (school-books): 5.00: is listed twice"},
		{"amounts", "[010]", "amounts[0] (school-books): 010: must have no leading zeros"},
		{"amounts", "[19.999]", "amounts[0] (school-books): 19.999: must have at most 2 decimals (as EUR has)"},
		{"amounts", "[5,50]", ""},
		{"amounts", `["5,50"]`, "amounts[0] (school-books): 5,50: must be a plain number like 12.50"},
		{"amounts", "[1e3]", "amounts[0] (school-books): 1e3: must be a plain number like 12.50"},
		{"amounts", "[1_000]", "amounts[0] (school-books): 1_000: must be a plain number like 12.50"},
		{"amounts", "[10000000000]", "amounts[0] (school-books): 10000000000: is too large: a payment carries at most 9999999999.99"},
		{"amounts", "[99999999999999999999]", "amounts[0] (school-books): 99999999999999999999: is too large"},
		{"amounts", "[5, null]", "amounts[1] (school-books): has no value: give it one, or remove the key"},
		{"amounts", "[[5]]", "amounts[0] (school-books): must be a single value"},
		{"amounts", "[true]", "amounts[0] (school-books): true: must be a plain number like 12.50"},
		{"min", "0", "min (school-books): 0: must be positive"},
		{"min", "10", "amounts[0] (school-books): 5: is less than min (10.00)"},
		{"max", "2", "amounts[0] (school-books): 5: is more than max (2.00)"},
		{"max", "-2", "max (school-books): -2: must be positive"},
		{"max", "10000000000", "max (school-books): 10000000000: is too large: a payment carries at most 9999999999.99"},

		{"tips", "5", "tips (school-books): must have keys: max, suggested"},
		{"tips", "{}", "tips.max (school-books): is missing"},
		{"tips", "{max: -1}", "tips.max (school-books): -1: must be 0 or more"},
		{"tips", "{max: 9, suggested: [1,2,3,4,5]}", "tips.suggested (school-books): has 5 tips: must have 4 or fewer"},
		{"tips", "{max: 9, suggested: [0, 2]}", "tips.suggested[0] (school-books): 0: must be positive"},
		{"tips", "{max: 9, suggested: [2, 2]}", "tips.suggested[1] (school-books): 2: must be more than the one before it"},
		{"tips", "{max: 9, suggested: [3, 2]}", "tips.suggested[1] (school-books): 2: must be more than the one before it"},
		{"tips", "{max: 9, suggested: [3, 9.01]}", "tips.suggested[1] (school-books): 9.01: is more than tips.max (9.00)"},

		{"starts", "soon", "starts (school-books): soon: is not a day: write it as 2026-11-23"},
		{"ends", "2026-02-30", "ends (school-books): 2026-02-30: is not a day: write it as 2026-11-23"},
		{"ends", "2026-2-3", "ends (school-books): 2026-2-3: is not a day: write it as 2026-11-23"},

		{"shipping", "{}", "shipping.options (school-books): is missing"},
		{"shipping", "{options: []}", "shipping.options (school-books): is empty: there must be at least one shipping option"},
		{"shipping", "{options: [post]}", "shipping.options[0] (school-books): must have keys: id, title, price, countries"},
		{"shipping", option("{title: Post, countries: [FR], price: 1}"), "shipping.options[0].id (school-books): is missing"},
		{"shipping", option("{id: p, countries: [FR], price: 1}"), "shipping.options[0].title (school-books): is missing"},
		{"shipping", option("{id: p, title: Post, price: 1}"), "shipping.options[0].countries (school-books): is missing"},
		{"shipping", option("{id: p, title: Post, countries: [FR]}"), "shipping.options[0].price (school-books): is missing"},
		{"shipping", option("{id: p, title: Post, countries: [FR], price: -1}"), "shipping.options[0].price (school-books): -1: must be 0 or more"},
		{"shipping", option("{id: p, title: Post, countries: [], price: 1}"), "shipping.options[0].countries (school-books): is empty: list the countries that you ship to, such as [FR, DE]"},
		{"shipping", option("{id: p, title: Post, countries: [FR, fr], price: 1}"), "shipping.options[0].countries[1] (school-books): fr: must be written FR"},
		{"shipping", option("{id: p, title: Post, countries: [UK], price: 1}"), "shipping.options[0].countries[0] (school-books): UK: must be written GB"},
		{"shipping", option("{id: p, title: Post, countries: [France], price: 1}"), "shipping.options[0].countries[0] (school-books): France: is not a country: write its code of two letters, such as FR or DE"},
		{"shipping", option("{id: p, title: Post, countries: [FR, FR], price: 1}"), "shipping.options[0].countries[1] (school-books): FR: is listed twice"},
		{"shipping", option("{id: p, title: Post, countries: [FR], price: 1}, {id: p, title: Parcel, countries: [DE], price: 2}"), "shipping.options[1].id (school-books): p: is also the id of campaigns[0].shipping.options[0]"},

		{"story", "x", "story (school-books): unknown key"},
		{"Title2", "x", "Title2 (school-books): unknown key; did you mean title?"},
	} {
		t.Run(test.key+" "+test.value[:min(40, len(test.value))], func(t *testing.T) {
			_, err := read(t, campaignWith(test.key, test.value))
			if test.want == "" {
				if err != nil {
					t.Errorf("unexpected faults:\n%v", err)
				}
				return
			}
			wantFaults(t, err, c+test.want)
		})
	}
}

// option is a campaign's shipping with these options.
func option(text string) string { return "{options: [" + text + "]}" }

func TestCampaignFaultsOfTwoKeys(t *testing.T) {
	for name, test := range map[string]struct{ campaign, want string }{
		"max below min": {"{id: a, title: A, currency: EUR, amounts: [5], min: 20, max: 10}",
			"campaigns[0].max (a): 10: is less than min (20.00)"},
		"ends before starts": {"{id: a, title: A, currency: EUR, amounts: [5], starts: 2026-03-02, ends: 2026-03-01}",
			"campaigns[0].ends (a): 2026-03-01: is before starts (2026-03-02)"},
		"half a yen": {"{id: a, title: A, currency: JPY, amounts: [0.5]}",
			"campaigns[0].amounts[0] (a): 0.5: must have no decimals (JPY has none)"},
		"a dinar in four decimals": {"{id: a, title: A, currency: JOD, amounts: [1.2345]}",
			"campaigns[0].amounts[0] (a): 1.2345: must have at most 3 decimals (as JOD has)"},
		"Stars with a provider": {"{id: a, title: A, currency: XTR, amounts: [5], provider: stripe}",
			"campaigns[0].provider (a): stripe: Stars need no provider: remove the key"},
		"Stars with tips": {"{id: a, title: A, currency: XTR, amounts: [5], tips: {max: 3}}",
			"campaigns[0].tips (a): there are no tips in Stars: remove the key"},
		"Stars with postage": {"{id: a, title: A, currency: XTR, amounts: [5], shipping: {options: []}}",
			"campaigns[0].shipping (a): nothing can be shipped for Stars: remove the key"},
		"half a Star": {"{id: a, title: A, currency: XTR, amounts: [1.5]}",
			"campaigns[0].amounts[0] (a): 1.5: must have no decimals (XTR has none)"},
		"amounts of an unknown currency": {"{id: a, title: A, currency: EURO, amounts: [5.005, -3]}",
			"campaigns[0].currency (a): EURO: is not a currency that Telegram takes: write one such as EUR, or XTR for Stars\n" +
				"campaigns[0].amounts[1] (a): -3: must be positive"},
		"one id twice": {"{id: a, title: A, currency: EUR, amounts: [5]}, {id: a, title: B, currency: EUR, amounts: [5]}",
			"campaigns[1].id (a): a: is also the id of campaigns[0]"},
		"two campaigns without id": {"{title: A, currency: EUR, amounts: [5]}, {title: B, currency: EUR, amounts: [5]}",
			"campaigns[0].id: is missing\ncampaigns[1].id: is missing"},
		"an empty campaign": {"{}",
			"campaigns[0].id: is missing\ncampaigns[0].title: is missing\ncampaigns[0].currency: is missing\ncampaigns[0].amounts: is missing"},
		"a word for a campaign": {"roof",
			"campaigns[0]: must have keys: id, title, description, photo, currency, provider, goal, min, max, starts, ends, amounts, translations, tips, shipping"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read(t, whole("campaigns: ["+test.campaign+"]"), inASandbox)
			wantFaults(t, err, strings.Split(test.want, "\n")...)
		})
	}
}

func TestCampaignsThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		somePayments:                     "campaigns: is missing",
		somePayments + "campaigns: []":   "campaigns: is empty: there must be at least one campaign",
		somePayments + "campaigns:":      "campaigns: has no value: give it one, or remove the key",
		somePayments + "campaigns: {}":   "campaigns: must be a list, each entry beginning with a dash",
		somePayments + "campaigns: roof": "campaigns: roof: must be a list, each entry beginning with a dash",
	} {
		_, err := read(t, text)
		wantFaults(t, err, want)
	}
}

func TestCampaign(t *testing.T) {
	got := mustRead(t, whole(`
campaigns:
  - id: Tea_towel-2
    title: " The tea towel "
    description: "Linen.\nPrinted by hand."
    photo: https://harbour-hands.example/towel.jpg
    currency: EUR
    goal: 1000
    amounts: [30, 19.99, 45.5]
    min: 10.01
    max: 200
    tips: {max: 5, suggested: [0.50, 1, 2.25, 5]}
    starts: 2026-03-01
    ends: 2026-03-01
    shipping:
      options:
        - {id: near, title: By letter, countries: [FR, NO], price: 4.90}
        - {id: pick-up, title: At the harbour, countries: [FR], price: 0}
`)).Settings.Campaigns
	euro, _ := money.ByCode("EUR")
	want := []campaigns.Campaign{{
		ID: "Tea_towel-2", Title: "The tea towel", Description: "Linen.\nPrinted by hand.",
		Photo:    campaigns.Photo{URL: "https://harbour-hands.example/towel.jpg"},
		Currency: euro, Provider: "stripe", Goal: 100000, Amounts: []int64{3000, 1999, 4550},
		Range:  money.Range{Min: 1001, Max: 20000},
		Tips:   campaigns.Tips{Max: 500, Suggested: []int64{50, 100, 225, 500}},
		Starts: "2026-03-01", Ends: "2026-03-01",
		Shipping: []campaigns.ShippingOption{
			{ID: "near", Title: "By letter", Countries: []string{"FR", "NO"}, Price: 490},
			{ID: "pick-up", Title: "At the harbour", Countries: []string{"FR"}, Price: 0},
		},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the campaigns are\n%+v\nwant\n%+v", got, want)
	}
}

// A range that is not given is Telegram's, and never leaves out an amount that
// is offered.
func TestRangeByDefault(t *testing.T) {
	for _, test := range []struct {
		keys string
		want money.Range
	}{
		{"currency: EUR, amounts: [5]", money.Range{Min: 88, Max: 881710}},
		{"currency: JPY, amounts: [500]", money.Range{Min: 142, Max: 1424895}},
		{"currency: JOD, amounts: [1.5]", money.Range{Min: 709, Max: 7092020}},
		{"currency: XTR, amounts: [5]", money.Range{Min: 1, Max: 100000}},
		{"currency: XTR, amounts: [5, 250000]", money.Range{Min: 1, Max: 250000}},
		{"currency: EUR, amounts: [0.10, 20000]", money.Range{Min: 10, Max: 2000000}},
		{"currency: EUR, amounts: [0.10], max: 0.5", money.Range{Min: 10, Max: 50}},
		{"currency: EUR, amounts: [20000], min: 10000", money.Range{Min: 1000000, Max: 2000000}},
		{"currency: EUR, amounts: [5], min: 2, max: 10", money.Range{Min: 200, Max: 1000}},
	} {
		c := mustRead(t, whole("campaigns: [{id: a, title: A, "+test.keys+"}]"), inASandbox)
		if got := c.Settings.Campaigns[0].Range; got != test.want {
			t.Errorf("%s: the range is %v, want %v", test.keys, got, test.want)
		}
	}
}
