package storage

import (
	"bytes"
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"

	"go.etcd.io/bbolt"
)

// Keys of alerts that the ledger puts into the outbox.
const (
	AlertKeyUnmatched = "stray"  // money that could not be booked; args: id
	AlertKeyUnpaid    = "unpaid" // an approved checkout without a payment; args: at, amount, currency, donor, campaign, payload
)

// UnpaidCheckout is a checkout that was approved and for which no payment came.
type UnpaidCheckout struct {
	Payload campaigns.Payload
	DonorID int64
	At      time.Time
	Total   money.Amount
}

// AlertUnpaid tells administrators, once each, of checkouts whose approval is longer
// ago than patience and for which no payment came. It returns how many it found.
func (s *Store) AlertUnpaid(ctx context.Context, c *campaigns.Settings, now time.Time, patience time.Duration) (int, error) {
	late := func(a approval) bool { return !a.told && now.Sub(a.at) >= patience }
	any := false
	err := s.view(func(tx *bbolt.Tx) error { // mostly there is nothing to write
		return eachApproval(tx, func(_ UnpaidCheckout, a approval) bool {
			any = late(a)
			return !any
		})
	})
	if err != nil || !any {
		return 0, err
	}
	return write(ctx, s, func(l *ledger) (int, error) {
		var found []UnpaidCheckout
		err := eachApproval(l.tx, func(u UnpaidCheckout, a approval) bool {
			if late(a) {
				found = append(found, u)
			}
			return len(found) < mostOpen
		})
		if err != nil {
			return 0, err
		}
		for _, u := range found {
			if err := l.tellUnpaid(c, u, now); err != nil {
				return 0, err
			}
		}
		return len(found), nil
	})
}

func (l *ledger) tellUnpaid(c *campaigns.Settings, u UnpaidCheckout, now time.Time) error {
	mark := encodeApproval(approval{at: u.At, total: u.Total, told: true})
	if err := l.bucket(buckets.approvals).Put(approvalKey(u.Payload, u.DonorID), mark); err != nil {
		return err
	}
	i, _, err := invoice(l.tx, u.Payload.String())
	if err != nil {
		return err
	}
	args := map[string]string{
		"at": u.At.Format(time.RFC3339), "amount": strconv.FormatInt(u.Total.Units, 10), "currency": u.Total.Currency,
		"donor": strconv.FormatInt(u.DonorID, 10), "campaign": string(i.CampaignID), "payload": u.Payload.String(), "provider": i.Provider,
	}
	return l.alert(c, AlertKeyUnpaid, args, now)
}

// eachApproval hands over approvals until each returns false.
func eachApproval(tx *bbolt.Tx, each func(UnpaidCheckout, approval) bool) error {
	c := tx.Bucket(buckets.approvals).Cursor()
	for key, raw := c.First(); key != nil; key, raw = c.Next() {
		a, err := decodeApproval(raw)
		if err != nil || len(key) != len(campaigns.Payload{})+donorSize {
			return errorOf(err, "approval "+hex.EncodeToString(key))
		}
		u := UnpaidCheckout{DonorID: donorOf(key[len(campaigns.Payload{}):]), At: a.at, Total: a.total}
		copy(u.Payload[:], key)
		if !each(u, a) {
			return nil
		}
	}
	return nil
}

// Sweep removes invoices that can't be paid any more and approvals whose payment
// can't come any more. It works in small steps, so that it holds up nobody, and
// returns how many invoices went.
func (s *Store) Sweep(ctx context.Context, now time.Time) (int, error) {
	var last campaigns.Payload
	swept := 0
	for {
		gone, next, more, err := s.expired(last, now)
		if err != nil {
			return swept, err
		}
		if len(gone) > 0 {
			if err := s.change(ctx, func(l *ledger) error { return l.forget(gone, now) }); err != nil {
				return swept, err
			}
		}
		swept += len(gone)
		if last = next; !more {
			return swept, nil
		}
	}
}

// pageOfSweep is how many invoices one step looks at.
const pageOfSweep = 500

// expired looks at a page of invoices after last that are old enough to have expired.
func (s *Store) expired(last campaigns.Payload, now time.Time) (gone []campaigns.Payload, next campaigns.Payload, more bool, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(buckets.invoices).Cursor()
		key, raw := c.Seek(last[:])
		if last != (campaigns.Payload{}) && key != nil && campaigns.Payload(key) == last {
			key, raw = c.Next()
		}
		for n := 0; key != nil; key, raw = c.Next() {
			copy(next[:], key)
			i, err := decodeInvoice(next, raw)
			if err != nil {
				continue // verify names it
			}
			if i.CreatedAt.Add(campaigns.InvoiceLife).After(now) {
				return nil // and so are all that follow: payloads begin with the minute
			}
			if now.After(i.Expires()) {
				gone = append(gone, next)
			}
			if n++; n == pageOfSweep {
				more = true
				return nil
			}
		}
		return nil
	})
	return gone, next, more, err
}

func (l *ledger) forget(gone []campaigns.Payload, now time.Time) error {
	for _, p := range gone {
		i, ok, err := invoice(l.tx, p.String())
		if err != nil {
			return err
		}
		if !ok || !now.After(i.Expires()) {
			continue // approved a moment ago
		}
		if err := l.bucket(buckets.invoices).Delete(p[:]); err != nil {
			return err
		}
		if _, err := l.forgetApprovals(p, func(approval) bool { return true }); err != nil {
			return err
		}
	}
	return nil
}

// forgetApprovals forgets that checkouts of the invoice were approved, those that
// are meant, and says of how many.
func (l *ledger) forgetApprovals(p campaigns.Payload, meant func(approval) bool) (int, error) {
	var keys [][]byte
	c := l.bucket(buckets.approvals).Cursor()
	for key, raw := c.Seek(p[:]); bytes.HasPrefix(key, p[:]); key, raw = c.Next() {
		a, err := decodeApproval(raw)
		if err != nil {
			return 0, err
		}
		if meant(a) {
			keys = append(keys, bytes.Clone(key))
		}
	}
	for _, key := range keys {
		if err := l.bucket(buckets.approvals).Delete(key); err != nil {
			return 0, err
		}
	}
	return len(keys), nil
}
