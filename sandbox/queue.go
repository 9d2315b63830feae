package sandbox

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// Bounds of the queue, beyond which new updates are dropped (tdlib/td, TQueue.cpp).
const (
	largestQueue  = 100_000
	heaviestQueue = 128 << 20 // bytes
)

// largestBatch is the most bytes that one poll gets (tdlib/telegram-bot-api, Client.cpp).
const largestBatch = 4 << 20

// highestUpdateID is where ids are drawn again (tdlib/td, TQueue.cpp).
const highestUpdateID = 2_000_000_000

// firstUpdateID is random within the bounds that Telegram uses (tdlib/td, TQueue.cpp).
func firstUpdateID() int64 { return 2_000_001 + rand.Int64N(1_000_000_000-2_000_001) }

// update is one entry of the queue.
type update struct {
	id      int64
	expires time.Time
	body    []byte // with update_id
}

// queue is what the bot has not acknowledged, and what it wants to hear of.
type queue struct {
	list    []update // ids rise
	bytes   int
	next    int64           // id of the next one
	allowed map[string]bool // kinds; nil: the default
	parked  *parked
}

// parked is a poll that waits.
type parked struct {
	wake   chan struct{}
	ended  chan struct{}
	reason *spec.Error // why it ended; set before ended is closed
}

// wants reports whether updates of that kind are made for the bot.
func (q *queue) wants(kind string) bool {
	if q.allowed == nil {
		return spec.Unasked(kind)
	}
	return q.allowed[kind]
}

// allow changes what is made from now on. Bad JSON and anything but an array leave it
// as it was; an array without a known name means the default (tdlib/telegram-bot-api,
// Client.cpp).
func (q *queue) allow(list string) {
	var names []any
	if json.Unmarshal([]byte(list), &names) != nil || names == nil {
		return
	}
	known := map[string]bool{}
	for _, n := range names {
		name, _ := n.(string)
		for _, kind := range spec.Updates {
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

// push appends an update that is made for the next id. It returns nil if the queue is full.
func (q *queue) push(expires time.Time, body func(id int64) []byte) *update {
	if q.next >= highestUpdateID {
		q.next = firstUpdateID()
	}
	u := update{id: q.next, expires: expires, body: body(q.next)}
	if len(q.list) >= largestQueue || q.bytes+len(u.body) > heaviestQueue {
		return nil
	}
	q.next++
	q.list = append(q.list, u)
	q.bytes += len(u.body)
	q.wake()
	return &u
}

// insert puts an update where its id belongs. An id above all others moves the counter.
func (q *queue) insert(u update) {
	at := sort.Search(len(q.list), func(i int) bool { return q.list[i].id > u.id })
	q.list = slices.Insert(q.list, at, u)
	q.bytes += len(u.body)
	q.next = max(q.next, u.id+1)
	q.wake()
}

func (q *queue) wake() {
	if q.parked != nil {
		select {
		case q.parked.wake <- struct{}{}:
		default:
		}
	}
}

// end answers the poll that waits, if one does.
func (q *queue) end(reason *spec.Error) {
	if p := q.parked; p != nil {
		p.reason = reason
		close(p.ended)
		q.parked = nil
	}
}

// batch acknowledges what is before the offset and lists what follows. An offset far
// outside the queue is ignored (tdlib/td, TQueue.cpp).
func (q *queue) batch(offset int64, limit int) []update {
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
			return slices.Clone(q.list[:i])
		}
	}
	return slices.Clone(q.list)
}

// drop forgets the first n.
func (q *queue) drop(n int) {
	for _, u := range q.list[:n] {
		q.bytes -= len(u.body)
	}
	clear(q.list[:n])
	q.list = q.list[n:]
}

// expire forgets what is too old to be delivered.
func (q *queue) expire(now time.Time) {
	q.list = slices.DeleteFunc(q.list, func(u update) bool {
		old := !u.expires.After(now)
		if old {
			q.bytes -= len(u.body)
		}
		return old
	})
}

// redraw begins again with a random id and an empty queue.
func (q *queue) redraw() {
	q.drop(len(q.list))
	q.next = firstUpdateID()
}

// numbered puts the fields of an update behind its id.
func numbered(id int64, fields []byte) []byte {
	body := append([]byte(`{"update_id":`), strconv.FormatInt(id, 10)...)
	body = append(body, ',')
	return append(body, fields...)
}

// withID puts an id into a JSON object; anything else stays as it is.
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
