package bot

import (
	"context"
	"sync"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"

	tele "gopkg.in/telebot.v3"
)

// Bounds of the courier: how many messages it holds in memory, how many it
// reads at once, and how many notices it puts into one message.
const (
	mostHeld     = 2000
	mostOfChat   = 200 // so that one chat that fails, or is slow, takes no room from the others
	pageOfOutbox = 200
	gatherFrom   = 4
	mostGathered = 40
)

// letter is a message as it is sent.
type letter struct {
	Text   string // HTML, at most 4096 characters
	Markup *tele.ReplyMarkup
	Holds  int // how many of the messages that it was made of
}

// courier sends what waits in the outbox: in order within a chat, first in first
// out over all, at Telegram's pace, until Telegram has taken it. What it takes
// off the outbox was sent or can never be. A crash between the two sends again.
type courier struct {
	bot  *Bot
	pace *pace

	mu     sync.Mutex
	queues map[int64][]campaigns.Message // by chat; a key is there while a goroutine works on it
	held   map[uint64]bool               // ids of all that is in the queues
	full   map[int64]bool                // chats of which messages were passed over
	gone   map[uint64]bool               // taken off the outbox since the page at hand was asked for
	again  bool                          // there is room for what was passed over
	moved  map[int64]int64               // groups that became supergroups
	space  chan struct{}                 // signalled when messages were settled
	busy   sync.WaitGroup
}

func newCourier(b *Bot, perSecond int) *courier {
	return &courier{
		bot: b, pace: newPace(perSecond), queues: map[int64][]campaigns.Message{}, moved: map[int64]int64{},
		held: map[uint64]bool{}, gone: map[uint64]bool{}, full: map[int64]bool{},
		space: make(chan struct{}, 1),
	}
}

// run reads the outbox until the context ends, then waits for what is on its way.
func (c *courier) run(ctx context.Context) {
	defer c.busy.Wait()
	var last, passed uint64 // read last; passed over first, 0 for none
	for ctx.Err() == nil {
		if c.rewinds() && passed > 0 {
			last, passed = passed-1, 0
		}
		page, err := c.bot.store.Pending(c.bot.ctx, last, c.room())
		if err != nil {
			c.bot.log.Error("the outbox can't be read", "error", err)
			telegram.Pause(ctx, ledgerRetry)
			continue
		}
		for _, m := range page {
			last = m.ID
			if !c.hold(ctx, m) && passed == 0 {
				passed = m.ID
			}
		}
		if len(page) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
		case <-c.bot.store.Wake():
		case <-c.space:
		}
	}
}

// room is how many messages may be read now. What is sent from then on may be on
// the page that is read, and is remembered.
func (c *courier) room() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.gone)
	return min(pageOfOutbox, mostHeld-len(c.held))
}

// rewinds tells whether what was passed over is to be read now.
func (c *courier) rewinds() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.again {
		return false
	}
	c.again = false
	clear(c.full)
	return true
}

// hold queues a message of its chat; false means that it was passed over, since
// the chat has enough of them already.
func (c *courier) hold(ctx context.Context, m campaigns.Message) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held[m.ID] || c.gone[m.ID] {
		return true
	}
	queue, busy := c.queues[m.Chat]
	if len(queue) >= mostOfChat || c.full[m.Chat] {
		c.full[m.Chat] = true
		return false
	}
	c.queues[m.Chat] = append(queue, m)
	c.held[m.ID] = true
	if !busy {
		here := c.pace.join(m.Chat, m.ID) // before others can
		c.busy.Go(func() { c.deliver(ctx, m.Chat, here) })
	}
	return true
}

// deliver sends a chat's messages one after the other until none is left. here is
// the first one's place among all messages, nil for none yet.
func (c *courier) deliver(ctx context.Context, chat int64, here *place) {
	trouble := telegram.Backoff{First: firstRetry, Most: lastRetry}
	for ctx.Err() == nil {
		batch := c.next(chat)
		if len(batch) == 0 || c.pace.waitChat(ctx, chat) != nil || c.pace.waitAll(ctx, here, chat, batch[0].ID) != nil {
			return
		}
		here = nil
		batch = c.next(chat) // more may have come while it waited
		sent, err := c.send(chat, batch)
		if err != nil && later(err) {
			c.wait(ctx, err, &trouble)
			continue
		}
		trouble.Reset()
		c.pace.sent(chat)
		c.settle(ctx, chat, batch[:sent], err)
	}
}

// later tells whether a message that failed with err may arrive at another time.
// A token that Telegram does not know, or no longer, says nothing of the message.
func later(err error) bool {
	r := telegram.AsAPIError(err)
	return telegram.Again(err) || r.UnknownToken()
}

// wait is the pause after a failure.
func (c *courier) wait(ctx context.Context, err error, trouble *telegram.Backoff) {
	wait := trouble.Failed()
	if r := telegram.AsAPIError(err); r != nil && r.RetryAfter > 0 { // all in order: Telegram says when
		wait = r.RetryAfter
	} else if c.bot.ctx.Err() == nil {
		c.bot.log.Warn("a message waits, since it could not be sent", "error", telegram.Cause(err), "next_try", wait.Round(time.Millisecond))
	}
	telegram.Pause(ctx, wait)
}

// next is the message to send, or several notices where many wait. A chat that has
// none is forgotten.
func (c *courier) next(chat int64) []campaigns.Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	queue, n := c.queues[chat], 0
	if len(queue) == 0 {
		delete(c.queues, chat)
		return nil
	}
	for n < len(queue) && n < mostGathered && gathers(queue[n].Kind) {
		n++
	}
	if n < gatherFrom {
		n = 1
	}
	return queue[:n:n]
}

// gathers tells whether several messages of the kind can be one.
func gathers(k campaigns.MessageKind) bool {
	return k == campaigns.KindGiftNotice || k == campaigns.KindRefundNotice || k == campaigns.KindAlert
}

// send sends a message, or as many of several as fit into one.
func (c *courier) send(chat int64, batch []campaigns.Message) (sent int, err error) {
	l, err := c.bot.compose(batch)
	if err != nil || l.Text == "" {
		return l.Holds, err
	}
	c.mu.Lock()
	if to, ok := c.moved[chat]; ok {
		chat = to
	}
	c.mu.Unlock()
	_, err = c.bot.apis.outbox.Send(tele.ChatID(chat), l.Text, &tele.SendOptions{
		ParseMode: tele.ModeHTML, ReplyMarkup: l.Markup, DisableWebPagePreview: true,
	})
	return l.Holds, err
}

// settle takes a batch off the outbox, sent or given up.
func (c *courier) settle(ctx context.Context, chat int64, batch []campaigns.Message, err error) {
	if refused := telegram.AsAPIError(err); refused != nil && refused.MigrateTo != 0 {
		c.mu.Lock()
		c.moved[chat] = refused.MigrateTo
		c.mu.Unlock()
		c.bot.log.Warn("a group has become a supergroup; put its new id into the configuration", "old", chat, "new", refused.MigrateTo)
		return
	}
	if err != nil {
		c.giveUp(ctx, chat, batch, err)
	}
	ids := make([]uint64, len(batch))
	for i, m := range batch {
		ids[i] = m.ID
	}
	trouble := telegram.Backoff{First: firstRetry, Most: lastRetry}
	for c.bot.store.Sent(c.bot.ctx, ids...) != nil && ctx.Err() == nil {
		telegram.Pause(ctx, trouble.Failed()) // not sent again meanwhile: it stays in the queue
	}
	c.mu.Lock()
	c.queues[chat] = c.queues[chat][len(batch):]
	for _, id := range ids {
		delete(c.held, id)
		c.gone[id] = true
	}
	c.again = c.again || c.full[chat] && len(c.queues[chat]) <= mostOfChat/2
	c.mu.Unlock()
	select {
	case c.space <- struct{}{}:
	default:
	}
}

// giveUp notes that a message will never arrive, on the donor where the chat is closed.
func (c *courier) giveUp(ctx context.Context, chat int64, batch []campaigns.Message, err error) {
	refused := telegram.AsAPIError(err)
	why := refused.Unreachable()
	c.bot.log.Warn("a message is given up", "kind", batch[0].Kind, "receipt", batch[0].Receipt.String(), "messages", len(batch), "error", telegram.Cause(err))
	if why == "" || chat < 0 {
		return
	}
	if err := c.bot.store.ChangeDonor(ctx, chat, func(d *campaigns.Donor) { d.Unreachable = why }); err != nil {
		c.bot.log.Warn("a donor who can't be reached could not be noted", "error", err)
	}
}
