package config

import (
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// Lengths of a campaign's texts, in characters. 32 is the most that an invoice's
// title may have (Bot API documentation); with 800 a description fits beneath a
// photo, which holds 1024, together with the progress.
const (
	longestTitle       = 32
	longestDescription = 800
)

// campaigns reads the list. A campaign with faults is among the result, which
// nobody gets to see then.
func (r *reader) campaigns(providers []provider, mode campaigns.Mode) []campaigns.Campaign {
	f := r.value("campaigns")
	if f.absent() {
		r.missing(f)
	}
	if f.given() && len(f.items()) == 0 {
		r.fault(f, "is empty: there must be at least one campaign")
	}
	var all []campaigns.Campaign
	first := map[campaigns.ID]string{}
	for _, item := range f.items() {
		if !item.given() {
			continue
		}
		item.campaign = campaignName(item.node)
		c := r.campaign(item, providers)
		if other, taken := first[c.ID]; taken {
			r.fault(item.sub("id"), "is the id of %s too", other)
		} else if c.ID != "" {
			first[c.ID] = item.key
		}
		if c.Currency.Code == stars && mode == campaigns.ModeTest {
			r.warn(item.sub("currency"), "Stars are real money, even while the providers are in test mode")
		}
		all = append(all, c)
	}
	return all
}

func (r *reader) campaign(f field, providers []provider) campaigns.Campaign {
	c := campaigns.Campaign{
		ID:          r.id(f.sub("id")),
		Title:       r.required(f.sub("title"), longestTitle),
		Description: r.words(f.sub("description"), longestDescription),
		Photo:       r.photo(f.sub("photo")),
		Starts:      r.day(f.sub("starts")),
		Ends:        r.day(f.sub("ends")),
	}
	if c.Starts != "" && c.Ends != "" && c.Ends < c.Starts {
		r.fault(f.sub("ends"), "is before starts (%s)", c.Starts)
	}
	c.Currency, c.Provider = r.payment(f, providers)
	c.Goal, _ = r.amount(f.sub("goal"), c.Currency, 0)
	c.Range, c.Amounts = r.gifts(f, c.Currency)
	c.Tips = r.tips(f.sub("tips"), c.Currency)
	c.Shipping = r.shipping(f.sub("shipping"), c.Currency)
	return c
}

// payment reads the currency of a campaign and who takes its payments.
func (r *reader) payment(campaign field, providers []provider) (money.Currency, string) {
	f := campaign.sub("currency")
	if f.absent() {
		r.missing(f)
	}
	c, known := r.currency(f)
	if !known {
		return anyCurrency(), ""
	}
	return c, r.providerOf(campaign, c, providers)
}

func (r *reader) id(f field) campaigns.ID {
	id := campaigns.ID(f.text())
	switch {
	case f.absent():
		r.missing(f)
	case f.given() && !id.Valid():
		r.fault(f, "must be 1 to %d of A-Z a-z 0-9 _ -", campaigns.MaxIDLength)
	default:
		return id
	}
	return ""
}
