// Package spec is what the sandbox knows of the Bot API as such: the methods of Bot
// API 10.3 (24 August 2026) with their parameters and types, the kinds of updates, the
// limits of currencies, and Telegram's error codes and texts. It knows nothing of
// people, chats or HTTP.
package spec
