package outbox

import (
	"container/heap"
	"context"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// Bounds of what is in the memory.
const (
	maxHeld   = 10_000      // messages, of all chats
	crowded   = maxHeld / 2 // from so many on, a chat in trouble keeps only its first message
	maxOfChat = 100
	pageSize  = 200
)

// lookAgainAfter is how far apart are two looks at what waits for its time.
const lookAgainAfter = 5 * time.Second

// backlog is how far the ledger's outbox was read. What was passed over, since its
// chat has enough messages in the memory or its time has not come, is read again
// when that has changed.
type backlog struct {
	unread   bool            // there may be messages after read
	read     uint64          // the id up to which the outbox was read
	passed   uint64          // the lowest id of what was passed over; 0: nothing was
	hungry   map[*queue]bool // queues of which messages were passed over, and that have room now
	due      time.Time       // when the first of what waits for its time is ready; zero: nothing waits
	lookedAt time.Time       // when that was looked at last
}

// pass notes that a message was passed over.
func (b *backlog) pass(id uint64) {
	if b.passed == 0 || id < b.passed {
		b.passed = id
	}
}

// dueFrom notes that something is ready at that time.
func (b *backlog) dueFrom(t time.Time) {
	if b.due.IsZero() || t.Before(b.due) {
		b.due = t
	}
}

// lookAt returns when to look again at what waits for its time; ok is false if
// nothing does.
func (b *backlog) lookAt() (at time.Time, ok bool) {
	at = b.lookedAt.Add(lookAgainAfter)
	if b.due.After(at) {
		at = b.due
	}
	return at, !b.due.IsZero()
}

// lookAtAll lets everything be looked at again, since somebody is back.
func (b *backlog) lookAtAll(now time.Time) {
	b.pass(1)
	b.dueFrom(now)
	b.lookedAt = time.Time{}
}

// fill reads messages into the queues while there is room: first what was passed
// over, so that a chat's messages keep their order, then what is new.
func (w *Worker) fill(ctx context.Context) error {
	if err := w.lookBack(ctx); err != nil {
		return err
	}
	for b := &w.backlog; b.unread && w.room() > 0; {
		page, err := w.o.Store.Pending(ctx, b.read, w.room())
		if err != nil {
			return err
		}
		b.unread = len(page) > 0
		for _, m := range page {
			b.read = m.ID
			w.take(ctx, m)
		}
	}
	return nil
}

// room returns how many messages may be read now.
func (w *Worker) room() int { return min(pageSize, maxHeld-len(w.held)) }

// lookBack reads again what was passed over: all of it when the time of some has
// come, otherwise until no queue is hungry any more.
func (w *Worker) lookBack(ctx context.Context) error {
	b, now := &w.backlog, w.o.Now()
	if b.passed == 0 {
		b.due = time.Time{}
		return nil
	}
	at, waits := b.lookAt()
	whole := waits && !at.After(now)
	if !whole && len(b.hungry) == 0 {
		return nil
	}
	next := b.passed
	b.passed = 0
	if whole {
		b.lookedAt, b.due = now, time.Time{}
	}
	for q := range b.hungry {
		q.more = false
	}
	err := w.readAgain(ctx, &next, whole)
	if next <= b.read { // the rest is for another time
		b.pass(next)
		if whole {
			b.dueFrom(now)
		}
		for q := range b.hungry {
			q.more = true
		}
		return err
	}
	clear(b.hungry)
	return nil
}

// readAgain reads from the id next up to what was read before, and moves next on.
func (w *Worker) readAgain(ctx context.Context, next *uint64, whole bool) error {
	b := &w.backlog
	for *next <= b.read && w.room() > 0 && (whole || len(b.hungry) > 0) {
		page, err := w.o.Store.Pending(ctx, *next-1, w.room())
		if err != nil {
			return err
		}
		if len(page) == 0 {
			*next = b.read + 1
		}
		for _, m := range page {
			if *next = m.ID + 1; m.ID > b.read {
				break
			}
			w.take(ctx, m)
		}
	}
	return nil
}

// take puts a message into its chat's queue, or passes it over.
func (w *Worker) take(ctx context.Context, m campaigns.Message) {
	b, now := &w.backlog, w.o.Now()
	if w.held[m.ID] {
		return
	}
	if !m.ReadyAt(now, m.AwaitsReturn && w.isBack(ctx, m.Chat)) {
		if !m.NotBefore.IsZero() { // what waits for a return alone is looked for when somebody is back
			b.pass(m.ID)
			b.dueFrom(m.NotBefore)
		}
		return
	}
	q := w.chats[m.Chat]
	if q == nil {
		q = newQueue(m.Chat, now)
		w.chats[m.Chat] = q
		heap.Push(&w.waiting, q)
	}
	if q.more || len(q.messages) >= maxOfChat {
		q.more = true
		delete(b.hungry, q)
		b.pass(m.ID)
		return
	}
	w.held[m.ID] = true
	q.messages = append(q.messages, m)
	if q.index >= 0 {
		heap.Fix(&w.waiting, q.index)
	}
}

// isBack reports whether a person takes messages, as far as the ledger knows.
func (w *Worker) isBack(ctx context.Context, person int64) bool {
	d, err := w.o.Store.Donor(ctx, person)
	return err == nil && d.Unreachable == ""
}

// release takes a queue's messages from the n-th on out of the memory: they are in
// the ledger, and are read again when there is room.
func (w *Worker) release(q *queue, n int) {
	for _, m := range q.messages[n:] {
		delete(w.held, m.ID)
		w.backlog.pass(m.ID)
	}
	q.messages, q.more = q.messages[:n], true
}
