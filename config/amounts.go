package config

import (
	"slices"

	"github.com/donatebot/donatebot/money"
)

// mostAmounts is how many amounts a campaign can offer: more buttons than this
// fill a phone's screen.
const mostAmounts = 12

// mostStars is the default of max for Stars, for which Telegram names no limit.
const mostStars = 100_000

// anyCurrency stands in for one that has a fault, so that amounts are checked
// all the same. No currency of Telegram's has more decimals.
func anyCurrency() money.Currency {
	return money.Currency{Code: "any currency", Exponent: 3}
}

// amount reads an amount of at least so much into the smallest unit. It is not
// ok where there is none, or one with a fault.
func (r *reader) amount(f field, c money.Currency, least int64) (n int64, ok bool) {
	if !f.given() {
		return 0, false
	}
	n, err := money.ParseExact(f.text(), c)
	switch {
	case err != nil:
		r.fault(f, "%s", err)
	case n < least && least == 1:
		r.fault(f, "must be positive")
	case n < least:
		r.fault(f, "must be %d or more", least)
	default:
		return n, true
	}
	return 0, false
}

// payable reads an amount that a payment must be able to carry.
func (r *reader) payable(f field, c money.Currency, least int64) (n int64, ok bool) {
	n, ok = r.amount(f, c, least)
	if n > money.MaxUnits {
		r.fault(f, "is too large: a payment carries at most %s", c.Decimal(money.MaxUnits))
		return 0, false
	}
	return n, ok
}

// gifts reads what a donor can give: the range, and the amounts on buttons.
func (r *reader) gifts(f field, c money.Currency) (money.Range, []int64) {
	low, high := f.sub("min"), f.sub("max")
	var given money.Range
	given.Min, _ = r.payable(low, c, 1)
	given.Max, _ = r.payable(high, c, 1)
	if given.Min > 0 && given.Max > 0 && given.Max < given.Min {
		r.fault(high, "is less than min (%s)", low.text())
		given = money.Range{}
	}
	r.unusual(low, given.Min, c)
	r.unusual(high, given.Max, c)
	amounts := r.amounts(f.sub("amounts"), c, given)
	return completed(given, c, amounts), amounts
}

func (r *reader) amounts(f field, c money.Currency, given money.Range) []int64 {
	items := f.items()
	switch {
	case f.absent():
		r.missing(f)
	case f.given() && len(items) == 0:
		r.fault(f, "is empty: there must be at least one amount")
	case len(items) > mostAmounts:
		r.fault(f, "has %d amounts: must have %d or fewer", len(items), mostAmounts)
	}
	var amounts []int64
	for _, item := range items {
		n, ok := r.payable(item, c, 1)
		switch {
		case !ok:
			continue
		case slices.Contains(amounts, n):
			r.fault(item, "is listed twice")
		case given.Min > 0 && n < given.Min:
			r.fault(item, "is less than min (%s)", c.Decimal(given.Min))
		case given.Max > 0 && n > given.Max:
			r.fault(item, "is more than max (%s)", c.Decimal(given.Max))
		default:
			r.unusual(item, n, c)
		}
		amounts = append(amounts, n)
	}
	return amounts
}

// unusual warns of amounts beyond Telegram's limits. These move with exchange
// rates, so that only Telegram can refuse an amount for them.
func (r *reader) unusual(f field, n int64, c money.Currency) {
	switch {
	case n == 0:
	case c.Min > 0 && n < c.Min:
		r.warn(f, "Telegram may refuse less than about %s %s", c.Decimal(c.Min), c.Code)
	case c.Max > 0 && n > c.Max:
		r.warn(f, "Telegram may refuse more than about %s %s", c.Decimal(c.Max), c.Code)
	}
}

// completed fills in the ends of a range that are not given: Telegram's limits,
// or what the amounts ask for.
func completed(given money.Range, c money.Currency, amounts []int64) money.Range {
	full := given
	if full.Min == 0 {
		full.Min = max(c.Min, 1)
		for _, n := range amounts {
			full.Min = min(full.Min, n)
		}
		if given.Max > 0 {
			full.Min = min(full.Min, given.Max)
		}
	}
	if full.Max == 0 {
		full.Max = c.Max
		if full.Max == 0 {
			full.Max = mostStars
		}
		full.Max = max(min(full.Max, money.MaxUnits), full.Min)
		for _, n := range amounts {
			full.Max = max(full.Max, n)
		}
	}
	return full
}
