package storage

import (
	"slices"

	"github.com/donatebot/donatebot/campaigns"
)

// step is one event of a donation's life: what it changes in the figures of a day.
type step struct {
	key           campaigns.TotalsKey
	day           campaigns.Day
	before, after campaigns.Totals
}

// replay is the life of a donation: that it came, as it was then, and what each
// adjustment made of it.
func replay(d campaigns.Donation, adjustments []campaigns.Adjustment) []step {
	d = d.Before(adjustments)
	steps := slices.Grow([]step(nil), 1+len(adjustments))
	steps = append(steps, step{key: d.Key(), day: d.Day, after: d.Counted()})
	for _, a := range adjustments {
		before := d
		d = d.After(a)
		steps = append(steps, stepsBetween(before, d, a.Day)...)
	}
	return steps
}

// stepsBetween are what an adjustment of that day changes: two steps if the donation
// moved to another campaign.
func stepsBetween(before, after campaigns.Donation, day campaigns.Day) []step {
	if before.Key() == after.Key() {
		return []step{{key: after.Key(), day: day, before: before.Counted(), after: after.Counted()}}
	}
	return []step{{key: before.Key(), day: day, before: before.Counted()}, {key: after.Key(), day: day, after: after.Counted()}}
}
