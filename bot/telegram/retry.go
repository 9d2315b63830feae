package telegram

import (
	"context"
	"math/rand/v2"
	"time"
)

// RetryPolicy is how long a call is repeated while Telegram is in trouble.
type RetryPolicy struct {
	Total   time.Duration // for all attempts together; 0: one attempt
	Attempt time.Duration // for one
}

// Backoff waits longer from one failure to the next, with jitter, so that many
// bots behind one outage do not come back in step.
type Backoff struct {
	First, Most time.Duration
	next        time.Duration
}

// Failed returns how long to wait after one more failure: between half and the whole
// of a time that doubles up to the most.
func (b *Backoff) Failed() time.Duration {
	if b.next == 0 {
		b.next = b.First
	}
	wait := b.next/2 + rand.N(b.next/2+1)
	b.next = min(b.next*2, b.Most)
	return wait
}

// Reset begins again with the first pause.
func (b *Backoff) Reset() { b.next = 0 }

// Pause waits, unless the context ends first.
func Pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
