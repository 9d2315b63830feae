package storage

import (
	"context"
	"time"

	"github.com/donatebot/donatebot/campaigns"

	"go.etcd.io/bbolt"
)

// AddInvoice stores what was agreed, before it is sent.
func (s *Store) AddInvoice(ctx context.Context, i campaigns.Invoice) error {
	return s.change(ctx, func(l *ledger) error {
		return l.bucket(buckets.invoices).Put(i.Payload[:], encodeInvoice(i))
	})
}

// Invoice finds an invoice by its payload; ok is false where there is none.
func (s *Store) Invoice(ctx context.Context, payload string) (i campaigns.Invoice, ok bool, err error) {
	err = s.view(func(tx *bbolt.Tx) error {
		i, ok, err = invoice(tx, payload)
		return err
	})
	return i, ok, err
}

// Approve decides on a checkout by the domain's rules, in the transaction that
// notes the approval. A nil refusal approves, and is on disk.
func (s *Store) Approve(ctx context.Context, c *campaigns.Settings, q campaigns.Checkout, now time.Time) (*campaigns.Refusal, error) {
	return write(ctx, s, func(l *ledger) (*campaigns.Refusal, error) {
		i, found, err := invoice(l.tx, q.Payload)
		if err != nil {
			return nil, err
		}
		if refusal := campaigns.Approve(c, i, found, q, now); refusal != nil {
			return refusal, nil
		}
		i.ApprovedAt = now
		if err := l.bucket(buckets.invoices).Put(i.Payload[:], encodeInvoice(i)); err != nil {
			return nil, err
		}
		mark := encodeApproval(approval{at: now, total: q.Total})
		return nil, l.bucket(buckets.approvals).Put(approvalKey(i.Payload, q.DonorID), mark)
	})
}
