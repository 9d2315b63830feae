package config

import (
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// campaigns reads the list and has the domain check it. A campaign with faults is among
// the result, which nobody gets to see then.
func (r *reader) campaigns(providers []provider, stars campaigns.Mode, language string) []campaigns.Campaign {
	f := r.value("campaigns")
	if f.absent() {
		r.missing(f)
	}
	if f.given() && len(f.items()) == 0 {
		r.fault(f, "is empty: there must be at least one campaign")
	}
	items := f.items()
	all := make([]campaigns.Campaign, len(items))
	for i := range items {
		items[i].campaign = campaignName(items[i].node)
		all[i] = r.campaign(items[i])
		all[i].Translations = translated(r, items[i].sub("translations"), language, func(f field) campaigns.CampaignText {
			return campaigns.CampaignText{Title: strings.TrimSpace(f.sub("title").text()), Description: strings.TrimSpace(f.sub("description").text())}
		})
	}
	known := takers(providers)
	for i, found := range campaigns.ValidateAll(all, known, stars) {
		for _, p := range found {
			if !mayFollow(p, all[i], providers) {
				r.problem(items[i], all[i], p)
			}
		}
		all[i] = all[i].Complete(known)
	}
	return all
}

// campaign reads what can be read. Values that can't are reported and marked as bad,
// so that problems that follow from them are not.
func (r *reader) campaign(f field) campaigns.Campaign {
	c := campaigns.Campaign{
		ID:          campaigns.ID(f.sub("id").text()),
		Title:       strings.TrimSpace(f.sub("title").text()),
		Description: strings.TrimSpace(f.sub("description").text()),
		Photo:       r.photo(f.sub("photo")),
		Currency:    r.campaignCurrency(f.sub("currency")),
		Provider:    f.sub("provider").text(),
		Starts:      campaigns.Day(f.sub("starts").text()),
		Ends:        campaigns.Day(f.sub("ends").text()),
	}
	c.Goal = r.amount(f.sub("goal"), c.Currency)
	c.Range.Min = r.bound(f.sub("min"), c.Currency)
	c.Range.Max = r.bound(f.sub("max"), c.Currency)
	c.Amounts = r.amounts(f.sub("amounts"), c.Currency)
	c.Tips = r.tips(f.sub("tips"), c.Currency)
	c.Shipping = r.shipping(f.sub("shipping"), c.Currency)
	return c
}

// campaignCurrency reads a currency. One that can't be read is replaced by one that
// amounts can be read in all the same: no currency of Telegram's has more decimals.
func (r *reader) campaignCurrency(f field) money.Currency {
	c, known := r.currency(f)
	if !known {
		f.spoil()
		return money.Currency{Code: "any currency", Exponent: 3}
	}
	return c
}

// amount reads an amount into the smallest unit; 0 if there is none.
func (r *reader) amount(f field, c money.Currency) int64 {
	if !f.given() {
		return 0
	}
	n, err := money.ParseExact(f.text(), c)
	if err != nil {
		r.unreadable(f, "%s", err)
		return 0
	}
	return n
}

// bound reads an end of a range. A campaign without one has 0 there, so that 0 can't
// be one.
func (r *reader) bound(f field, c money.Currency) int64 {
	n := r.amount(f, c)
	if n == 0 && f.given() {
		r.unreadable(f, "must be positive")
	}
	return n
}

func (r *reader) amounts(f field, c money.Currency) []int64 {
	var all []int64
	for _, item := range f.items() {
		all = append(all, r.amount(item, c))
	}
	return all
}

func (r *reader) tips(f field, c money.Currency) campaigns.Tips {
	if !f.given() {
		return campaigns.Tips{}
	}
	if c.Code == money.Stars {
		return campaigns.Tips{Max: money.MaxUnits} // any are a problem, whatever they say
	}
	most := f.sub("max")
	if most.absent() {
		r.missing(most)
	}
	tips := campaigns.Tips{Max: r.amount(most, c), Suggested: r.amounts(f.sub("suggested"), c)}
	if !most.given() {
		tips.Max = money.MaxUnits // which no tip exceeds
	}
	return tips
}

func (r *reader) shipping(f field, c money.Currency) []campaigns.ShippingOption {
	if !f.given() {
		return nil
	}
	all := []campaigns.ShippingOption{}
	if c.Code == money.Stars {
		return all // any are a problem, whatever they say
	}
	for _, item := range f.sub("options").items() {
		all = append(all, r.option(item, c))
	}
	return all
}

func (r *reader) option(f field, c money.Currency) campaigns.ShippingOption {
	price := f.sub("price")
	if f.given() && price.absent() {
		r.missing(price)
	}
	o := campaigns.ShippingOption{
		ID:    strings.TrimSpace(f.sub("id").text()),
		Title: strings.TrimSpace(f.sub("title").text()),
		Price: r.amount(price, c),
	}
	for _, country := range f.sub("countries").items() {
		o.Countries = append(o.Countries, country.text())
	}
	return o
}
