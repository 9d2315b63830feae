package bot

import (
	"container/heap"
	"context"
	"sync"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
)

// Telegram's pace within one chat (Bot API documentation, FAQ): one message a
// second to a person, twenty a minute to a group.
const (
	personPace = time.Second
	groupPace  = 3 * time.Second
)

// pace makes the outbox keep to Telegram's limits, so that Telegram does not
// have to say so. A nil *pace lifts them all.
type pace struct {
	gap time.Duration // between any two messages

	mu      sync.Mutex
	line    line // who waits for a place among all messages
	serving bool // a goroutine lets them go
	next    time.Time
	chats   map[int64]time.Time // when the next message may go to the chat
}

func newPace(perSecond int) *pace {
	if perSecond <= 0 {
		return nil
	}
	// No bursts: thirty in one second are the limit, wherever the second begins.
	// And a tenth less than that, since messages do not travel equally fast.
	gap := time.Second / time.Duration(perSecond)
	return &pace{gap: gap + gap/10, chats: map[int64]time.Time{}}
}

// waitChat waits for the chat's turn.
func (p *pace) waitChat(ctx context.Context, chat int64) error {
	if p == nil {
		return ctx.Err()
	}
	p.mu.Lock()
	wait := time.Until(p.chats[chat])
	p.mu.Unlock()
	if wait > 0 {
		telegram.Pause(ctx, wait)
	}
	return ctx.Err()
}

// place is one in the line. The message that came first goes first.
type place struct {
	message uint64
	turn    chan struct{} // closed when it is its turn
	at      int           // in the line; -1 when it has left
}

// join takes a place among all messages, nil where there is no line, or where the
// chat has to wait on its own first.
func (p *pace) join(chat int64, message uint64) *place {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Until(p.chats[chat]) > 0 {
		return nil
	}
	here := &place{message: message, turn: make(chan struct{})}
	heap.Push(&p.line, here)
	if !p.serving {
		p.serving = true
		go p.serve()
	}
	return here
}

// waitAll waits for the turn of a place, or of a new one.
func (p *pace) waitAll(ctx context.Context, here *place, chat int64, message uint64) error {
	for p != nil && here == nil && ctx.Err() == nil {
		if here = p.join(chat, message); here == nil && p.waitChat(ctx, chat) != nil {
			break
		}
	}
	if p == nil || here == nil {
		return ctx.Err()
	}
	select {
	case <-here.turn:
		return nil
	case <-ctx.Done():
		p.leave(here)
		return ctx.Err()
	}
}

func (p *pace) leave(here *place) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if here.at >= 0 {
		heap.Remove(&p.line, here.at)
	}
}

// serve lets those in the line go, one after the other, until nobody is left.
func (p *pace) serve() {
	for {
		p.mu.Lock()
		wait := time.Until(p.next)
		if wait <= 0 && len(p.line) == 0 {
			p.serving = false
			p.mu.Unlock()
			return
		}
		if wait <= 0 {
			close(heap.Pop(&p.line).(*place).turn)
			p.next = time.Now().Add(p.gap)
			wait = p.gap
		}
		p.mu.Unlock()
		time.Sleep(wait)
	}
}

// sent notes a message to the chat.
func (p *pace) sent(chat int64) {
	if p == nil {
		return
	}
	gap := personPace
	if chat < 0 {
		gap = groupPace
	}
	now := time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.chats[chat] = now.Add(gap)
	if len(p.chats) > 4096 {
		for id, next := range p.chats {
			if next.Before(now) {
				delete(p.chats, id)
			}
		}
	}
}

// line is a heap.Interface of places.
type line []*place

func (l line) Len() int           { return len(l) }
func (l line) Less(i, j int) bool { return l[i].message < l[j].message }
func (l line) Swap(i, j int) {
	l[i], l[j] = l[j], l[i]
	l[i].at, l[j].at = i, j
}

// Push implements heap.Interface.
func (l *line) Push(x any) {
	here := x.(*place)
	here.at = len(*l)
	*l = append(*l, here)
}

// Pop implements heap.Interface.
func (l *line) Pop() any {
	last := len(*l) - 1
	here := (*l)[last]
	(*l)[last] = nil
	*l = (*l)[:last]
	here.at = -1
	return here
}
