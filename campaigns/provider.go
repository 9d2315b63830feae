package campaigns

import "slices"

// Provider takes card payments in some currencies.
type Provider struct {
	Name       string
	Token      string   // secret: appears in no log line and no error
	Currencies []string // ISO 4217
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

// Token returns the token of the provider of that name; "" for Stars, which need
// no provider, and if there is none of that name.
func (all Providers) Token(name string) string {
	p, _ := all.Find(name)
	return p.Token
}
