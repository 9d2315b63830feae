package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// byTelegramReason is the reason of refunds that Telegram reports.
const byTelegramReason = "refunded by Telegram"

func strayRefundKey(charge string) []byte { return hashKey("refund of " + charge) }

// starsRefund notes a refund that Telegram reports. The donation is found by its
// charge, never by who sent the message.
func (l *ledger) starsRefund(c *campaigns.Settings, now time.Time, r StarsRefund) (Outcome, error) {
	key := l.bucket(buckets.charges).Get(hashKey(r.ChargeID))
	if key == nil {
		return Outcome{}, l.stray(c, strayRefundKey(r.ChargeID), Unmatched{At: now, Refund: &r})
	}
	d, _, err := donation(l.tx, key)
	if err != nil || d.Status == campaigns.StatusRefunded {
		return Outcome{Duplicate: true, Donation: d}, err
	}
	if r.Total != d.Money(d.Amount) { // Telegram gives all back or nothing; this needs a person
		return Outcome{}, l.stray(c, strayRefundKey(r.ChargeID), Unmatched{At: now, Refund: &r})
	}
	return l.refundNow(c, now, d, r.At)
}

// refundBefore notes a refund that came before its payment.
func (l *ledger) refundBefore(c *campaigns.Settings, now time.Time, d campaigns.Donation) (Outcome, error) {
	key, strays := strayRefundKey(d.ChargeID), l.bucket(buckets.strays)
	raw := strays.Get(key)
	if raw == nil {
		return Outcome{Donation: d}, nil
	}
	stray, err := decodeStray(key, raw)
	if err != nil || stray.Refund == nil || !stray.ClosedAt.IsZero() || stray.Refund.Total != d.Money(d.Amount) {
		return Outcome{Donation: d}, err
	}
	if err := strays.Delete(key); err != nil {
		return Outcome{}, err
	}
	return l.refundNow(c, now, d, stray.Refund.At)
}

func (l *ledger) refundNow(c *campaigns.Settings, now time.Time, d campaigns.Donation, at time.Time) (Outcome, error) {
	d, e, err := d.Refund(at, c.Today(now), byTelegramReason, campaigns.ActorTelegram)
	if err != nil {
		return Outcome{}, err
	}
	return Outcome{Donation: d}, l.enter(c, d, e)
}

// noted is the outcome of an entry that a person asked for: a refusal, or the
// donation as it is now.
type noted struct {
	donation campaigns.Donation
	refusal  error
}

// Refund notes a refund that was made at the provider, on the organisation's
// present day. It is an error where there is no such receipt, where it is
// refunded already ([campaigns.ErrAlreadyRefunded]) and without a reason.
func (s *Store) Refund(ctx context.Context, c *campaigns.Settings, r campaigns.ReceiptNo, reason, by string, now time.Time) (campaigns.Donation, error) {
	return s.note(ctx, c, r, func(d campaigns.Donation) (campaigns.Donation, campaigns.Adjustment, error) {
		return d.Refund(now, c.Today(now), reason, by)
	})
}

// AcceptReview ends the review of a donation: it counts from now on. It is an error
// where there is no such receipt and where it is not under review.
func (s *Store) AcceptReview(ctx context.Context, c *campaigns.Settings, r campaigns.ReceiptNo, reason, by string, now time.Time) (campaigns.Donation, error) {
	return s.note(ctx, c, r, func(d campaigns.Donation) (campaigns.Donation, campaigns.Adjustment, error) {
		return d.Accept(now, c.Today(now), reason, by)
	})
}

func (s *Store) note(ctx context.Context, c *campaigns.Settings, r campaigns.ReceiptNo,
	turn func(campaigns.Donation) (campaigns.Donation, campaigns.Adjustment, error)) (campaigns.Donation, error) {
	n, err := write(ctx, s, func(l *ledger) (noted, error) {
		d, ok, err := donation(l.tx, receiptKey(r))
		if err != nil {
			return noted{}, err
		}
		if !ok {
			return noted{refusal: fmt.Errorf("there is no receipt %s", r)}, nil
		}
		d, e, refusal := turn(d)
		if refusal != nil {
			return noted{refusal: refusal}, nil
		}
		return noted{donation: d}, l.enter(c, d, e)
	})
	if err != nil {
		return campaigns.Donation{}, err
	}
	return n.donation, n.refusal
}

// enter writes an entry: the donation with its new status, the figures of the
// entry's day, and who is to be told.
func (l *ledger) enter(c *campaigns.Settings, d campaigns.Donation, e campaigns.Adjustment) error {
	key := receiptKey(d.Receipt)
	if err := l.bucket(buckets.donations).Put(key, encodeDonation(d)); err != nil {
		return err
	}
	if err := l.bucket(buckets.reviews).Delete(key); err != nil {
		return err
	}
	if err := l.appendEntry(key, e); err != nil {
		return err
	}
	before := d
	before.Status = e.From
	if err := l.count(d, e.Day, before.Counted(), d.Counted()); err != nil {
		return err
	}
	if e.To != campaigns.StatusRefunded {
		return nil
	}
	return l.post(campaigns.MessagesForRefund(c, d, e))
}

func (l *ledger) appendEntry(receipt []byte, e campaigns.Adjustment) error {
	for n := uint16(1); ; n++ {
		key := entryKey(receipt, n)
		if l.bucket(buckets.entries).Get(key) == nil {
			return l.bucket(buckets.entries).Put(key, encodeEntry(e))
		}
	}
}

func entryKey(receipt []byte, n uint16) []byte {
	return append(append([]byte{}, receipt...), byte(n>>8), byte(n))
}
