package bot

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
)

// pollTimeout is how long Telegram may hold a poll open while nothing happens.
// It takes up to 50 seconds (tdlib/telegram-bot-api, Client.cpp).
const pollTimeout = 25 * time.Second

// Pauses of the poller.
const (
	firstRetry  = 500 * time.Millisecond
	lastRetry   = 30 * time.Second
	ledgerRetry = time.Second            // while the ledger can't be written
	emptyPause  = 200 * time.Millisecond // after an empty answer that came too soon
)

// updatesWanted are the kinds that the bot asks for. Telegram remembers the
// list; a stale one without pre_checkout_query would silently break each payment.
var updatesWanted = []string{"message", "callback_query", "shipping_query", "pre_checkout_query", "my_chat_member"}

// poller fetches batches and acknowledges one only when all money in it is on disk.
type poller struct {
	api      *telegram.Client
	last     *telegram.Client // for the acknowledgement when the bot has stopped polling
	recorder *recorder
	dispatch func(telegram.Update)
	reached  func() // told whenever Telegram has answered
	log      *slog.Logger
	// offset is the highest id of the batch that was taken last, plus one; 0 at
	// the start. It is never persisted and never compared with earlier ones, since
	// Telegram draws new ids after a quiet week.
	offset int64
	// passed are the updates of the batch at hand that were dispatched while its
	// money could not be recorded yet.
	passed map[int64]bool
	// recording is a commit that has not ended yet, nil for none.
	recording *recording
	trouble   telegram.Backoff
}

func newPoller(b *Bot) *poller {
	return &poller{
		api: b.apis.poll, last: b.apis.outbox, recorder: b.recorder, dispatch: b.dispatcher.dispatch, reached: b.lastPoll.reached, log: b.log,
		passed: map[int64]bool{}, trouble: telegram.Backoff{First: firstRetry, Most: lastRetry},
	}
}

// run polls until the context ends.
func (p *poller) run(ctx context.Context) {
	for ctx.Err() == nil {
		asked := time.Now()
		batch, err := p.fetch(ctx, p.api, 100, pollTimeout)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			p.failed(ctx, err)
		default:
			p.trouble.Reset()
			p.reached()
			p.take(ctx, batch)
			if len(batch) == 0 && time.Since(asked) < emptyPause {
				telegram.Pause(ctx, emptyPause)
			}
		}
	}
}

// fetch asks for what has come since the offset, which acknowledges all before it.
func (p *poller) fetch(ctx context.Context, api *telegram.Client, limit int, timeout time.Duration) ([]json.RawMessage, error) {
	return api.GetUpdates(ctx, telegram.Poll{Offset: p.offset, Limit: limit, Timeout: timeout, Kinds: updatesWanted})
}

// take records the batch's money and dispatches the rest. Only when the
// money is on disk does the offset pass the batch. While the disk hangs, polling
// goes on from the same offset, so that checkouts still get their refusal.
func (p *poller) take(ctx context.Context, batch []json.RawMessage) {
	if len(batch) == 0 {
		return
	}
	updates, highest := p.read(batch)
	fresh := p.recording == nil
	if fresh {
		p.recording = p.recorder.record(updates)
		p.recording.wait(ctx, recordLead)
	}
	for _, u := range updates {
		if !p.passed[u.ID] {
			p.passed[u.ID] = true
			p.dispatch(u)
		}
	}
	if !p.recording.wait(ctx, ledgerRetry) {
		p.recorder.stuck.Store(true)
		p.log.Error("the database does not answer; nothing is acknowledged until it does")
		return
	}
	p.recorded(ctx, fresh, highest)
}

// recorded lets the offset pass a batch whose commit has ended well. fresh reports
// whether the commit was of this batch.
func (p *poller) recorded(ctx context.Context, fresh bool, highest int64) {
	err := p.recording.err
	p.recording = nil
	p.recorder.stuck.Store(err != nil)
	switch {
	case err != nil:
		p.log.Error("the database can't be written; nothing is acknowledged until it can", "error", err)
		telegram.Pause(ctx, ledgerRetry)
	case !fresh: // what has just ended was an earlier batch; this one comes again
	case highest > 0:
		p.offset = highest + 1
		// A poll may show less than the one before: Telegram gives one update to polls that
		// repeat an offset at once. What comes again after this batch stays known.
		maps.DeleteFunc(p.passed, func(id int64, _ bool) bool { return id <= highest })
	default: // nothing in it can be acknowledged
		telegram.Pause(ctx, ledgerRetry)
	}
}

// read reads each update on its own, so that one that can't be read costs no other.
func (p *poller) read(batch []json.RawMessage) (updates []telegram.Update, highest int64) {
	highest = -1
	for _, raw := range batch {
		u, err := telegram.ReadUpdate(raw)
		highest = max(highest, u.ID)
		if u.Broken && !p.passed[u.ID] {
			p.log.Warn("an update can't be read", "update", u.ID, "holds_money", telegram.HoldsMoney(raw), "error", telegram.ReadFault(err))
		}
		updates = append(updates, u)
	}
	return updates, highest
}

// failed says what is wrong in words that help, and waits.
func (p *poller) failed(ctx context.Context, err error) {
	wait := p.trouble.Failed()
	refused := telegram.AsAPIError(err)
	switch {
	case refused == nil:
		p.log.Warn("Telegram can't be reached", "error", telegram.Cause(err), "next_try", wait.Round(time.Millisecond))
	case refused.Code == http.StatusTooManyRequests:
		wait = max(wait, refused.RetryAfter)
		p.log.Warn("Telegram asks for a pause", "next_try", wait.Round(time.Millisecond))
	case refused.UnknownToken():
		p.log.Error(wordsForToken, "error", refused, "next_try", wait.Round(time.Millisecond))
	case refused.WebhookSet():
		p.log.Error("a webhook is set for this bot, so it can't be polled: another program may be using it; "+
			"call the Bot API's deleteWebhook once to run the bot here", "next_try", wait.Round(time.Millisecond))
	case refused.PolledTwice():
		wait = max(wait, 3*time.Second) // Telegram delays a second one within 3 s anyway
		p.log.Error("another program polls with this bot's token; make sure that only one instance runs", "next_try", wait.Round(time.Millisecond))
	default:
		p.log.Warn("Telegram refuses the poll", "error", refused, "next_try", wait.Round(time.Millisecond))
	}
	telegram.Pause(ctx, wait)
}

// acknowledge tells Telegram, when the bot stops, that the last batch is done.
// What it cannot tell is delivered again at the next start.
func (p *poller) acknowledge(ctx context.Context) {
	if p.offset == 0 || len(p.passed) > 0 {
		return
	}
	if _, err := p.fetch(ctx, p.last, 1, 0); err != nil {
		p.log.Warn("the last updates could not be acknowledged; they will come again", "error", telegram.Cause(err))
	}
}
