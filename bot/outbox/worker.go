package outbox

import (
	"container/heap"
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"
)

// Options are what a Worker needs; all of them must be given.
type Options struct {
	API         *telegram.Client // makes one attempt a call
	Store       *storage.Store
	State       *storage.State // knows each receipt before a message names it
	Words       *locales.Words
	Settings    func() *campaigns.Settings   // those of the moment
	GiveAgain   func(id campaigns.ID) string // the data of the button below thanks
	CloseUnpaid func(id string) string       // of the one below an unpaid checkout
	// Moved is told of a group that has become a supergroup.
	Moved             func(old, to int64)
	MessagesPerSecond int // over all chats; 0 lifts every limit of Telegram's
	Now               func() time.Time
	Log               *slog.Logger
}

// maxSending is how many sends are under way at once.
const maxSending = 500

// Pauses after a failure.
const (
	firstRetry    = 500 * time.Millisecond
	lastRetry     = 30 * time.Second
	ledgerRetry   = time.Second // while the ledger can't be read
	maxRetryAfter = time.Hour   // that is obeyed when Telegram asks for a pause
)

// Worker sends what waits in the outbox. All its fields belong to the goroutine
// that runs it.
type Worker struct {
	o       Options
	limiter rateLimiter
	backlog backlog
	chats   map[int64]*queue // those in the memory
	waiting queues           // the heap of those without a send under way
	held    map[uint64]bool  // ids of all messages in the queues
	moved   map[int64]int64  // groups that became supergroups
	sending int              // sends under way
	failing int              // chats in trouble
	results chan result
	woken   chan struct{}
}

// New prepares a worker.
func New(o Options) *Worker {
	return &Worker{
		o: o, limiter: newRateLimiter(o.MessagesPerSecond), backlog: backlog{unread: true, hungry: map[*queue]bool{}},
		chats: map[int64]*queue{}, held: map[uint64]bool{}, moved: map[int64]int64{},
		results: make(chan result, maxSending), woken: make(chan struct{}, 1),
	}
}

// Wake says that somebody takes messages again: that their Donor in the ledger is
// not Unreachable any more. What awaited their return is sent. It never waits, and
// may be called by any goroutine.
func (w *Worker) Wake() {
	select {
	case w.woken <- struct{}{}:
	default:
	}
}

// Run sends until ctx ends, then waits for what is under way. That ends with calls,
// at the latest, which must end after ctx.
func (w *Worker) Run(ctx, calls context.Context) {
	for ctx.Err() == nil {
		if err := w.fill(calls); err != nil {
			w.o.Log.Error("the outbox can't be read", "error", err)
			telegram.Pause(ctx, ledgerRetry)
			continue
		}
		w.wait(ctx, w.startDue(ctx, calls))
	}
	for ; w.sending > 0; w.sending-- {
		<-w.results
	}
}

// wait waits until there is something to do, at most for that long.
func (w *Worker) wait(ctx context.Context, limit time.Duration) {
	if at, waits := w.backlog.lookAt(); waits {
		limit = min(limit, longestWait, at.Sub(w.o.Now()))
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-w.o.Store.Wake():
		w.backlog.unread = true
	case <-w.woken:
		w.backlog.lookAtAll(w.o.Now())
	case r := <-w.results:
		w.finish(r)
	}
}

// Bounds of a wait: for what is ready at a known time, since the clock may be set
// meanwhile, and if there is nothing to wait for.
const (
	longestWait = time.Second
	idleWait    = time.Minute
)

// startDue starts every send whose time has come, and returns how long until the next.
func (w *Worker) startDue(ctx, calls context.Context) time.Duration {
	for len(w.waiting) > 0 && w.sending < maxSending {
		now, q := w.o.Now(), w.waiting[0]
		if wait := q.readyAt.Sub(now); wait > 0 {
			return min(wait, longestWait)
		}
		if len(q.messages) == 0 {
			w.forget(q, now)
			continue
		}
		if wait := w.limiter.wait(now); wait > 0 {
			return min(wait, longestWait)
		}
		w.limiter.sending(now)
		w.start(ctx, calls, q)
	}
	return idleWait
}

// forget drops a queue that is empty, unless messages of its chat were passed over:
// then it stays for these.
func (w *Worker) forget(q *queue, now time.Time) {
	if q.more {
		q.readyAt = now.Add(longestWait)
		heap.Fix(&w.waiting, q.index)
		return
	}
	heap.Remove(&w.waiting, q.index)
	delete(w.chats, q.chat)
}

// start starts a send to the chat of the queue.
func (w *Worker) start(ctx, calls context.Context, q *queue) {
	heap.Remove(&w.waiting, q.index)
	s := send{o: &w.o, chat: q.chat, batch: q.batch()}
	if to, ok := w.moved[q.chat]; ok {
		s.chat = to
	}
	w.sending++
	go func() {
		r := s.run(ctx, calls)
		r.queue = q
		w.results <- r
	}()
}

// finish brings the queue up to date after a send.
func (w *Worker) finish(r result) {
	w.sending--
	q, now := r.queue, w.o.Now()
	for _, m := range q.messages[:r.done] {
		delete(w.held, m.ID)
	}
	q.messages = slices.Delete(q.messages, 0, r.done)
	q.single = max(q.single-r.done, r.refused)
	w.setFailing(q, r.err != nil)
	q.readyAt = now.Add(w.limiter.pauseOf(q.chat))
	switch {
	case r.moved != 0:
		w.moved[q.chat], q.readyAt = r.moved, now
	case q.failing:
		w.postpone(q, now, r.err)
	default:
		q.backoff.Reset()
	}
	if q.more && !q.failing && len(q.messages) <= maxOfChat/2 {
		w.backlog.hungry[q] = true
	}
	heap.Push(&w.waiting, q)
}

// setFailing notes whether a chat is in trouble.
func (w *Worker) setFailing(q *queue, failing bool) {
	if q.failing && !failing {
		w.failing--
	}
	if !q.failing && failing {
		w.failing++
	}
	q.failing = failing
}

// postpone lets a chat in trouble wait. Others wait no longer for it: all chats in
// trouble together take at most half of what may be sent.
func (w *Worker) postpone(q *queue, now time.Time, err error) {
	pause := max(q.backoff.Failed(), 2*w.limiter.gap*time.Duration(w.failing))
	words := "a message waits, since it could not be sent"
	if r := telegram.AsAPIError(err); r != nil && r.RetryAfter > 0 {
		pause = min(r.RetryAfter, maxRetryAfter)
		words = "Telegram asks for a pause in a chat"
	}
	if at := now.Add(pause); at.After(q.readyAt) {
		q.readyAt = at
	}
	w.o.Log.Warn(words, "error", telegram.Cause(err), "next_try", q.readyAt.Sub(now).Round(time.Millisecond))
	delete(w.backlog.hungry, q)
	if len(w.held) >= crowded && len(q.messages) > 1 {
		w.release(q, 1)
	}
}

// newQueue makes the queue of a chat that gets its first message at once.
func newQueue(chat int64, now time.Time) *queue {
	return &queue{chat: chat, readyAt: now, backoff: telegram.Backoff{First: firstRetry, Most: lastRetry}}
}
