// Package money knows the currencies that Telegram's payments take, reads amounts
// that people type, and writes amounts as the reader's language does. Every amount
// is a whole number of its currency's smallest unit; no floating-point number
// touches one. It imports nothing of ours and never looks at a file or a clock.
package money
