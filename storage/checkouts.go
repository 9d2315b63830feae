package storage

import (
	"context"
	"errors"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// AddInvoice stores what was agreed, before it is sent.
func (s *Store) AddInvoice(ctx context.Context, i campaigns.Invoice) error {
	return s.change(ctx, func(w *writeTx) error {
		person, err := w.person(i.Personal.DonorID)
		if err != nil {
			return err
		}
		row, err := w.invoiceRow(i, person)
		if err != nil {
			return err
		}
		return w.PutInvoice(row)
	})
}

// Invoice finds an invoice by its payload; ok is false if there is none.
func (s *Store) Invoice(ctx context.Context, payload string) (i campaigns.Invoice, ok bool, err error) {
	err = s.view(ctx, func(tx readTx) error {
		_, i, ok, err = tx.invoice(payload)
		return err
	})
	return i, ok, err
}

// invoice reads an invoice, as a row too; ok is false for a payload that is not one
// of ours.
func (tx readTx) invoice(payload string) (row InvoiceRow, i campaigns.Invoice, ok bool, err error) {
	p, ok := campaigns.ParsePayload(payload)
	if !ok {
		return row, i, false, nil
	}
	if row, ok, err = tx.Invoice(p); err != nil || !ok {
		return row, i, false, err
	}
	i, err = tx.openInvoice(row)
	return row, i, err == nil, err
}

// Approve decides on a checkout by the domain's rules, in the transaction that
// notes the approval. A nil refusal approves, and is on disk.
func (s *Store) Approve(ctx context.Context, c *campaigns.Settings, q campaigns.Checkout, now time.Time) (*campaigns.Refusal, error) {
	return write(ctx, s, func(w *writeTx) (*campaigns.Refusal, error) {
		row, i, found, err := w.invoice(q.Payload)
		if err != nil {
			return nil, err
		}
		_, payer, err := w.donor(q.DonorID)
		if err != nil {
			return nil, err
		}
		q.TermsVersion = payer.TermsVersion
		if refusal := campaigns.Approve(c, i, found, q, now); refusal != nil {
			return refusal, nil
		}
		person, err := w.person(q.DonorID)
		if err != nil {
			return nil, err
		}
		if payer.Name == "" && q.Name != "" { // whom to name if no payment comes
			payer.Name = q.Name
			if err := w.putPerson(person, payer); err != nil {
				return nil, err
			}
		}
		row.ApprovedAt = now
		if err := w.PutInvoice(row); err != nil {
			return nil, err
		}
		return nil, w.approve(ApprovalRow{Payload: i.Payload, Person: person, At: now, Total: q.Total.Units, Currency: q.Total.Currency})
	})
}

// approve notes an approval; an earlier one of the same person is kept with it.
func (w *writeTx) approve(row ApprovalRow) error {
	earlier, ok, err := w.Approval(row.Payload, row.Person)
	if err != nil && !errors.Is(err, ErrDamaged) { // it derives nothing, and verify names it
		return err
	}
	if ok {
		earlier.Earlier = nil
		row.Earlier = &earlier
	}
	return w.PutApproval(row)
}

// WithdrawApproval forgets that a checkout was approved at that time: Telegram has
// refused the answer, so that no payment follows and nobody need look for one. An
// earlier approval of the same person is back in its place, and a later one stays.
func (s *Store) WithdrawApproval(ctx context.Context, payload string, donor int64, at time.Time) error {
	p, ok := campaigns.ParsePayload(payload)
	if !ok {
		return nil
	}
	return s.change(ctx, func(w *writeTx) error {
		person, ok, err := w.findPerson(donor)
		if err != nil || !ok {
			return err
		}
		row, ok, err := w.Approval(p, person)
		if err != nil || !ok || row.At.Unix() != at.Unix() { // the ledger keeps seconds
			return err
		}
		if row.Earlier == nil {
			return w.DeleteApproval(p, person)
		}
		earlier := *row.Earlier
		earlier.Payload, earlier.Person = p, person
		return w.PutApproval(earlier)
	})
}
