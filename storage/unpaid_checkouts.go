package storage

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// UnpaidCheckout is a checkout that was approved and for which no payment came.
type UnpaidCheckout struct {
	Payload campaigns.Payload
	DonorID int64
	At      time.Time
	Total   money.Amount
}

func (tx readTx) unpaidCheckout(row ApprovalRow) (UnpaidCheckout, error) {
	donor, err := tx.telegramID(row.Person)
	return UnpaidCheckout{
		Payload: row.Payload, DonorID: donor, At: row.At.UTC(), Total: money.Amount{Units: row.Total, Currency: row.Currency},
	}, err
}

// AlertUnpaid tells administrators, once each, of checkouts whose approval is longer
// ago than patience and for which no payment came. It returns how many it found.
func (s *Store) AlertUnpaid(ctx context.Context, c *campaigns.Settings, now time.Time, patience time.Duration) (int, error) {
	var late []ApprovalRow
	err := s.view(ctx, func(tx readTx) (err error) { // mostly there is nothing to write
		late, err = tx.lateApprovals(now, patience, 1)
		return err
	})
	if err != nil || len(late) == 0 {
		return 0, err
	}
	return write(ctx, s, func(w *writeTx) (int, error) {
		late, err := w.lateApprovals(now, patience, mostOpen)
		if err != nil {
			return 0, err
		}
		for _, row := range late {
			if err := w.alertUnpaid(c, row, now); err != nil {
				return 0, err
			}
		}
		return len(late), nil
	})
}

// lateApprovals are those longer ago than patience of which administrators don't
// know, at most n.
func (tx readTx) lateApprovals(now time.Time, patience time.Duration, n int) (late []ApprovalRow, err error) {
	for row, err := range tx.Approvals(campaigns.Payload{}) {
		if errors.Is(err, ErrDamaged) {
			continue // verify names it; it holds up no other
		}
		if err != nil {
			return nil, err
		}
		if !row.Told && now.Sub(row.At) >= patience {
			if late = append(late, row); len(late) == n {
				break
			}
		}
	}
	return late, nil
}

func (w *writeTx) alertUnpaid(c *campaigns.Settings, row ApprovalRow, now time.Time) error {
	row.Told = true
	if err := w.PutApproval(row); err != nil {
		return err
	}
	u, err := w.unpaidCheckout(row)
	if err != nil {
		return err
	}
	i, _, err := w.Invoice(u.Payload)
	if err != nil {
		return err
	}
	args := map[string]string{
		"at": u.At.Format(time.RFC3339), "amount": strconv.FormatInt(u.Total.Units, 10), "currency": u.Total.Currency,
		"donor": strconv.FormatInt(u.DonorID, 10), "campaign": string(i.CampaignID), "payload": u.Payload.String(), "provider": i.Provider,
	}
	return w.alert(c, AlertKeyUnpaid, args, now)
}

// deleteApprovals forgets that checkouts of the invoice were approved, those that are
// meant, and returns of how many.
func (w *writeTx) deleteApprovals(p campaigns.Payload, meant func(ApprovalRow) bool) (int, error) {
	var found []ApprovalRow
	for row, err := range w.Approvals(p) {
		if err != nil {
			return 0, err
		}
		if row.Payload != p {
			break
		}
		if meant(row) {
			found = append(found, row)
		}
	}
	for _, row := range found {
		if err := w.DeleteApproval(p, row.Person); err != nil {
			return 0, err
		}
	}
	return len(found), nil
}
