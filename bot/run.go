package bot

import (
	"context"
	"time"
)

// stopLimit is how long work under way may go on after the bot was told to stop.
const stopLimit = 2 * time.Second

// Reconcile compares the ledger with what was given out, before anybody gives a
// receipt: a command that the control socket takes can. Run does it unless it is done.
// An error means that it could not be compared. It must not be called beside Run.
func (b *Bot) Reconcile(ctx context.Context) error { return b.past.reconcile(ctx) }

// Run is the bot until the context ends, when it finishes what is under way and
// returns nil within three seconds. It returns an error only if Telegram does not
// know the token, or the ledger can't be compared with what was given out.
func (b *Bot) Run(ctx context.Context) error {
	defer b.cancelCalls()
	if err := b.Reconcile(ctx); err != nil {
		return err
	}
	if err := b.identify(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	b.chat.ClearScratch(ctx)
	sending, stopSending := context.WithCancel(ctx)
	defer stopSending()
	b.work.Go(func() { b.outbox.Run(sending, b.ctx) })
	b.work.Go(func() { b.maintenance.run(ctx) })
	b.work.Go(func() { b.chat.RegisterCommands(ctx) })
	p := newPoller(b)
	p.run(ctx)
	b.log.Info("stopping")
	if b.drain() {
		b.end(ctx, p.acknowledge)
	}
	b.end(ctx, b.lastPoll.note)
	return nil
}

// end does a last thing after the context has ended, within a limit: neither
// Telegram nor a disk that hangs keeps the bot from stopping.
func (b *Bot) end(ctx context.Context, do func(context.Context)) {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit/8)
	defer cancel()
	do(last)
}

// drain lets work under way end and reports whether all of it did in time. What
// did not is cut off.
func (b *Bot) drain() bool {
	done := make(chan struct{})
	go func() {
		b.dispatcher.queues.idle.Wait()
		b.work.Wait()
		close(done)
	}()
	if ended(done, stopLimit) {
		return true
	}
	b.log.Warn("some answers were not sent before the end; taps can be repeated, payments are safe")
	b.dispatcher.queues.clear()
	b.cancelCalls()
	ended(done, stopLimit/4)
	return false
}

// ended waits for a channel to close, but not longer than that.
func ended(done <-chan struct{}, limit time.Duration) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}
