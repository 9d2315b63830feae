package storage

import (
	"slices"

	"github.com/donatebot/donatebot/campaigns"
)

// step is one event of a donation's life: what it changes in the figures of a day.
type step struct {
	day           campaigns.Day
	before, after campaigns.Totals
}

// replay is the life of a donation: that it came, with the status that it had then,
// and what each adjustment made of it.
func replay(d campaigns.Donation, adjustments []AdjustmentRow) []step {
	if len(adjustments) > 0 {
		d.Status = adjustments[0].From
	}
	steps := slices.Grow([]step(nil), 1+len(adjustments))
	steps = append(steps, step{day: d.Day, after: d.Counted()})
	for _, a := range adjustments {
		before := d.Counted()
		d.Status = a.To
		steps = append(steps, step{day: a.Day.Day(), before: before, after: d.Counted()})
	}
	return steps
}
