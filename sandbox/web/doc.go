// Package web shows a sandbox in the browser: a page in which one can be each of its
// people, write, tap and pay, and see what the bot and Telegram say to each other. It
// acts through the sandbox's exported methods only.
package web
