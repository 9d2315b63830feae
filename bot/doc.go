// Package bot is the donation bot on Telegram: it polls for updates, records
// payments before it acknowledges them, answers checkouts in a lane of their own,
// holds the donor's conversation, answers administrators, and sends what waits in
// the outbox.
//
// It is the only user of telebot, and uses it for types, handlers and calls. It
// decides nothing about money: the rules are in campaigns, and storage applies
// them. It keeps nothing that a restart may not lose.
package bot
