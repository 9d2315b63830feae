package config

import (
	"regexp"
	"slices"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"

	"golang.org/x/text/language"
)

// longestOption bounds an option's id and title, in characters, so that they fit
// on a phone's payment sheet.
const longestOption = 32

func (r *reader) shipping(f field, c money.Currency) []campaigns.ShippingOption {
	if !f.given() {
		return nil
	}
	if c.Code == stars {
		r.fault(f, "nothing can be posted for Stars: remove the key")
		return nil
	}
	options := f.sub("options")
	if options.absent() {
		r.missing(options)
	}
	if options.given() && len(options.items()) == 0 {
		r.fault(options, "is empty: there must be at least one way of posting")
	}
	var all []campaigns.ShippingOption
	first := map[string]string{}
	for _, item := range options.items() {
		if !item.given() {
			continue
		}
		o := r.option(item, c)
		if other, taken := first[o.ID]; taken {
			r.fault(item.sub("id"), "is the id of %s too", other)
		} else if o.ID != "" {
			first[o.ID] = item.key
		}
		all = append(all, o)
	}
	return all
}

func (r *reader) option(f field, c money.Currency) campaigns.ShippingOption {
	price := f.sub("price")
	if price.absent() {
		r.missing(price)
	}
	o := campaigns.ShippingOption{
		ID:        r.required(f.sub("id"), longestOption),
		Title:     r.required(f.sub("title"), longestOption),
		Countries: r.countries(f.sub("countries")),
	}
	o.Price, _ = r.payable(price, c, 0)
	return o
}

func (r *reader) countries(f field) []string {
	if f.absent() {
		r.missing(f)
	}
	if f.given() && len(f.items()) == 0 {
		r.fault(f, "is empty: list the countries that you post to, such as [FR, DE]")
	}
	var all []string
	for _, item := range f.items() {
		switch {
		case !item.given():
		case !isCountry(item.text()):
			r.notACountry(item)
		case slices.Contains(all, item.text()):
			r.fault(item, "is listed twice")
		default:
			all = append(all, item.text())
		}
	}
	return all
}

// notACountry names the code that was meant, where only its case is wrong or it
// is another one for the same country (UK for GB).
func (r *reader) notACountry(f field) {
	meant := strings.ToUpper(strings.TrimSpace(f.text()))
	if !isCountry(meant) {
		if region, err := language.ParseRegion(meant); err == nil && len(meant) == 2 {
			meant = region.Canonicalize().String()
		}
	}
	if isCountry(meant) {
		r.fault(f, "must be written %s", meant)
		return
	}
	r.fault(f, "is no country: write its code of two letters, such as FR or DE")
}

// isCountry tells whether the text is a country's code as ISO 3166-1 alpha-2 has
// it today, in capitals, which is what Telegram sends. Kosovo's XK is taken too.
// Codes that are only reserved (AC, UN) have no number, those of countries that
// were renamed have a newer form, and those of countries that fell apart are
// named here.
func isCountry(code string) bool {
	if !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(code) || slices.Contains([]string{"AN", "CS", "NT", "SU", "YU"}, code) {
		return false
	}
	region, err := language.ParseRegion(code)
	return err == nil && region.IsCountry() && region.M49() != 0 && region.Canonicalize().String() == code
}
