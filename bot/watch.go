package bot

import (
	"context"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// What the watch looks after, and how often.
const (
	everyMinute = time.Minute
	sweepEvery  = 60 // watches
	// staleAfter is when a poll is too long ago to say that a payment has not come.
	staleAfter = 2 * time.Minute
	// unpaidAfter is when an approved checkout without a payment is worth a look at
	// the provider: a payment follows its approval within seconds.
	unpaidAfter = 15 * time.Minute
	// strayAfter is when money that fits nothing will not fit any more: a refund may
	// come shortly before its payment.
	strayAfter = time.Minute
	// notePollEvery is how exactly the ledger knows when Telegram was last reached.
	notePollEvery = 10 * time.Minute
	// longSilence is when payments may have been lost, since Telegram drops updates
	// after 24 hours (tdlib/telegram-bot-api, Client.cpp).
	longSilence = 20 * time.Hour
)

// watch looks after what no update brings: approvals without a payment and
// invoices that have expired.
func (b *Bot) watch(ctx context.Context) {
	tick := time.NewTicker(b.watchEvery)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if b.now().Unix()-b.lastPoll.Load() > int64(staleAfter/time.Second) {
			continue // payments may wait at Telegram
		}
		if _, err := b.store.AlertUnpaid(ctx, b.Settings(), b.now(), unpaidAfter); err != nil && ctx.Err() == nil {
			b.log.Error("approved checkouts can't be looked through", "error", err)
		}
		if _, err := b.store.AlertUnmatched(ctx, b.Settings(), b.now(), strayAfter); err != nil && ctx.Err() == nil {
			b.log.Error("money kept for review can't be looked through", "error", err)
		}
		if n%sweepEvery == 0 {
			if _, err := b.store.Sweep(ctx, b.now()); err != nil && ctx.Err() == nil {
				b.log.Error("expired invoices can't be swept", "error", err)
			}
		}
	}
}

// reached notes that Telegram answered a poll. After a long silence it tells
// administrators which period to compare at the provider. It waits for no writing:
// while the ledger hangs, checkouts must still be fetched and refused.
func (b *Bot) reached() {
	now := b.now()
	last := time.Unix(b.lastPoll.Load(), 0)
	if b.lastPoll.Load() == 0 {
		stored, err := b.store.LastPoll(b.calls)
		if err != nil {
			b.log.Error("the last poll can't be read", "error", err)
		}
		last = stored
	}
	b.lastPoll.Store(now.Unix())
	if last.Unix() > 0 && now.Sub(last) > longSilence {
		b.log.Warn("Telegram was not reached for long; it drops payments after 24 hours, so compare this period at the provider",
			"from", last.UTC(), "to", now.UTC())
		period := map[string]string{"from": last.UTC().Format(time.RFC3339), "to": now.UTC().Format(time.RFC3339)}
		gap := campaigns.MessagesForAlert(b.Settings(), alertGap, period, now)
		b.gap.Store(&gap)
	}
	due := b.gap.Load() != nil || now.Sub(time.Unix(b.notedPoll.Load(), 0)) >= notePollEvery
	if due && b.noting.TryLock() {
		b.work.Go(func() {
			defer b.noting.Unlock()
			b.notePoll(b.calls)
		})
	}
}

// notePoll keeps in the ledger when Telegram was last reached, together with the
// words about a gap before that: neither is there without the other.
func (b *Bot) notePoll(ctx context.Context) {
	last := b.lastPoll.Load()
	if last == 0 || last == b.notedPoll.Load() {
		return
	}
	var gap []campaigns.Message
	told := b.gap.Load()
	if told != nil {
		gap = *told
	}
	if err := b.store.SetLastPoll(ctx, time.Unix(last, 0), gap...); err != nil {
		if ctx.Err() != nil {
			return // the bot stops, and notes it then
		}
		b.log.Warn("the time of the last poll could not be noted", "error", err)
		return
	}
	b.gap.CompareAndSwap(told, nil)
	b.notedPoll.Store(last)
}
