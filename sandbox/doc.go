// Package sandbox plays Telegram on this machine: a Bot API server that is as
// strict as the real one, and people who write, tap and pay. It needs no network
// and no account, and no money moves.
//
// Where Telegram's own servers decide and no public source says how, the sandbox
// chooses the stricter reading; the places say so.
package sandbox
