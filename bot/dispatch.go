package bot

import (
	"encoding/json"
	"runtime/debug"
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"

	tele "gopkg.in/telebot.v3"
)

// dispatch sends an update on its way: checkouts to their own lane, which no
// send can hold up, everything else to its chat's. It never waits.
func (b *Bot) dispatch(u telegram.Update) {
	switch {
	case telegram.Given(u.PreCheckout):
		b.inCheckoutLane(u, b.preCheckout)
	case telegram.Given(u.Shipping):
		b.inCheckoutLane(u, b.shipping)
	default:
		if _, _, money := u.Money(); !money && !u.Broken {
			b.inChatLane(u)
		}
	}
}

func (b *Bot) inChatLane(u telegram.Update) {
	chat, ok := u.Conversation()
	if !ok {
		return
	}
	if b.chats.put(chat, u) {
		return
	}
	now := b.now().Unix() // a flood of updates is to be none of log lines
	if last := b.toldOfDrops.Load(); now-last >= 60 && b.toldOfDrops.CompareAndSwap(last, now) {
		b.log.Warn("a chat sends faster than it can be answered; updates are dropped", "update", u.ID, "dropped_so_far", b.chats.droppedSoFar())
	}
}

// mostCheckouts bounds the checkout lane; Telegram itself sends far fewer.
const mostCheckouts = 4096

func (b *Bot) inCheckoutLane(u telegram.Update, answer func(telegram.Update)) {
	select {
	case b.checkouts <- struct{}{}:
	default:
		b.log.Error("too many checkouts at once; one was dropped", "update", u.ID)
		return
	}
	b.work.Go(func() {
		defer func() { <-b.checkouts }()
		defer b.survive(u.ID)
		answer(u)
	})
}

// talkAbout runs the handler of an update.
func (b *Bot) talkAbout(u telegram.Update) {
	defer b.survive(u.ID)
	var full tele.Update
	if err := json.Unmarshal(u.Raw, &full); err != nil {
		b.log.Warn("an update can't be read", "update", u.ID, "error", telegram.ReadFault(err))
		return
	}
	if full.Message != nil {
		full.Message.Text = lowerCommand(full.Message.Text)
	}
	b.chatAPI.ProcessUpdate(full)
}

// lowerCommand writes a command that a phone began with a capital as it is
// registered. What follows it stays: a campaign's id has capitals of its own.
func lowerCommand(text string) string {
	if !strings.HasPrefix(text, "/") {
		return text
	}
	end := strings.IndexAny(text, "@ \n")
	if end < 0 {
		end = len(text)
	}
	return strings.ToLower(text[:end]) + text[end:]
}

// survive keeps the bot alive when a handler panics. It tells where, but not
// with what, since values may be personal.
func (b *Bot) survive(id int64) {
	if r := recover(); r != nil {
		b.log.Error("a handler panicked", "update", id, "stack", string(debug.Stack()))
	}
}

// handlerFailed is where errors of handlers end.
func (b *Bot) handlerFailed(err error, c tele.Context) {
	if b.calls.Err() != nil {
		return
	}
	id := 0
	if c != nil {
		id = c.Update().ID
	}
	if refused := telegram.AsAPIError(err); refused != nil && refused.Unreachable() != "" {
		b.log.Info("a chat can't be answered", "update", id, "why", refused.Unreachable())
		return
	}
	b.log.Error("an update was not answered as it should be", "update", id, "error", telegram.Cause(err))
}
