package bot

import "slices"

// blocked tells whether the organisation takes nothing from the person.
func (b *Bot) blocked(donor int64) bool {
	return slices.Contains(b.configuration.Load().Limits.Blocked, donor)
}

// mayAsk tells whether the donor may have one more invoice in this hour, and
// counts it.
func (b *Bot) mayAsk(donor int64) bool {
	return b.invoices.take(donor, b.configuration.Load().Limits.Invoices)
}

// mayCheckout tells whether the donor has not failed too often in this hour. An
// approval counts as a failure until its payment comes, since who tries out stolen
// cards has many of these.
func (b *Bot) mayCheckout(donor int64) bool {
	return b.failures.left(donor, b.configuration.Load().Limits.Refusals)
}

// tried counts a checkout that was refused, or approved and not paid yet.
func (b *Bot) tried(donor int64) { b.failures.add(donor, 1) }

// succeeded takes the approved checkout of a payment back from the failures.
func (b *Bot) succeeded(donor int64) { b.failures.add(donor, -1) }
