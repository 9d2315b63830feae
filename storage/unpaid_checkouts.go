package storage

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// UnpaidCheckout is a checkout that was approved and for which no payment came.
type UnpaidCheckout struct {
	Payload campaigns.Payload
	DonorID int64
	Name    string // the donor's; "" if it is not known
	At      time.Time
	Total   money.Amount
}

// ID names the checkout among those of its invoice, which several people may have
// tried to pay: the payload, a dot and the donor's Telegram id.
func (u UnpaidCheckout) ID() string {
	return u.Payload.String() + "." + strconv.FormatInt(u.DonorID, 10)
}

// ParseUnpaidID reads what [UnpaidCheckout.ID] wrote; ok is false for anything else.
func ParseUnpaidID(text string) (p campaigns.Payload, donor int64, ok bool) {
	payload, digits, _ := strings.Cut(text, ".")
	if p, ok = campaigns.ParsePayload(payload); !ok {
		return p, 0, false
	}
	donor, err := strconv.ParseInt(digits, 10, 64)
	return p, donor, err == nil && text == UnpaidCheckout{Payload: p, DonorID: donor}.ID()
}

func (tx readTx) unpaidCheckout(row ApprovalRow) (UnpaidCheckout, error) {
	donor, err := tx.knownDonor(row.Person)
	return UnpaidCheckout{
		Payload: row.Payload, DonorID: donor.ID, Name: donor.Name, At: row.At.UTC(), Total: money.Amount{Units: row.Total, Currency: row.Currency},
	}, err
}

// knownUnpaid is as much of a checkout as can be read: the donor is 0 if they can't be.
func (tx readTx) knownUnpaid(row ApprovalRow) (UnpaidCheckout, error) {
	u, err := tx.unpaidCheckout(row)
	if errors.Is(err, ErrDamaged) {
		err = nil // verify names it
	}
	return u, err
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
		if row.ToldAt.IsZero() && now.Sub(row.At) >= patience {
			if late = append(late, row); len(late) == n {
				break
			}
		}
	}
	return late, nil
}

func (w *writeTx) alertUnpaid(c *campaigns.Settings, row ApprovalRow, now time.Time) error {
	row.ToldAt = now
	if err := w.PutApproval(row); err != nil {
		return err
	}
	u, err := w.knownUnpaid(row)
	if err != nil {
		return err
	}
	i, _, err := w.Invoice(u.Payload)
	if err != nil && !errors.Is(err, ErrDamaged) {
		return err
	}
	args := map[string]string{
		"id": u.ID(),
		"at": u.At.Format(time.RFC3339), "amount": strconv.FormatInt(u.Total.Units, 10), "currency": u.Total.Currency,
		"donor": strconv.FormatInt(u.DonorID, 10), "name": u.Name, "campaign": string(i.CampaignID), "payload": u.Payload.String(), "provider": i.Provider,
	}
	return w.alert(c, AlertKeyUnpaid, args, now)
}

// unpaidLife is how long an unpaid checkout stays on the administrators' list after
// they were told of it: what nobody has found at the provider by then is not there.
const unpaidLife = 24 * time.Hour

// forgetUnpaid takes those off the list that have been on it for longer.
func (s *Store) forgetUnpaid(ctx context.Context, now time.Time) error {
	old := func(row ApprovalRow) bool { return !row.ToldAt.IsZero() && now.Sub(row.ToldAt) >= unpaidLife }
	var found []UnpaidCheckout
	err := s.view(ctx, func(tx readTx) (err error) {
		found, err = tx.unpaid(old)
		return err
	})
	if err != nil || len(found) == 0 {
		return err
	}
	return s.change(ctx, func(w *writeTx) error {
		for _, u := range found {
			if _, err := w.deleteApprovals(u.Payload, func(a ApprovalRow) (bool, error) { return old(a), nil }); err != nil {
				return err
			}
		}
		return nil
	})
}

// closeUnpaid takes the checkout of an id off the list, or all of a payload; found is
// false if administrators know of none.
func (w *writeTx) closeUnpaid(p campaigns.Payload, id string) (found bool, err error) {
	n, err := w.deleteApprovals(p, func(a ApprovalRow) (bool, error) {
		if told := !a.ToldAt.IsZero(); !told || id == p.String() {
			return told, nil
		}
		u, err := w.knownUnpaid(a)
		return u.ID() == id, err
	})
	return n > 0, err
}

// deleteApprovals forgets that checkouts of the invoice were approved, those that are
// meant, and returns of how many.
func (w *writeTx) deleteApprovals(p campaigns.Payload, meant func(ApprovalRow) (bool, error)) (int, error) {
	var found []ApprovalRow
	for row, err := range w.Approvals(p) {
		if row.Payload != p && row.Payload != (campaigns.Payload{}) { // a key that can't be read comes without one
			break
		}
		if errors.Is(err, ErrDamaged) {
			continue // verify names it; it holds up no other
		}
		if err != nil {
			return 0, err
		}
		wanted, err := meant(row)
		if err != nil {
			return 0, err
		}
		if wanted {
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
