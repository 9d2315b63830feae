package sandbox

import (
	"bytes"
	"net/http"
	"sort"
	"time"
)

// Limits of getUpdates (tdlib/telegram-bot-api, Client.h).
const (
	largestPoll    = 100
	longestPoll    = 50 * time.Second
	largestBatch   = 4 << 20
	batchingOfPoll = time.Millisecond
)

const otherPoll = "terminated by other getUpdates request; make sure that only one bot instance is running"

// parked is a poll that waits.
type parked struct {
	wake   chan struct{}
	ended  chan struct{}
	reason *apiError // why it ended; set before ended is closed
}

// end answers the poll that waits; s.mu is held.
func (q *updates) end(reason *apiError) {
	if p := q.parked; p != nil {
		p.reason = reason
		close(p.ended)
		q.parked = nil
	}
}

// getUpdates answers a poll, after waiting if nothing is there.
func (s *Sandbox) getUpdates(r *http.Request, c *call) answer {
	offset := toInteger(c.Params["offset"])
	limit := int(c.clamped("limit", 1, largestPoll, largestPoll))
	timeout := min(time.Duration(c.clamped("timeout", 0, 1<<31-1, 0))*time.Second, longestPoll)
	s.mu.Lock()
	if s.webhook != "" {
		s.mu.Unlock()
		return failure(conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"))
	}
	if list, ok := c.Params["allowed_updates"]; ok {
		s.queue.allow(list)
	}
	if s.o.Throttle {
		limit, timeout = s.queue.throttle(offset, limit, timeout)
	}
	batch := s.batch(offset, limit)
	if len(batch) > 0 || timeout == 0 {
		s.mu.Unlock()
		return listed(batch)
	}
	s.queue.end(conflict(otherPoll))
	p := &parked{wake: make(chan struct{}, 1), ended: make(chan struct{})}
	s.queue.parked = p
	s.mu.Unlock()
	return s.wait(r, p, limit, timeout)
}

// throttle slows down polls that repeat an offset (tdlib/telegram-bot-api, Client.cpp).
func (q *updates) throttle(offset int64, limit int, timeout time.Duration) (int, time.Duration) {
	now := time.Now()
	if offset == q.lastOffset && !q.lastPoll.IsZero() {
		since := now.Sub(q.lastPoll)
		if since < 3*time.Second && timeout < 3*time.Second {
			timeout = 3 * time.Second
		}
		if since < 500*time.Millisecond {
			limit = 1
		}
	}
	q.lastOffset, q.lastPoll = offset, now
	return limit, timeout
}

// wait holds the poll until there is something, its time is over, another poll
// takes its place, or the bot is gone. What its offset acknowledged is gone already.
func (s *Sandbox) wait(r *http.Request, p *parked, limit int, timeout time.Duration) answer {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	over := false
	for {
		select {
		case <-p.ended:
			return failure(p.reason)
		case <-r.Context().Done():
			s.unpark(p)
			return answer{gone: true}
		case <-s.closed:
			s.unpark(p)
			return listed(nil)
		case <-timer.C:
			over = true
		case <-p.wake:
			time.Sleep(batchingOfPoll)
		}
		s.mu.Lock()
		if s.queue.parked == p {
			batch := s.batch(0, limit)
			if len(batch) > 0 || over {
				s.queue.parked = nil
				s.mu.Unlock()
				return listed(batch)
			}
		}
		s.mu.Unlock()
	}
}

func (s *Sandbox) unpark(p *parked) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queue.parked == p {
		s.queue.parked = nil
	}
}

// batch acknowledges what is before the offset and lists what follows; s.mu is
// held. An offset far outside the queue is ignored (tdlib/td, TQueue.cpp).
func (s *Sandbox) batch(offset int64, limit int) []update {
	s.expire()
	q := &s.queue
	head := q.next
	if len(q.list) > 0 {
		head = q.list[0].id
	}
	switch {
	case offset < 0:
		q.drop(max(0, len(q.list)+int(max(offset, -largestQueue))))
	case offset > q.next+9 || offset < head-100_000:
	case offset > 0:
		q.drop(sort.Search(len(q.list), func(i int) bool { return q.list[i].id >= offset }))
	}
	size := 0
	for i, u := range q.list {
		size += len(u.body)
		if i == limit || i > 0 && size > largestBatch {
			return append([]update(nil), q.list[:i]...)
		}
	}
	return append([]update(nil), q.list...)
}

// drop forgets the first n.
func (q *updates) drop(n int) {
	clear(q.list[:n])
	q.list = q.list[n:]
}

// listed writes the answer by hand: an update that is no JSON goes out as it is.
func listed(batch []update) answer {
	var b bytes.Buffer
	b.WriteString(`{"ok":true,"result":[`)
	for i, u := range batch {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(u.body)
	}
	b.WriteString(`]}`)
	return answer{status: http.StatusOK, body: b.Bytes()}
}
