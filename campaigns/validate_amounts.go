package campaigns

import (
	"fmt"
	"slices"

	"github.com/donatebot/donatebot/money"
)

// mostAmounts is how many amounts a campaign can offer: more buttons than this
// fill a phone's screen.
const mostAmounts = 12

// mostTips is how many tips an invoice can suggest (Bot API documentation).
const mostTips = 4

// amounts checks the goal, the range and the amounts on buttons.
func (p *problems) amounts(c Campaign) {
	if c.Goal < 0 {
		p.add(Problem{Field: "goal", Code: ProblemNegative})
	}
	within := p.bounds(c)
	switch {
	case len(c.Amounts) == 0:
		p.add(Problem{Field: "amounts", Code: ProblemMissing})
	case len(c.Amounts) > mostAmounts:
		p.add(Problem{Field: "amounts", Code: ProblemTooManyAmounts, Count: len(c.Amounts), Limit: mostAmounts})
	}
	for i, n := range c.Amounts {
		field := fmt.Sprintf("amounts[%d]", i)
		switch {
		case !p.payable(field, n, 1):
		case slices.Contains(c.Amounts[:i], n):
			p.add(Problem{Field: field, Code: ProblemListedTwice})
		case n < within.Min:
			p.add(Problem{Field: field, Code: ProblemBelowMin, Amount: within.Min})
		case within.Max > 0 && n > within.Max:
			p.add(Problem{Field: field, Code: ProblemAboveMax, Amount: within.Max})
		default:
			p.unusual(field, n, c.Currency)
		}
	}
}

// bounds checks the ends of the range that are given, and returns those that the
// amounts can be compared with.
func (p *problems) bounds(c Campaign) money.Range {
	within := c.Range
	if within.Min != 0 && !p.payable("min", within.Min, 1) {
		within.Min = 0
	}
	if within.Max != 0 && !p.payable("max", within.Max, 1) {
		within.Max = 0
	}
	if within.Max > 0 && within.Max < within.Min {
		p.add(Problem{Field: "max", Code: ProblemBelowMin, Amount: within.Min})
		within = money.Range{}
	}
	p.unusual("min", within.Min, c.Currency)
	p.unusual("max", within.Max, c.Currency)
	return within
}

// payable reports whether a payment can carry the amount, which must be 0 or 1 at
// least.
func (p *problems) payable(field string, n, least int64) bool {
	switch {
	case n < least && least == 1:
		p.add(Problem{Field: field, Code: ProblemNotPositive})
	case n < least:
		p.add(Problem{Field: field, Code: ProblemNegative})
	case n > money.MaxUnits:
		p.add(Problem{Field: field, Code: ProblemTooLarge, Amount: money.MaxUnits})
	default:
		return true
	}
	return false
}

// unusual warns of amounts beyond Telegram's limits. These move with exchange
// rates, so that only Telegram can refuse an amount for them.
func (p *problems) unusual(field string, n int64, c money.Currency) {
	switch {
	case n == 0:
	case n < c.Min:
		p.add(Problem{Field: field, Code: ProblemBelowTelegram, Amount: c.Min, Warning: true})
	case c.Max > 0 && n > c.Max:
		p.add(Problem{Field: field, Code: ProblemAboveTelegram, Amount: c.Max, Warning: true})
	}
}

func (p *problems) tips(c Campaign) {
	if c.Currency.Code == money.Stars {
		if c.Tips.Max != 0 || len(c.Tips.Suggested) > 0 {
			p.add(Problem{Field: "tips", Code: ProblemStarsTips})
		}
		return
	}
	bounded := p.payable("tips.max", c.Tips.Max, 0)
	if n := len(c.Tips.Suggested); n > mostTips {
		p.add(Problem{Field: "tips.suggested", Code: ProblemTooManyTips, Count: n, Limit: mostTips})
	}
	var before int64
	for i, n := range c.Tips.Suggested {
		field := fmt.Sprintf("tips.suggested[%d]", i)
		if !p.payable(field, n, 1) {
			continue
		}
		switch {
		case n <= before:
			p.add(Problem{Field: field, Code: ProblemTipsNotRising})
		case bounded && n > c.Tips.Max:
			p.add(Problem{Field: field, Code: ProblemTipAboveMax, Amount: c.Tips.Max})
		}
		before = n
	}
}
