package campaigns

import "github.com/donatebot/donatebot/money"

// mostStars is the default of Range.Max for Stars, for which Telegram names no limit.
const mostStars = 100_000

// Complete fills in what a campaign leaves open: its provider, which is the first
// that takes the currency, and the ends of its range.
func (c Campaign) Complete(providers Providers) Campaign {
	if c.Provider == "" && c.Currency.Code != money.Stars {
		first, _ := providers.Taking(c.Currency.Code)
		c.Provider = first.Name
	}
	c.Range = c.completeRange()
	return c
}

// completeRange fills in the ends of the range that are not given: Telegram's limits,
// or what the amounts ask for.
func (c Campaign) completeRange() money.Range {
	full := c.Range
	if full.Min == 0 {
		full.Min = max(c.Currency.Min, 1)
		for _, n := range c.Amounts {
			full.Min = min(full.Min, n)
		}
		if full.Max > 0 {
			full.Min = min(full.Min, full.Max)
		}
	}
	if full.Max == 0 {
		full.Max = c.Currency.Max
		if full.Max == 0 {
			full.Max = mostStars
		}
		full.Max = max(min(full.Max, money.MaxUnits), full.Min)
		for _, n := range c.Amounts {
			full.Max = max(full.Max, n)
		}
	}
	return full
}
