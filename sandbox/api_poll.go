package sandbox

import (
	"bytes"
	"net/http"
	"time"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// Limits of getUpdates (tdlib/telegram-bot-api, Client.h).
const (
	largestPoll    = 100
	longestPoll    = 50 * time.Second
	batchingOfPoll = time.Millisecond
)

// What happens to polls that come too fast (tdlib/telegram-bot-api, Client.cpp).
const (
	repeatedSlow   = 3 * time.Second        // the same offset again within this waits as long
	repeatedSingle = 500 * time.Millisecond // the same offset again within this gets one update
	conflictPause  = 3 * time.Second        // a conflict within this of another is told as late
)

// getUpdates answers a poll, after waiting if nothing is there.
func (s *Sandbox) getUpdates(r *http.Request, c *call) answer {
	offset := c.integer("offset")
	limit := int(c.clamped("limit", 1, largestPoll, largestPoll))
	timeout := min(time.Duration(c.clamped("timeout", 0, 1<<31-1, 0))*time.Second, longestPoll)
	s.mu.Lock()
	if s.webhook != "" {
		s.mu.Unlock()
		return s.conflict(r, spec.Conflict(spec.WebhookActive))
	}
	if list, ok := c.Params["allowed_updates"]; ok {
		s.queue.allow(list)
	}
	limit, timeout = s.polls.throttle(offset, limit, timeout)
	batch := s.batch(offset, limit)
	if len(batch) > 0 || timeout == 0 {
		s.mu.Unlock()
		return listed(batch)
	}
	s.queue.end(spec.Conflict(spec.OtherPoll))
	p := &parked{wake: make(chan struct{}, 1), ended: make(chan struct{})}
	s.queue.parked = p
	s.mu.Unlock()
	return s.wait(r, p, limit, timeout)
}

// throttle slows down polls that repeat an offset.
func (p *pollClock) throttle(offset int64, limit int, timeout time.Duration) (int, time.Duration) {
	now := time.Now()
	if offset == p.offset && !p.at.IsZero() {
		before := now.Sub(p.at)
		if before < repeatedSlow && timeout < repeatedSlow {
			timeout = repeatedSlow
		}
		if before < repeatedSingle {
			limit = 1
		}
	}
	p.offset, p.at = offset, now
	return limit, timeout
}

// conflict answers a poll that may not be. The second one within 3 s is late.
func (s *Sandbox) conflict(r *http.Request, reason *spec.Error) answer {
	s.mu.Lock()
	late := time.Now().Before(s.polls.nextConflict)
	if !late {
		s.polls.nextConflict = time.Now().Add(conflictPause)
	}
	s.mu.Unlock()
	if late {
		s.delay(r, conflictPause)
	}
	return failure(reason)
}

// batch is the queue's, without what is too old; s.mu is held.
func (s *Sandbox) batch(offset int64, limit int) []update {
	s.queue.expire(s.o.Now())
	return s.queue.batch(offset, limit)
}

// wait holds the poll until there is something, its time is over, another poll takes
// its place, or the bot is gone. What its offset acknowledged is gone already.
func (s *Sandbox) wait(r *http.Request, p *parked, limit int, timeout time.Duration) answer {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	over := false
	for {
		select {
		case <-p.ended:
			return s.conflict(r, p.reason)
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
		if batch, ready := s.collect(p, limit, over); ready {
			return listed(batch)
		}
	}
}

// collect takes what came for a poll that waits; over takes it even if that is nothing.
func (s *Sandbox) collect(p *parked, limit int, over bool) (batch []update, ready bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queue.parked != p {
		return nil, false // it has been ended
	}
	batch = s.batch(0, limit)
	if len(batch) == 0 && !over {
		return nil, false
	}
	s.queue.parked = nil
	return batch, true
}

func (s *Sandbox) unpark(p *parked) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.queue.parked == p {
		s.queue.parked = nil
	}
}

// listed writes the answer by hand: an update that is not JSON goes out as it is.
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
