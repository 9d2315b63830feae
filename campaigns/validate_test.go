package campaigns

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/money"

	"golang.org/x/text/language"
)

// stripe takes the shelter's payments.
func stripe() Providers {
	return Providers{{Name: "bank", Currencies: []string{"USD"}}, {Name: "stripe", Currencies: []string{"EUR", "JPY"}}}
}

// good is a campaign without problems.
func good(t testing.TB) Campaign {
	c := shelter(t)
	c.Amounts = []int64{1000, 2500}
	return c
}

func TestAGoodCampaignHasNoProblems(t *testing.T) {
	if found := good(t).Validate(stripe(), ModeLive); len(found) > 0 {
		t.Errorf("%+v", found)
	}
}

func TestProblemsOfACampaign(t *testing.T) {
	currency := func(code string) money.Currency { c, _ := money.ByCode(code); return c }
	tests := []struct {
		name   string
		change func(*Campaign)
		want   string // as brief writes problems
	}{
		{"no id", func(c *Campaign) { c.ID = "" }, "id bad_id 32"},
		{"an id with a space", func(c *Campaign) { c.ID = "a b" }, "id bad_id 32"},
		{"no title", func(c *Campaign) { c.Title = "" }, "title missing"},
		{"a long title", func(c *Campaign) { c.Title = strings.Repeat("é", 33) }, "title too_long 33/32"},
		{"a title of two lines", func(c *Campaign) { c.Title = "a\nb" }, "title many_lines"},
		{"a description of two lines", func(c *Campaign) { c.Description = "a\nb" }, ""},
		{"control characters", func(c *Campaign) { c.Description = "a\x00" }, "description control_characters"},
		{"broken UTF-8", func(c *Campaign) { c.Description = "\xff" }, "description not_utf8"},
		{"a photo without https", func(c *Campaign) { c.Photo.URL = "http://a.example/b" }, "photo bad_photo"},
		{"a photo with a password", func(c *Campaign) { c.Photo.URL = "https://me:word@a.example/b" }, "photo photo_secrets"},
		{"no day", func(c *Campaign) { c.Starts = "2026-02-30" }, "starts bad_day"},
		{"an end before the start", func(c *Campaign) { c.Starts, c.Ends = "2026-03-02", "2026-03-01" }, "ends ends_early 2026-03-02"},

		{"no currency", func(c *Campaign) { c.Currency = money.Currency{} }, "currency missing"},
		{"a currency that nobody takes", func(c *Campaign) { c.Currency, c.Provider = currency("GBP"), "" }, "currency no_provider"},
		{"a provider by default", func(c *Campaign) { c.Provider = "" }, ""},
		{"an unknown provider", func(c *Campaign) { c.Provider = "paypal" }, "provider unknown_provider"},
		{"a provider of other currencies", func(c *Campaign) { c.Provider = "bank" }, "provider provider_currency"},
		{"Stars with all that they can't have", func(c *Campaign) { c.Currency = currency("XTR") },
			"provider stars_provider, tips stars_tips, shipping stars_shipping"},

		{"a negative goal", func(c *Campaign) { c.Goal = -1 }, "goal negative"},
		{"no amounts", func(c *Campaign) { c.Amounts = nil }, "amounts missing"},
		{"13 amounts", func(c *Campaign) {
			c.Amounts = nil
			for n := range int64(13) {
				c.Amounts = append(c.Amounts, 1000+n)
			}
		}, "amounts too_many_amounts 13/12"},
		{"amounts of nothing", func(c *Campaign) { c.Amounts = []int64{0, -5, 0} },
			"amounts[0] not_positive, amounts[1] not_positive, amounts[2] not_positive"},
		{"an amount twice", func(c *Campaign) { c.Amounts = []int64{1000, 2000, 1000} }, "amounts[2] listed_twice"},
		{"an amount that no payment carries", func(c *Campaign) { c.Amounts[1] = money.MaxUnits + 1 }, "amounts[1] too_large =999999999999"},
		{"amounts out of range", func(c *Campaign) { c.Range = money.Range{Min: 1001, Max: 2499} },
			"amounts[0] below_min =1001, amounts[1] above_max =2499"},
		{"a range upside down", func(c *Campaign) { c.Range = money.Range{Min: 2000, Max: 1500} }, "max below_min =2000"},
		{"a negative range", func(c *Campaign) { c.Range = money.Range{Min: -1, Max: -2} }, "min not_positive, max not_positive"},
		{"what Telegram may refuse", func(c *Campaign) { c.Amounts = []int64{1, 99999999} },
			"amounts[0] below_telegram =88 (warning), amounts[1] above_telegram =881710 (warning)"},

		{"negative tips", func(c *Campaign) { c.Tips.Max = -1 }, "tips.max negative"},
		{"five tips", func(c *Campaign) { c.Tips.Suggested = []int64{1, 2, 3, 4, 5} }, "tips.suggested too_many_tips 5/4"},
		{"tips that fall", func(c *Campaign) { c.Tips.Suggested = []int64{200, 100, 0, 300} },
			"tips.suggested[1] tips_not_rising, tips.suggested[2] not_positive"},
		{"a tip above the most", func(c *Campaign) { c.Tips.Suggested = []int64{5001} }, "tips.suggested[0] tip_above_max =5000"},

		{"no options", func(c *Campaign) { c.Shipping = []ShippingOption{} }, "shipping.options missing"},
		{"an empty option", func(c *Campaign) { c.Shipping = []ShippingOption{{}} },
			"shipping.options[0].id missing, shipping.options[0].title missing, shipping.options[0].countries missing"},
		{"an option twice", func(c *Campaign) { c.Shipping[1].ID = "letter" }, "shipping.options[1].id same_id #0"},
		{"countries", func(c *Campaign) { c.Shipping[0].Countries = []string{"FR", "fr", "UK", "France", "FR"} },
			"shipping.options[0].countries[1] unknown_country FR, shipping.options[0].countries[2] unknown_country GB, " +
				"shipping.options[0].countries[3] unknown_country, shipping.options[0].countries[4] listed_twice"},
		{"a negative price", func(c *Campaign) { c.Shipping[0].Price = -1 }, "shipping.options[0].price negative"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := good(t)
			tt.change(&c)
			if got := brief(c.Validate(stripe(), ModeLive)); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// brief writes problems on one line.
func brief(all []Problem) string {
	var parts []string
	for _, p := range all {
		text := p.Field + " " + string(p.Code)
		switch {
		case p.Count > 0:
			text += fmt.Sprintf(" %d/%d", p.Count, p.Limit)
		case p.Limit > 0:
			text += fmt.Sprint(" ", p.Limit)
		case p.Amount > 0:
			text += fmt.Sprint(" =", p.Amount)
		case p.Name != "":
			text += " " + p.Name
		case p.Code == ProblemSameID:
			text += fmt.Sprint(" #", p.Index)
		}
		if p.Warning {
			text += " (warning)"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

func TestCampaignsBesideEachOther(t *testing.T) {
	a, b, broken := good(t), good(t), good(t)
	b.ID, broken.ID = "other", ""
	all := ValidateAll([]Campaign{broken, a, b, a, broken}, stripe(), ModeLive)
	for i, want := range []string{"id bad_id 32", "", "", "id same_id #1", "id bad_id 32"} {
		if got := brief(all[i]); got != want {
			t.Errorf("campaign %d: %s, want %s", i, got, want)
		}
	}
}

func TestWithoutProviders(t *testing.T) {
	c := good(t)
	c.Provider = ""
	if got := brief(c.Validate(nil, ModeLive)); got != "currency no_providers" {
		t.Errorf("got %s", got)
	}
	stars, _ := money.ByCode(money.Stars)
	c = Campaign{ID: "a", Title: "A", Currency: stars, Amounts: []int64{5}}
	if got := brief(c.Validate(nil, ModeLive)); got != "" {
		t.Errorf("Stars: %s", got)
	}
	if got := brief(c.Validate(nil, ModeTest)); got != "" {
		t.Errorf("Stars on Telegram's test servers: %s", got)
	}
}

func TestStarsGoWithTheCards(t *testing.T) {
	xtr, _ := money.ByCode(money.Stars)
	c := Campaign{ID: "a", Title: "A", Currency: xtr, Amounts: []int64{5}}
	test, live := Providers{{Token: "1:TEST:a"}}, Providers{{Token: "1:LIVE:a"}}
	for _, tt := range []struct {
		cards Providers
		stars Mode
		want  string
	}{
		{test, ModeTest, ""}, {live, ModeLive, ""}, {Providers{{}}, ModeTest, ""},
		{test, ModeLive, "currency stars_are_real"}, {live, ModeTest, "currency stars_are_test"},
	} {
		if got := brief(c.Validate(tt.cards, tt.stars)); got != tt.want {
			t.Errorf("%v with Stars in %s: %s, want %s", tt.cards, tt.stars, got, tt.want)
		}
	}
}

func TestACampaignIsCompleted(t *testing.T) {
	c := good(t)
	c.Provider = ""
	full := c.Complete(stripe())
	if full.Provider != "stripe" || full.Range != (money.Range{Min: 88, Max: 881710}) {
		t.Errorf("got %q, %v", full.Provider, full.Range)
	}
	if again := full.Complete(nil); again.Provider != full.Provider || again.Range != full.Range {
		t.Errorf("completed twice: %q, %v", again.Provider, again.Range)
	}
}

func TestEveryCurrencyHasARange(t *testing.T) {
	for _, c := range money.Currencies() {
		r := Campaign{Currency: c}.Complete(nil).Range
		if r.Min < 1 || r.Max < r.Min || r.Max > money.MaxUnits {
			t.Errorf("%s: the range is %v", c.Code, r)
		}
	}
}

func TestCountries(t *testing.T) {
	for _, code := range []string{"FR", "NO", "GB", "US", "JP", "SS", "CW", "XK", "AX", "TW"} {
		if !isCountry(code) {
			t.Errorf("%s is a country", code)
		}
	}
	for _, code := range []string{"", "F", "fr", "FRA", "250", "UK", "EU", "UN", "SU", "YU", "AN", "DD", "ZR", "AC", "XX", "ZZ", "QO", "É", "D ", " A"} {
		if isCountry(code) {
			t.Errorf("%s is not a country", code)
		}
	}
	for other, code := range otherCodes {
		if isCountry(other) || !isCountry(code) {
			t.Errorf("%s is not another code for %s", other, code)
		}
	}
}

// The list is that of the Unicode project's data, but for codes of countries that fell apart.
func TestCountriesAreThoseOfUnicode(t *testing.T) {
	gone := []string{"AN", "CS", "NT", "SU", "YU"}
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			code := string(first) + string(second)
			region, err := language.ParseRegion(code)
			want := err == nil && region.IsCountry() && region.M49() != 0 && region.Canonicalize().String() == code && !slices.Contains(gone, code)
			if isCountry(code) != want {
				t.Errorf("%s is a country: %t, want %t", code, !want, want)
			}
		}
	}
}
