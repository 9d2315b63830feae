package campaigns

import (
	"slices"
	"strings"
)

// Provider takes card payments in some currencies.
type Provider struct {
	Name       string
	Token      string   // secret: appears in no log line and no error
	Currencies []string // ISO 4217
	// What the payment sheet asks the donor for, since the provider demands it.
	Email, Phone ContactUse
	Data         string // a JSON object that Telegram passes on to the provider; "": none
}

// ContactUse is what becomes of a donor's email or phone on the payment sheet.
type ContactUse string

// The uses of an email or a phone. Whatever is asked for is kept with the donation.
const (
	ContactNo     ContactUse = "" // it is not asked for
	ContactAsk    ContactUse = "ask"
	ContactPassOn ContactUse = "pass_on" // it is asked for, and Telegram gives it to the provider as well
)

// testMark is part of the tokens that BotFather hands out for a provider's test mode.
const testMark = ":TEST:"

// Mode returns whether payments by the provider move money.
func (p Provider) Mode() Mode {
	if strings.Contains(p.Token, testMark) {
		return ModeTest
	}
	return ModeLive
}

// Takes reports whether the provider takes payments in the currency.
func (p Provider) Takes(currency string) bool { return slices.Contains(p.Currencies, currency) }

// Providers are those of a configuration, in its order.
type Providers []Provider

// Find returns the provider of that name.
func (all Providers) Find(name string) (Provider, bool) {
	return all.first(func(p Provider) bool { return p.Name == name })
}

// Taking returns the first provider that takes payments in the currency.
func (all Providers) Taking(currency string) (Provider, bool) {
	return all.first(func(p Provider) bool { return p.Takes(currency) })
}

func (all Providers) first(fits func(Provider) bool) (Provider, bool) {
	i := slices.IndexFunc(all, fits)
	if i < 0 {
		return Provider{}, false
	}
	return all[i], true
}
