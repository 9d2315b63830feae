package config

import (
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// mostTips is how many tips an invoice can suggest (Bot API documentation).
const mostTips = 4

func (r *reader) tips(f field, c money.Currency) campaigns.Tips {
	if !f.given() {
		return campaigns.Tips{}
	}
	if c.Code == stars {
		r.fault(f, "there are no tips in Stars: remove the key")
		return campaigns.Tips{}
	}
	most := f.sub("max")
	if most.absent() {
		r.missing(most)
	}
	limit, limited := r.payable(most, c, 0)
	return campaigns.Tips{Max: limit, Suggested: r.suggested(f.sub("suggested"), c, limit, limited)}
}

func (r *reader) suggested(f field, c money.Currency, limit int64, limited bool) []int64 {
	items := f.items()
	if len(items) > mostTips {
		r.fault(f, "has %d tips: must have %d or fewer", len(items), mostTips)
	}
	var tips []int64
	for _, item := range items {
		n, ok := r.payable(item, c, 1)
		switch {
		case !ok:
			continue
		case len(tips) > 0 && n <= tips[len(tips)-1]:
			r.fault(item, "must be more than the one before it")
		case limited && n > limit:
			r.fault(item, "is more than tips.max (%s)", c.Decimal(limit))
		}
		tips = append(tips, n)
	}
	return tips
}
