// Package outbox sends what waits in the ledger's outbox: thanks to donors, and
// notices and alerts to administrators.
//
// One goroutine owns everything that waits, in one heap of chats by what is ready
// when; only the sends run beside it. A message stays in the ledger until Telegram
// has taken it or can never take it: a crash in between sends it again. In the
// memory is a bounded number of messages, however many wait.
//
// A chat in trouble (429, 5xx, no network) waits by itself, and its messages keep
// their order. A refusal (400, 403) sends a message to the end, by the rule in
// refused.go. The package decides neither who is told of what nor what a donation
// is: it finds messages in the ledger, and makes their words.
package outbox
