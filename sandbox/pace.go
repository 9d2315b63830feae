package sandbox

import (
	"time"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// Limits of Options.Pace (Telegram, "Bots FAQ": 30 messages a second overall, one a
// second in a chat with short bursts tolerated, 20 a minute in a group).
const (
	perSecond      = 30
	burstInChat    = 3
	perGroupMinute = 20
)

// pace counts what was sent.
type pace struct {
	overall []time.Time
	chats   map[int64][]time.Time
}

// take counts a message to a chat, or refuses it if it comes too fast.
func (p *pace) take(chat int64, private bool, now time.Time) *spec.Error {
	most, window := perGroupMinute, time.Minute
	if private {
		most, window = burstInChat, burstInChat*time.Second
	}
	if p.chats == nil {
		p.chats = map[int64][]time.Time{}
	}
	all, here := since(p.overall, now.Add(-time.Second)), since(p.chats[chat], now.Add(-window))
	p.overall, p.chats[chat] = all, here
	switch {
	case len(here) >= most:
		return tooMany(here[0].Add(window).Sub(now))
	case len(all) >= perSecond:
		return tooMany(all[0].Add(time.Second).Sub(now))
	}
	p.overall, p.chats[chat] = append(all, now), append(here, now)
	return nil
}

// since drops what was before.
func since(times []time.Time, from time.Time) []time.Time {
	for len(times) > 0 && !times[0].After(from) {
		times = times[1:]
	}
	return times
}

// tooMany asks for a pause, rounded up to whole seconds.
func tooMany(wait time.Duration) *spec.Error {
	return spec.TooMany(max(1, int((wait+time.Second-1)/time.Second)))
}
