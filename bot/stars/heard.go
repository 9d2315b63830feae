package stars

import (
	"context"
	"sync"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// messageLimit is how long a refund that Telegram has made waits for Telegram's message
// about it, whose date it is to have. After that it has the date of Telegram's answer.
const messageLimit = 2 * time.Second

// heard wakes who waits for news from Telegram.
type heard struct {
	mu    sync.Mutex
	again chan struct{} // closed with the next news
}

func (h *heard) next() <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.again
}

// Heard is to be called whenever refunds that Telegram reported have been recorded.
func (r *Refunds) Heard() {
	r.heard.mu.Lock()
	defer r.heard.mu.Unlock()
	close(r.heard.again)
	r.heard.again = make(chan struct{})
}

// reported waits until the refund of a receipt is recorded from Telegram's message, and
// reports whether it is.
func (r *Refunds) reported(ctx context.Context, receipt campaigns.ReceiptNo) bool {
	if !r.Listens {
		return false
	}
	limit := time.NewTimer(messageLimit)
	defer limit.Stop()
	for {
		next := r.heard.next()
		d, _, ok, err := r.Store.Donation(ctx, receipt)
		if err != nil || !ok {
			return false
		}
		if d.Status == campaigns.StatusRefunded {
			return true
		}
		select {
		case <-next:
		case <-limit.C:
			return false
		case <-ctx.Done():
			return false
		}
	}
}
