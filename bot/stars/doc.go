// Package stars gives Stars back: it asks Telegram, and sees to it that what Telegram
// did is recorded once, whatever is lost or killed on the way.
//
// The order is: the intent on disk, with its author and reason; the call; the record,
// which takes the intent's place. Telegram also reports each refund by an update, which
// the bot records like any money; whichever comes first is the adjustment, and the
// other finds it there. What Telegram did is never believed from an error: it is looked
// up in the list of transactions. The package knows no chats and no words for people.
package stars
