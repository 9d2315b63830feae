// Package markup turns formatted texts into entities as Telegram's server does: it
// reads HTML and both styles of Markdown, finds commands, and checks links. It knows
// nothing of chats or methods.
package markup
