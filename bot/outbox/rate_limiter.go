package outbox

import "time"

// Telegram's limits within one chat (Bot API documentation, FAQ): one message a
// second to a person, twenty a minute to a group.
const (
	personPause = time.Second
	groupPause  = 3 * time.Second
)

// rateLimiter keeps to Telegram's limits, so that Telegram does not have to say so.
type rateLimiter struct {
	gap  time.Duration // between any two messages; 0: all limits are lifted
	next time.Time     // when the next message may be sent
}

func newRateLimiter(perSecond int) rateLimiter {
	if perSecond <= 0 {
		return rateLimiter{}
	}
	// No bursts: thirty in one second are the limit, wherever the second begins.
	// And a tenth less than that, since messages do not travel equally fast.
	gap := time.Second / time.Duration(perSecond)
	return rateLimiter{gap: gap + gap/10}
}

// wait returns how long the next message has to wait; 0 or less: it may be sent now.
func (l *rateLimiter) wait(now time.Time) time.Duration { return l.next.Sub(now) }

// sending notes a message that is on its way.
func (l *rateLimiter) sending(now time.Time) { l.next = now.Add(l.gap) }

// pauseOf returns how long a chat gets nothing after a message.
func (l *rateLimiter) pauseOf(chat int64) time.Duration {
	switch {
	case l.gap == 0:
		return 0
	case chat < 0:
		return groupPause
	}
	return personPause
}
