// Package sandbox plays Telegram on this machine: people who write, tap and pay, and a
// Bot API server that is as strict as the real one. It needs no network and no account,
// and no money moves.
//
// The world is in the files without a prefix; the Bot API on top of it is in those that
// begin with api_, and the world does not know it. Package web shows the world in a
// browser, package sandboxtest lets Go tests act in it.
//
// Where Telegram's own servers decide and no public source says how, the sandbox
// chooses the stricter reading; the places say so.
package sandbox
