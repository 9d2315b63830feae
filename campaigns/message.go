package campaigns

import (
	"strconv"
	"time"
)

// MessageKind is what the outbox has to send.
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
	Key       string    // of a KindAlert
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

// MessagesFor returns the messages that a new donation brings about.
func MessagesFor(s *Settings, d Donation, now time.Time) []Message {
	out := []Message{}
	if d.Personal.DonorID != 0 {
		out = append(out, Message{Kind: KindThanks, Chat: d.Personal.DonorID, Receipt: d.Receipt, CreatedAt: now})
	}
	if d.Status == StatusReview {
		for _, chat := range s.Alerts() {
			out = append(out, Message{Kind: KindGiftNotice, Chat: chat, Receipt: d.Receipt, CreatedAt: now})
		}
	} else if s.AdminChat != 0 {
		out = append(out, Message{Kind: KindGiftNotice, Chat: s.AdminChat, Receipt: d.Receipt, CreatedAt: now})
	}
	return out
}

// MessagesForRefund returns the messages that a refund or a dispute brings about, with
// the amount that went back, in the smallest unit, as args["amount"]. The donor is told
// of a refund; a dispute is the donor's own doing.
func MessagesForRefund(s *Settings, d Donation, a Adjustment) []Message {
	out := []Message{}
	args := map[string]string{"amount": strconv.FormatInt(a.Amount, 10)}
	if a.Kind == AdjustmentRefund && d.Personal.DonorID != 0 {
		out = append(out, Message{Kind: KindRefund, Chat: d.Personal.DonorID, Receipt: d.Receipt, Args: args, CreatedAt: a.At})
	}
	for _, chat := range s.Alerts() {
		out = append(out, Message{Kind: KindRefundNotice, Chat: chat, Receipt: d.Receipt, Args: args, CreatedAt: a.At})
	}
	return out
}

// MessagesForAlert returns the messages that tell administrators of trouble.
func MessagesForAlert(s *Settings, key string, args map[string]string, now time.Time) (out []Message) {
	for _, chat := range s.Alerts() {
		out = append(out, Message{Kind: KindAlert, Chat: chat, Key: key, Args: args, CreatedAt: now})
	}
	return out
}
