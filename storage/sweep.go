package storage

import (
	"context"
	"errors"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// pageOfSweep is how many invoices one step looks at.
const pageOfSweep = 500

// Sweep removes invoices that can't be paid any more and approvals whose payment
// can't come any more, also those that were told of a day ago. It works in small steps, so that it holds up nobody, and
// returns how many invoices went.
func (s *Store) Sweep(ctx context.Context, now time.Time) (int, error) {
	var after campaigns.Payload
	swept := 0
	for more := true; more; {
		var gone []campaigns.Payload
		err := s.view(ctx, func(tx readTx) (err error) {
			gone, after, more, err = tx.expired(after, now)
			return err
		})
		if err != nil {
			return swept, err
		}
		if len(gone) > 0 {
			if err := s.change(ctx, func(w *writeTx) error { return w.deleteExpired(gone, now) }); err != nil {
				return swept, err
			}
		}
		swept += len(gone)
	}
	return swept, s.forgetUnpaid(ctx, now)
}

// expired are the invoices that have expired of a page after the payload. It returns
// where the page ends and whether more may follow.
func (tx readTx) expired(after campaigns.Payload, now time.Time) (gone []campaigns.Payload, last campaigns.Payload, more bool, err error) {
	looked := 0
	for row, err := range tx.Invoices(after) {
		if err != nil && !errors.Is(err, ErrDamaged) {
			return nil, last, false, err
		}
		if err == nil && row.CreatedAt.Add(campaigns.InvoiceLife).After(now) {
			return gone, last, false, nil // and so are all that follow: payloads begin with the minute
		}
		last = row.Payload
		if err == nil && now.After(row.expires()) { // verify names one that can't be read
			gone = append(gone, last)
		}
		if looked++; looked == pageOfSweep {
			return gone, last, true, nil
		}
	}
	return gone, last, false, nil
}

// expires is when the invoice is forgotten.
func (row InvoiceRow) expires() time.Time {
	return campaigns.Invoice{CreatedAt: row.CreatedAt, ApprovedAt: row.ApprovedAt}.Expires()
}

func (w *writeTx) deleteExpired(gone []campaigns.Payload, now time.Time) error {
	for _, p := range gone {
		row, ok, err := w.Invoice(p)
		if err != nil {
			return err
		}
		if !ok || !now.After(row.expires()) {
			continue // approved a moment ago
		}
		if err := w.DeleteInvoice(p); err != nil {
			return err
		}
		if _, err := w.deleteApprovals(p, func(ApprovalRow) (bool, error) { return true, nil }); err != nil {
			return err
		}
	}
	return nil
}
