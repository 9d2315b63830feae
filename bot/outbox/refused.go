package outbox

import (
	"slices"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// A message that Telegram refuses is tried again for a day: first after half a
// minute, then each time after half of the time since the first refusal. Telegram
// has refused everything by mistake for hours, groups are closed and opened again,
// and bots are removed from them and added again.
const (
	triedFor   = 24 * time.Hour
	firstAgain = 30 * time.Second
)

// afterRefusal returns a message that Telegram refused as it is to wait from now on;
// ok is false if it is given up. gone says that its chat takes no messages at all:
// then a notice goes to the next who must know, and what is for a donor awaits their
// return, also when the day is over.
func afterRefusal(c *campaigns.Settings, m campaigns.Message, gone bool, now time.Time) (next campaigns.Message, ok bool) {
	if m.RefusedAt.IsZero() {
		m.RefusedAt = now
	}
	m.NotBefore, m.AwaitsReturn = time.Time{}, false
	if gone && !m.Kind.ForDonor() {
		var all bool
		if m.Chat, all = nextToKnow(c, m.Chat); !all {
			return m, true
		}
	}
	m.AwaitsReturn = gone && m.Chat > 0
	since := now.Sub(m.RefusedAt)
	if since >= triedFor {
		return m, m.AwaitsReturn && m.Kind.ForDonor()
	}
	m.NotBefore = now.Add(min(max(firstAgain, since/2), triedFor-since))
	return m, true
}

// nextToKnow returns to which chat a notice goes if this one is gone: after the
// administrators' chat to one administrator after the other. all says that nobody is
// left; the chat is then the one to begin with again. Without an administrators' chat
// each administrator has a notice of their own, which stays with them.
func nextToKnow(c *campaigns.Settings, chat int64) (next int64, all bool) {
	order := c.Admins
	if c.AdminChat != 0 {
		order = append([]int64{c.AdminChat}, c.Admins...)
	}
	i := slices.Index(order, chat) // -1: it was taken out of the configuration
	switch {
	case len(order) == 0, c.AdminChat == 0 && i >= 0:
		return chat, true
	case i+1 < len(order):
		return order[i+1], false
	}
	return order[0], true
}
