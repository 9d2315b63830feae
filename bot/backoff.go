package bot

import (
	"context"
	"math/rand/v2"
	"time"
)

// backoff waits longer from one failure to the next, with jitter, so that many
// bots behind one outage do not come back in step.
type backoff struct {
	first, most time.Duration
	next        time.Duration
}

// failed is how long to wait after one more failure: between half and the whole
// of a time that doubles up to the most.
func (b *backoff) failed() time.Duration {
	if b.next == 0 {
		b.next = b.first
	}
	wait := b.next/2 + rand.N(b.next/2+1)
	b.next = min(b.next*2, b.most)
	return wait
}

func (b *backoff) reset() { b.next = 0 }

// pause waits, unless the context ends first.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
