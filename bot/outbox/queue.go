package outbox

import (
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// Notices to a chat are gathered into one message from so many on, and at most so many.
const (
	gatherFrom = 4
	maxGather  = 40
)

// queue is what waits for one chat, in order. While a send is under way, the first
// messages are those that are being sent, and the queue is not in the heap.
type queue struct {
	chat     int64
	readyAt  time.Time // nothing is sent before
	messages []campaigns.Message
	more     bool // others were passed over, since the queue was full: they come first
	single   int  // so many go one by one, since Telegram refused them together
	failing  bool // the last send brought 429, 5xx or no answer
	backoff  telegram.Backoff
	index    int // in the heap; -1 while a send is under way
}

// batch returns the message to send next, or several notices if many wait.
func (q *queue) batch() []campaigns.Message {
	n := 0
	for n < len(q.messages) && n < maxGather && gathers(q.messages[n]) {
		n++
	}
	if n < gatherFrom || q.single > 0 {
		n = 1
	}
	return q.messages[:n:n]
}

// gathers reports whether the message can be one with others: not if it has a button and
// a silence of its own.
func gathers(m campaigns.Message) bool {
	return !m.Kind.ForDonor() && (m.Kind != campaigns.KindAlert || m.Key != storage.AlertKeyUnpaid)
}

// queues is a heap.Interface: on top is what became ready first, and of several the
// one that came first into the outbox.
type queues []*queue

func (h queues) Len() int { return len(h) }

func (h queues) Less(i, j int) bool {
	if !h[i].readyAt.Equal(h[j].readyAt) {
		return h[i].readyAt.Before(h[j].readyAt)
	}
	return h[i].first() < h[j].first()
}

func (h queues) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push implements heap.Interface.
func (h *queues) Push(x any) {
	q := x.(*queue)
	q.index = len(*h)
	*h = append(*h, q)
}

// Pop implements heap.Interface.
func (h *queues) Pop() any {
	last := len(*h) - 1
	q := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	q.index = -1
	return q
}

// first returns the id of the first message, 0 if there is none.
func (q *queue) first() uint64 {
	if len(q.messages) == 0 {
		return 0
	}
	return q.messages[0].ID
}
