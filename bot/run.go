package bot

import (
	"context"
	"errors"
	"time"

	"github.com/donatebot/donatebot/bot/outbox"
	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
)

// stopLimit is how long work under way may go on after the bot was told to stop.
const stopLimit = 2 * time.Second

// New prepares a bot; it calls nobody yet.
func New(o Options) (*Bot, error) {
	b := &Bot{
		store: o.Store, words: o.Words, log: o.Log, now: o.Now, checkouts: make(chan struct{}, mostCheckouts), watchEvery: everyMinute,
		announce: make(chan struct{}, 1),
	}
	if b.now == nil {
		b.now = time.Now
	}
	b.configuration.Store(&o.Configuration)
	b.asked, b.invoices, b.failures, b.alerts = newAsked(), newAllowance(b.now), newAllowance(b.now), newAllowance(b.now)
	b.calls, b.hangUp = context.WithCancel(context.Background())
	b.polls, b.stopPolls = context.WithCancel(b.calls)
	if err := b.connect(telegram.Connect(o.APIURL, o.Token)); err != nil {
		return nil, err
	}
	b.chats = newLanes(b.talkAbout)
	b.outbox = outbox.New(outbox.Options{
		API: b.outboxAPI, Store: b.store, Words: b.words, Settings: b.Settings, GiveAgain: giveAgain,
		MessagesPerSecond: o.MessagesPerSecond, Now: b.now, Log: b.log,
	})
	b.routes()
	return b, nil
}

// Run is the bot until the context ends, when it finishes what is under way and
// returns nil within three seconds. It returns an error only where Telegram does
// not know the token.
func (b *Bot) Run(ctx context.Context) error {
	defer b.hangUp()
	defer context.AfterFunc(ctx, b.stopPolls)()
	if err := b.introduce(ctx); err != nil || ctx.Err() != nil {
		return err
	}
	posting, stopPosting := context.WithCancel(ctx)
	defer stopPosting()
	b.work.Go(func() { b.outbox.Run(posting, b.calls) })
	b.work.Go(func() { b.watch(ctx) })
	b.work.Go(func() { b.announceCommands(ctx) })
	p := &poller{bot: b, passed: map[int64]bool{}, trouble: telegram.Backoff{First: firstRetry, Most: lastRetry}}
	p.run(ctx)
	b.log.Info("stopping")
	if b.drain() {
		b.end(ctx, p.acknowledge)
	}
	b.end(ctx, b.notePoll)
	return nil
}

// end does a last thing after the context has ended, within a limit: neither
// Telegram nor a disk that hangs keeps the bot from stopping.
func (b *Bot) end(ctx context.Context, do func(context.Context)) {
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopLimit/8)
	defer cancel()
	do(last)
}

// introduce asks Telegram who the bot is, which commands in groups need to know.
func (b *Bot) introduce(ctx context.Context) error {
	trouble := telegram.Backoff{First: firstRetry, Most: lastRetry}
	for ctx.Err() == nil {
		me, err := b.pollAPI.GetMe(ctx)
		if err == nil {
			b.chatAPI.Me = me
			b.log.Info("connected to Telegram", "bot", "@"+me.Username, "mode", b.Settings().Mode)
			return nil
		}
		if ctx.Err() != nil {
			return nil
		}
		if r := telegram.AsAPIError(err); r != nil && r.UnknownToken() {
			//lint:ignore ST1005 it begins with a name
			return errors.New(wordsForToken)
		}
		wait := trouble.Failed()
		if r := telegram.AsAPIError(err); r != nil {
			wait = max(wait, r.RetryAfter)
		}
		b.log.Warn("Telegram can't be reached", "error", telegram.Cause(err), "next_try", wait.Round(time.Millisecond))
		telegram.Pause(ctx, wait)
	}
	return nil
}

// announceCommands registers the commands, however long Telegram takes, and anew
// when there may be other administrators.
func (b *Bot) announceCommands(ctx context.Context) {
	trouble := telegram.Backoff{First: 5 * time.Second, Most: 10 * time.Minute}
	for ctx.Err() == nil {
		err := b.registerCommands(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			wait := trouble.Failed()
			b.log.Warn("the commands could not be registered", "error", telegram.Cause(err), "next_try", wait.Round(time.Millisecond))
			telegram.Pause(ctx, wait)
			continue
		}
		trouble.Reset()
		select {
		case <-ctx.Done():
		case <-b.announce:
		}
	}
}

// announceAgain lets the commands be registered anew.
func (b *Bot) announceAgain() {
	select {
	case b.announce <- struct{}{}:
	default:
	}
}

// drain lets work under way end and tells whether all of it did in time. What
// did not is cut off.
func (b *Bot) drain() bool {
	done := make(chan struct{})
	go func() {
		b.chats.idle.Wait()
		b.work.Wait()
		close(done)
	}()
	if ended(done, stopLimit) {
		return true
	}
	b.log.Warn("some answers were not sent before the end; taps can be repeated, payments are safe")
	b.chats.clear()
	b.hangUp()
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

// alert puts words for administrators into the outbox.
func (b *Bot) alert(ctx context.Context, key string, args map[string]string) {
	out := campaigns.MessagesForAlert(b.Settings(), key, args, b.now())
	if len(out) == 0 {
		return
	}
	if err := b.store.Enqueue(ctx, out...); err != nil {
		b.log.Error("administrators could not be alerted", "about", key, "error", err)
	}
}
