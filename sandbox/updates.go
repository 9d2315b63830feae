package sandbox

import (
	"encoding/json"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"
)

// How long updates are kept (tdlib/telegram-bot-api, Client.cpp).
const (
	keepMessages = 24 * time.Hour
	keepQueries  = 150 * time.Second
)

// largestQueue is where new updates are dropped (tdlib/td, TQueue.cpp).
const largestQueue = 100_000

// update is one entry of the queue.
type update struct {
	id      int64
	expires time.Time
	body    []byte // with update_id
}

// updates is the queue of what the bot has not acknowledged.
type updates struct {
	list    []update // ids rise
	next    int64    // id of the next one
	allowed map[string]bool
	parked  *parked

	lastOffset int64 // of the poll before, for Options.Throttle
	lastPoll   time.Time
}

// updateKinds are all kinds of updates (Bot API documentation, 10.1).
var updateKinds = []string{
	"message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
	"edited_business_message", "deleted_business_messages", "guest_message", "message_reaction", "message_reaction_count",
	"inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media",
	"poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot",
}

// unasked are sent only to bots that name them (tdlib/telegram-bot-api, Client.h).
var unasked = map[string]bool{"chat_member": true, "message_reaction": true, "message_reaction_count": true}

// wants tells whether updates of that kind are made for the bot.
func (q *updates) wants(kind string) bool {
	if q.allowed == nil {
		return !unasked[kind]
	}
	return q.allowed[kind]
}

// allow changes what is made from now on. Bad JSON and anything but an array leave
// it as it was; an array without a known name means the default
// (tdlib/telegram-bot-api, Client.cpp).
func (q *updates) allow(list string) {
	var names []any
	if json.Unmarshal([]byte(list), &names) != nil || names == nil {
		return
	}
	known := map[string]bool{}
	for _, n := range names {
		name, _ := n.(string)
		for _, kind := range updateKinds {
			if strings.EqualFold(kind, name) {
				known[kind] = true
			}
		}
	}
	if len(known) == 0 {
		known = nil
	}
	q.allowed = known
}

// push makes an update of that kind if the bot wants it; s.mu is held.
func (s *Sandbox) push(kind string, content any) {
	if !s.queue.wants(kind) {
		return
	}
	data, err := json.Marshal(content)
	if err != nil {
		panic("sandbox: update can't be encoded: " + err.Error())
	}
	keep := keepMessages
	if strings.HasSuffix(kind, "_query") {
		keep = keepQueries
	}
	s.enqueue([]byte(`"`+kind+`":`+string(data)+`}`), keep)
}

// enqueue puts the fields of an update behind its id; s.mu is held.
func (s *Sandbox) enqueue(fields []byte, keep time.Duration) {
	s.queueUp(keep, func(id int64) []byte { return numbered(id, fields) })
}

// queueUp appends what is made for the next id, 0 where the queue is full.
func (s *Sandbox) queueUp(keep time.Duration, body func(id int64) []byte) int64 {
	q := &s.queue
	if len(q.list) >= largestQueue {
		return 0
	}
	if q.next >= 2_000_000_000 {
		q.next = firstUpdateID()
	}
	u := update{id: q.next, expires: s.o.Now().Add(keep), body: body(q.next)}
	q.next++
	q.list = append(q.list, u)
	q.wake()
	s.log.update(u.body)
	return u.id
}

func numbered(id int64, fields []byte) []byte {
	body := append([]byte(`{"update_id":`), strconv.FormatInt(id, 10)...)
	body = append(body, ',')
	return append(body, fields...)
}

func (q *updates) wake() {
	if q.parked != nil {
		select {
		case q.parked.wake <- struct{}{}:
		default:
		}
	}
}

// Deliver queues an update as it is, malformed or not, whatever allowed_updates
// says. An object gets its update_id put in; anything else is sent unchanged. It
// returns the id, 0 where the queue is full.
func (s *Sandbox) Deliver(raw json.RawMessage) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queueUp(keepMessages, func(id int64) []byte { return withID(id, raw) })
}

// DeliverWithID queues an update under an id of the caller's choice. One that is
// higher than all before moves the counter; a lower one goes where it belongs.
func (s *Sandbox) DeliverWithID(id int64, raw json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := &s.queue
	at := sort.Search(len(q.list), func(i int) bool { return q.list[i].id > id })
	q.list = append(q.list, update{})
	copy(q.list[at+1:], q.list[at:])
	q.list[at] = update{id: id, expires: s.o.Now().Add(keepMessages), body: withID(id, raw)}
	q.next = max(q.next, id+1)
	q.wake()
	s.log.update(q.list[at].body)
}

func withID(id int64, raw []byte) []byte {
	text := strings.TrimSpace(string(raw))
	rest, ok := strings.CutPrefix(text, "{")
	if !ok {
		return []byte(text)
	}
	if strings.TrimSpace(rest) == "}" {
		return []byte(`{"update_id":` + strconv.FormatInt(id, 10) + `}`)
	}
	return numbered(id, []byte(rest))
}

// Redraw gives what follows a new random update id, as Telegram does after a week
// without updates (Bot API documentation, Update). It may be lower than before. What was pending is
// gone, as it would have expired by then.
func (s *Sandbox) Redraw() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue.list = nil
	s.queue.next = firstUpdateID()
}

// Pending is the number of updates that the bot has not acknowledged.
func (s *Sandbox) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	return len(s.queue.list)
}

// expire drops what is too old to be delivered; s.mu is held.
func (s *Sandbox) expire() {
	now := s.o.Now()
	s.queue.list = slices.DeleteFunc(s.queue.list, func(u update) bool { return !u.expires.After(now) })
}
