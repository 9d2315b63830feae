package campaigns

import "time"

// MessageKind says what the outbox has to send.
type MessageKind string

// The kinds of messages.
const (
	KindThanks       MessageKind = "thanks"        // to the donor, of a donation
	KindGiftNotice   MessageKind = "gift_notice"   // to administrators, of a donation or a review
	KindRefund       MessageKind = "refund"        // to the donor, of a refund
	KindRefundNotice MessageKind = "refund_notice" // to administrators, of a refund
	KindAlert        MessageKind = "alert"         // to administrators: Key and Args name the words
)

// Message waits in the outbox until Telegram has taken it. It holds what to say,
// not the words: these are made when it is sent.
type Message struct {
	ID        uint64 // place in the queue, given by the store
	Kind      MessageKind
	Chat      int64
	Receipt   ReceiptNo // of the donation that it is about
	Key       string    // of an Alert
	Args      map[string]string
	CreatedAt time.Time

	// What a refusal by Telegram left behind; all zero for what was never refused.
	RefusedAt    time.Time // of the first refusal
	NotBefore    time.Time // of the next try; zero: at once, or for one that awaits a return only then
	AwaitsReturn bool      // its person was gone: it goes out as soon as they are back
}

// ReadyAt reports whether the message may be sent at that time. isBack says
// whether its person takes messages, as far as the ledger knows.
func (m Message) ReadyAt(now time.Time, isBack bool) bool {
	switch {
	case m.AwaitsReturn && isBack:
		return true
	case m.AwaitsReturn && m.NotBefore.IsZero():
		return false
	}
	return !m.NotBefore.After(now)
}

// ForDonor reports whether the message is for the person who gave. All others are
// for administrators.
func (k MessageKind) ForDonor() bool { return k == KindThanks || k == KindRefund }

// MessagesFor are those that a new donation brings about.
func MessagesFor(c *Settings, d Donation, now time.Time) []Message {
	out := []Message{}
	if d.Personal.DonorID != 0 {
		out = append(out, Message{Kind: KindThanks, Chat: d.Personal.DonorID, Receipt: d.Receipt, CreatedAt: now})
	}
	if d.Status == StatusReview {
		for _, chat := range c.Alerts() {
			out = append(out, Message{Kind: KindGiftNotice, Chat: chat, Receipt: d.Receipt, CreatedAt: now})
		}
	} else if c.AdminChat != 0 {
		out = append(out, Message{Kind: KindGiftNotice, Chat: c.AdminChat, Receipt: d.Receipt, CreatedAt: now})
	}
	return out
}

// MessagesForRefund are those that a refund brings about. A donor is told of
// one that Telegram reports; for a card, the provider has told them.
func MessagesForRefund(c *Settings, d Donation, e Adjustment) []Message {
	out := []Message{}
	if e.Actor == ActorTelegram && d.Personal.DonorID != 0 {
		out = append(out, Message{Kind: KindRefund, Chat: d.Personal.DonorID, Receipt: d.Receipt, CreatedAt: e.At})
	}
	if c.AdminChat != 0 {
		out = append(out, Message{Kind: KindRefundNotice, Chat: c.AdminChat, Receipt: d.Receipt, CreatedAt: e.At})
	}
	return out
}

// MessagesForAlert tell administrators of trouble.
func MessagesForAlert(c *Settings, key string, args map[string]string, now time.Time) (out []Message) {
	for _, chat := range c.Alerts() {
		out = append(out, Message{Kind: KindAlert, Chat: chat, Key: key, Args: args, CreatedAt: now})
	}
	return out
}

// ActorTelegram is the author of entries that Telegram's updates bring.
const ActorTelegram = "telegram"

// ActorCommand is the author of entries noted on the command line.
const ActorCommand = "command"
