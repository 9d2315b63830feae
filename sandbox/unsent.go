package sandbox

import (
	"sync"
	"time"
)

// What happens to a chat with too many messages on their way (tdlib/telegram-bot-api,
// Client.h): the answer comes after a pause, and asks for a longer one.
const (
	mostUnsent  = 310
	unsentPause = 3 * time.Second
	unsentRetry = 60 // seconds
)

// unsent counts the messages that are on their way to each chat: with a sandbox that
// sends at once, those are the requests that a fault holds up.
type unsent struct {
	mu    sync.Mutex
	chats map[string]int // by chat_id as it was written
}

// enter counts a message; it reports whether the chat can take it.
func (u *unsent) enter(chat string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.chats[chat] >= mostUnsent {
		return false
	}
	if u.chats == nil {
		u.chats = map[string]int{}
	}
	u.chats[chat]++
	return true
}

// leave is the end of a message that entered.
func (u *unsent) leave(chat string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.chats[chat]--; u.chats[chat] <= 0 {
		delete(u.chats, chat)
	}
}
