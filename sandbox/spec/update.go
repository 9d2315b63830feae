package spec

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Updates are the names of all kinds of updates, sorted.
var Updates = slices.DeleteFunc(slices.Sorted(maps.Keys(objects["Update"].fields)), func(name string) bool { return name == "update_id" })

// Unasked reports whether a kind of update is sent to bots that did not choose any
// kinds (tdlib/telegram-bot-api, Client.h).
func Unasked(kind string) bool {
	return kind != "chat_member" && kind != "message_reaction" && kind != "message_reaction_count"
}

// Lifetime is how long an update of that kind waits for the bot
// (tdlib/telegram-bot-api, Client.cpp).
func Lifetime(kind string) time.Duration {
	switch {
	case kind == "inline_query":
		return 30 * time.Second
	case kind == "chosen_inline_result":
		return 10 * time.Minute
	case strings.HasSuffix(kind, "_query"):
		return 150 * time.Second
	}
	return 24 * time.Hour
}
