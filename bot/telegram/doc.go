// Package telegram is the client of the Bot API: the connections, the retries, what
// an error of Telegram's means, the methods and fields that telebot lacks, and
// updates as far as they must be read before anything else.
//
// It knows nothing of donations: it takes and returns plain values, and imports
// none of the program's other packages. It decides neither what is sent nor when.
package telegram
