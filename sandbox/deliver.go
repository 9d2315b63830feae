package sandbox

import (
	"encoding/json"
	"time"
)

// keepDelivered is how long an update of a test's own making waits for the bot.
const keepDelivered = 24 * time.Hour

// Deliver queues an update as it is, malformed or not, whatever allowed_updates says.
// An object gets its update_id put in; anything else is sent unchanged. It returns the
// id, 0 if the queue is full.
func (s *Sandbox) Deliver(raw json.RawMessage) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queueUp(keepDelivered, func(id int64) []byte { return withID(id, raw) })
}

// DeliverWithID queues an update under an id of the caller's choice. One that is
// higher than all before moves the counter; a lower one goes where it belongs.
func (s *Sandbox) DeliverWithID(id int64, raw json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := update{id: id, expires: s.o.Now().Add(keepDelivered), body: withID(id, raw)}
	s.queue.insert(u)
	s.events.emit(Event{Kind: "update", Time: time.Now(), Update: u.body})
}

// Redraw gives what follows a new random update id, as Telegram does after a week
// without updates (Bot API documentation, Update). It may be lower than before. What
// was pending is gone, as it would have expired by then.
func (s *Sandbox) Redraw() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.redraw()
}

// Pending returns the number of updates that the bot has not acknowledged.
func (s *Sandbox) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.expire(s.o.Now())
	return len(s.queue.list)
}
