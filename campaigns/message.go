package campaigns

import "time"

// MessageKind says what the outbox has to send.
type MessageKind string

// The kinds of messages.
const (
	Thanks      MessageKind = "thanks"        // to the donor, of a donation
	GiftNotice  MessageKind = "gift_notice"   // to administrators, of a donation or a review
	RefundWords MessageKind = "refund"        // to the donor, of a refund
	Refunding   MessageKind = "refund_notice" // to administrators, of a refund
	Alert       MessageKind = "alert"         // to administrators: Key and Args name the words
)

// Message waits in the outbox until Telegram has taken it. It holds what to say,
// not the words: these are made when it is sent.
type Message struct {
	ID      uint64 // place in the queue, given by the store
	Kind    MessageKind
	Chat    int64
	Receipt Receipt // of the donation that it is about
	Key     string  // of an Alert
	Args    map[string]string
	Made    time.Time
}

// MessagesFor are those that a new donation brings about.
func MessagesFor(c *Catalogue, d Donation, now time.Time) []Message {
	out := []Message{}
	if d.Donor != 0 {
		out = append(out, Message{Kind: Thanks, Chat: d.Donor, Receipt: d.Receipt, Made: now})
	}
	if d.Status == Review {
		for _, chat := range c.Alerts() {
			out = append(out, Message{Kind: GiftNotice, Chat: chat, Receipt: d.Receipt, Made: now})
		}
	} else if c.AdminChat != 0 {
		out = append(out, Message{Kind: GiftNotice, Chat: c.AdminChat, Receipt: d.Receipt, Made: now})
	}
	return out
}

// MessagesForRefund are those that a refund brings about. A donor is told of
// one that Telegram reports; for a card, the provider has told them.
func MessagesForRefund(c *Catalogue, d Donation, e Entry) []Message {
	out := []Message{}
	if e.By == ByTelegram && d.Donor != 0 {
		out = append(out, Message{Kind: RefundWords, Chat: d.Donor, Receipt: d.Receipt, Made: e.At})
	}
	if c.AdminChat != 0 {
		out = append(out, Message{Kind: Refunding, Chat: c.AdminChat, Receipt: d.Receipt, Made: e.At})
	}
	return out
}

// MessagesForAlert tell administrators of trouble.
func MessagesForAlert(c *Catalogue, key string, args map[string]string, now time.Time) (out []Message) {
	for _, chat := range c.Alerts() {
		out = append(out, Message{Kind: Alert, Chat: chat, Key: key, Args: args, Made: now})
	}
	return out
}

// ByTelegram is the author of entries that Telegram's updates bring.
const ByTelegram = "telegram"

// ByCommand is the author of entries noted on the command line.
const ByCommand = "command"
