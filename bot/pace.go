package bot

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
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
	all *rate.Limiter // first come, first served

	mu    sync.Mutex
	chats map[int64]time.Time // when the next message may go to the chat
}

func newPace(perSecond int) *pace {
	if perSecond <= 0 {
		return nil
	}
	// No bursts: thirty in one second are the limit, wherever the second begins.
	return &pace{all: rate.NewLimiter(rate.Limit(perSecond), 1), chats: map[int64]time.Time{}}
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
		pause(ctx, wait)
	}
	return ctx.Err()
}

// waitAll waits for a place among all messages.
func (p *pace) waitAll(ctx context.Context) error {
	if p == nil {
		return ctx.Err()
	}
	return p.all.Wait(ctx)
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
