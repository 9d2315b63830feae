package bot

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

const (
	// staleAfter is when a poll is too long ago to say that a payment has not come.
	staleAfter = 2 * time.Minute
	// notePollEvery is how exactly the ledger knows when Telegram was last reached.
	notePollEvery = 10 * time.Minute
	// longSilence is when payments may have been lost, since Telegram drops updates
	// after 24 hours (tdlib/telegram-bot-api, Client.cpp).
	longSilence = 20 * time.Hour
)

// lastPoll is when Telegram last answered a poll, also across restarts.
type lastPoll struct {
	common
	work *sync.WaitGroup

	at     atomic.Int64                        // Unix seconds; 0: not since the start
	noted  atomic.Int64                        // the one that is in the ledger
	gap    atomic.Pointer[[]campaigns.Message] // what administrators are still to be told of a long silence
	noting sync.Mutex                          // held while one is written there
}

// stale reports whether payments may wait at Telegram.
func (p *lastPoll) stale() bool {
	return p.now().Unix()-p.at.Load() > int64(staleAfter/time.Second)
}

// reached notes that Telegram answered a poll. After a long silence it tells
// administrators which period to compare at the provider. It waits for no writing:
// while the ledger hangs, checkouts must still be fetched and refused.
func (p *lastPoll) reached() {
	now := p.now()
	last := time.Unix(p.at.Load(), 0)
	if p.at.Load() == 0 {
		stored, err := p.store.LastPoll(p.ctx)
		if err != nil {
			p.log.Error("the last poll can't be read", "error", err)
		}
		last = stored
	}
	p.at.Store(now.Unix())
	if last.Unix() > 0 && now.Sub(last) > longSilence {
		p.silence(last, now)
	}
	due := p.gap.Load() != nil || now.Sub(time.Unix(p.noted.Load(), 0)) >= notePollEvery
	if due && p.noting.TryLock() {
		p.work.Go(func() {
			defer p.noting.Unlock()
			p.note(p.ctx)
		})
	}
}

// silence prepares what administrators are told of a period without Telegram.
func (p *lastPoll) silence(from, to time.Time) {
	p.log.Warn("Telegram was not reached for long; it drops payments after 24 hours, so compare this period at the provider",
		"from", from.UTC(), "to", to.UTC())
	period := map[string]string{"from": from.UTC().Format(time.RFC3339), "to": to.UTC().Format(time.RFC3339)}
	gap := campaigns.MessagesForAlert(p.settings(), alertSilence, period, to)
	p.gap.Store(&gap)
}

// note keeps in the ledger when Telegram was last reached, together with the words
// about a gap before that: neither is there without the other.
func (p *lastPoll) note(ctx context.Context) {
	last := p.at.Load()
	if last == 0 || last == p.noted.Load() {
		return
	}
	var gap []campaigns.Message
	told := p.gap.Load()
	if told != nil {
		gap = *told
	}
	if err := p.store.SetLastPoll(ctx, time.Unix(last, 0), gap...); err != nil {
		if ctx.Err() != nil {
			return // the bot stops, and notes it then
		}
		p.log.Warn("the time of the last poll could not be noted", "error", err)
		return
	}
	p.gap.CompareAndSwap(told, nil)
	p.noted.Store(last)
}
