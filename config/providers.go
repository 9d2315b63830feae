package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// provider is a payment provider with what was found out about it.
type provider struct {
	campaigns.Provider
	token field
	// doubtful is whether it has a fault already: that a campaign finds no provider
	// may be a consequence.
	doubtful bool
}

// validProvider reports whether the name fits into a variable.
func validProvider(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// providers reads those of the file, in its order, and then those that only the
// environment names, by name.
func (r *reader) providers() []provider {
	payments := r.inFile("payments")
	section := payments.sub("providers")
	var all []provider
	for _, name := range r.providerNames(section) {
		f := section.sub(name)
		switch {
		case !validProvider(name):
			r.fault(field{key: f.key, node: f.node, secret: true}, "the name can contain only a-z, 0-9 and _")
			all = append(all, provider{Provider: campaigns.Provider{Name: name}, doubtful: true})
		case f.node != nil && f.node.bad:
			all = append(all, provider{Provider: campaigns.Provider{Name: name}, doubtful: true})
		default:
			all = append(all, r.provider(f, name))
		}
	}
	if payments.node != nil && payments.node.bad || section.node != nil && section.node.bad {
		all = append(all, provider{doubtful: true})
	}
	r.oneMode(all)
	return all
}

func (r *reader) providerNames(section field) []string {
	var names []string
	if section.given() {
		for _, p := range section.node.pairs {
			names = append(names, p.key)
		}
	}
	inFile := len(names)
	if all, ok := r.values.Get("payments.providers").(map[string]any); ok {
		for name := range all {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names[inFile:])
	return names
}

// provider reads the one of that name, which is f in the file.
func (r *reader) provider(f field, name string) provider {
	token, currencies := r.value(f.key+".token"), r.value(f.key+".currencies")
	token.parent, currencies.parent = f.order(), f.order()
	p := provider{token: token}
	p.Name = name
	p.Token = r.providerToken(token)
	p.Email, p.Phone = r.contactUse(f.key+".email"), r.contactUse(f.key+".phone")
	p.Data = r.providerData(f.key + ".data")
	before := len(r.faults)
	p.Currencies = r.currencies(currencies)
	p.doubtful = len(r.faults) > before || currencies.node != nil && currencies.node.bad
	return p
}

// providerToken reads a token and checks what is the same in those of all providers.
func (r *reader) providerToken(f field) string {
	token := strings.TrimSpace(f.text())
	switch {
	case f.absent():
		r.missing(f)
	case !f.given():
	case token == "":
		r.fault(f, "is empty: send /mybots to @BotFather, choose your bot, then Payments, and connect a provider")
	case !strings.Contains(token, ":") || strings.ContainsAny(token, " \t\r\n"):
		r.fault(f, "is not a provider token: copy all of it from @BotFather; it looks like 284685063:TEST:…")
	case regexp.MustCompile(`^[0-9]+:[A-Za-z0-9_-]{30,}$`).MatchString(token):
		r.fault(f, "is a bot's token: it belongs in telegram.token; a provider's looks like 284685063:TEST:…")
	default:
		return token
	}
	return ""
}

// contactUse reads what becomes of a donor's email or phone.
func (r *reader) contactUse(key string) campaigns.ContactUse {
	f := r.value(key)
	switch text := f.text(); text {
	case "", "no", "false": // YAML's older name of a no
	case string(campaigns.ContactAsk), string(campaigns.ContactPassOn):
		return campaigns.ContactUse(text)
	default:
		r.fault(f, "must be no, ask, or pass_on (the provider gets it too)")
	}
	return campaigns.ContactNo
}

// currencies reads which ones a provider takes.
func (r *reader) currencies(f field) []string {
	if f.absent() {
		r.missing(f)
	}
	if f.given() && len(f.items()) == 0 {
		r.fault(f, "is empty: list the currencies that this provider takes, such as [EUR, USD]")
	}
	var codes []string
	for _, item := range f.items() {
		c, ok := r.currency(item)
		switch {
		case !ok:
		case c.Code == money.Stars:
			r.fault(item, "Stars need no provider: remove it from the list")
		case slices.Contains(codes, c.Code):
			r.fault(item, "is listed twice")
		default:
			codes = append(codes, c.Code)
		}
	}
	return codes
}

// currency reads a code. If only its case is wrong it finds the currency that was
// meant, so that no more faults follow from that one.
func (r *reader) currency(f field) (money.Currency, bool) {
	if !f.given() {
		return money.Currency{}, false
	}
	if c, ok := money.ByCode(f.text()); ok {
		return c, true
	}
	c, ok := money.ByCode(strings.ToUpper(strings.TrimSpace(f.text())))
	if ok {
		r.fault(f, "must be written %s", c.Code)
	} else {
		r.fault(f, "is not a currency that Telegram takes: write one such as EUR, or XTR for Stars")
	}
	return c, ok
}

// oneMode reports providers that are in test mode while the first is live, and the
// other way round.
func (r *reader) oneMode(all []provider) {
	var first *provider
	for i, p := range all {
		switch {
		case p.Token == "":
		case first == nil:
			first = &all[i]
		case p.Mode() != first.Mode():
			r.fault(p.token, "is a %s token, but %s is a %s one: all must be of the same mode",
				p.Mode(), first.token.fault("").Key, first.Mode())
		}
	}
}

// modes returns the mode that the providers share, and the one that Stars are in. They
// differ only if they must not be mixed. Stars are real money, except on Telegram's
// test servers; on this machine, where a sandbox may be, they go with the cards.
func modes(all []provider, t Telegram) (cards, stars campaigns.Mode) {
	stars = campaigns.ModeLive
	if t.TestServers {
		stars = campaigns.ModeTest
	}
	i := slices.IndexFunc(all, func(p provider) bool { return p.Token != "" })
	if i < 0 {
		return stars, stars
	}
	cards = all[i].Mode()
	if !t.TestServers && t.onThisMachine() {
		stars = cards
	}
	return cards, stars
}

// takers returns the providers as the domain knows them.
func takers(all []provider) campaigns.Providers {
	var providers campaigns.Providers
	for _, p := range all {
		providers = append(providers, p.Provider)
	}
	return providers
}
