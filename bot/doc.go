// Package bot is the donation bot on Telegram, as far as it must never block: it
// polls for updates, records payments before it acknowledges them, answers checkouts
// beside everything else, and hands the rest to the conversations (bot/chat), each
// chat in its turn.
//
// It decides nothing about money: the rules are in campaigns, and storage applies
// them. It keeps nothing that a restart may not lose.
package bot
