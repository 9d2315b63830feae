package bot

import (
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/donatebot/donatebot/bot/chat"
	"github.com/donatebot/donatebot/bot/telegram"
)

// dispatcher sends each update on its way, and never waits.
type dispatcher struct {
	common
	checkouts *checkouts
	places    chan struct{} // one for each checkout under way
	queues    *chatQueues[telegram.Update]
	work      *sync.WaitGroup

	toldOfDrops atomic.Int64 // Unix seconds of the last line in the log about dropped updates
}

// mostCheckouts bounds the checkouts under way; Telegram itself sends far fewer.
const mostCheckouts = 4096

func newDispatcher(c common, conversations *chat.Conversations, payments *checkouts, work *sync.WaitGroup) *dispatcher {
	d := &dispatcher{common: c, checkouts: payments, places: make(chan struct{}, mostCheckouts), work: work}
	d.queues = newChatQueues(func(u telegram.Update) {
		defer d.survive(u.ID)
		conversations.Answer(u.Raw)
	})
	return d
}

// dispatch sends checkouts on a way of their own, which no send can hold up, and
// everything else but money into its chat's queue.
func (d *dispatcher) dispatch(u telegram.Update) {
	switch _, _, money := u.Money(); {
	case telegram.Given(u.PreCheckout):
		d.besideChats(u, d.checkouts.preCheckout)
	case telegram.Given(u.Shipping):
		d.besideChats(u, d.checkouts.shipping)
	case !u.Broken && !money:
		d.intoQueue(u)
	}
}

func (d *dispatcher) intoQueue(u telegram.Update) {
	chat, ok := u.Chat()
	if !ok || d.queues.put(chat, u) {
		return
	}
	now := d.now().Unix() // a flood of updates is not to become one of log lines
	if last := d.toldOfDrops.Load(); now-last >= 60 && d.toldOfDrops.CompareAndSwap(last, now) {
		d.log.Warn("a chat sends faster than it can be answered; updates are dropped", "update", u.ID, "dropped_so_far", d.queues.droppedSoFar())
	}
}

func (d *dispatcher) besideChats(u telegram.Update, answer func(telegram.Update)) {
	select {
	case d.places <- struct{}{}:
	default:
		d.log.Error("too many checkouts at once; one was dropped", "update", u.ID)
		return
	}
	d.work.Go(func() {
		defer func() { <-d.places }()
		defer d.survive(u.ID)
		answer(u)
	})
}

// survive keeps the bot alive when a handler panics. It says where, but not with
// what, since values may be personal.
func (d *dispatcher) survive(id int64) {
	if r := recover(); r != nil {
		d.log.Error("a handler panicked", "update", id, "stack", string(debug.Stack()))
	}
}
