package config

import "github.com/donatebot/donatebot/campaigns"

// telegramsPace is how many messages a second Telegram accepts from a bot (Telegram's
// Bots FAQ).
const telegramsPace = 30

func (r *reader) messagesPerSecond() int {
	f := r.value("limits.messages_per_second")
	n := int(r.whole(f, notNegative))
	if n > telegramsPace {
		r.warn(f, "Telegram takes %d messages a second and refuses any beyond that", telegramsPace)
	}
	return n
}

func (r *reader) limits() campaigns.Limits {
	return campaigns.Limits{
		Invoices: int(r.whole(r.value("limits.invoices"), notNegative)),
		Refusals: int(r.whole(r.value("limits.refusals"), notNegative)),
		Excluded: r.users(r.value("limits.blocked")),
	}
}
