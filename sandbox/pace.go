package sandbox

import (
	"net/http"
	"time"
)

// pace counts what was sent (Telegram, "Bots FAQ": 30 messages a second overall,
// one a second in a chat with short bursts tolerated, 20 a minute in a group).
type pace struct {
	overall []time.Time
	chats   map[int64][]time.Time
}

// Limits of Options.Pace.
const (
	perSecond      = 30
	burstInChat    = 3
	perGroupMinute = 20
)

// paced refuses what comes too fast; s.mu is held.
func (s *Sandbox) paced(chat *Chat) *apiError {
	if !s.o.Pace {
		return nil
	}
	if s.pace.chats == nil {
		s.pace.chats = map[int64][]time.Time{}
	}
	now := s.o.Now()
	most, window := burstInChat, burstInChat*time.Second
	if chat.Person == nil {
		most, window = perGroupMinute, time.Minute
	}
	all := since(s.pace.overall, now.Add(-time.Second))
	here := since(s.pace.chats[chat.ID], now.Add(-window))
	s.pace.overall, s.pace.chats[chat.ID] = all, here
	switch {
	case len(here) >= most:
		return tooMany(here[0].Add(window).Sub(now))
	case len(all) >= perSecond:
		return tooMany(all[0].Add(time.Second).Sub(now))
	}
	s.pace.overall = append(all, now)
	s.pace.chats[chat.ID] = append(here, now)
	return nil
}

// since drops what was before.
func since(times []time.Time, from time.Time) []time.Time {
	for len(times) > 0 && !times[0].After(from) {
		times = times[1:]
	}
	return times
}

// tooMany is a 429; seconds are rounded up.
func tooMany(wait time.Duration) *apiError {
	seconds := max(1, int((wait+time.Second-1)/time.Second))
	return &apiError{Code: http.StatusTooManyRequests, Text: "retry after " + itoa(int64(seconds)), RetryAfter: seconds}
}
