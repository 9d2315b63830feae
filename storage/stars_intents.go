package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// StarsIntent is a refund of Stars that somebody asked for. It is on disk before
// Telegram is asked, and goes when the refund is recorded: whatever is killed in
// between, what Telegram did is recorded once, with who asked for it and why.
type StarsIntent struct {
	ChargeID string
	DonorID  int64
	Total    money.Amount // all of the charge
	At       time.Time    // when it was asked for

	Operation, Reason, Actor string // of the adjustment that it becomes
}

// ErrNoDonor is a refund of Stars to somebody who is not known any more: Telegram wants
// to know whose they were.
var ErrNoDonor = errors.New("whose Stars they were is not known any more")

var errNotStars = errors.New("not a refund of Stars")

// IntendStarsRefund notes that somebody wants the Stars of a receipt to go back, before
// Telegram is asked. What is there of the same charge already stays, and is returned
// instead: the caller finds out what became of it first. done reports that the
// request's operation is known: the refund is recorded, and nothing has to be asked.
// The errors are those of [Store.Adjust], and [ErrNoDonor].
func (s *Store) IntendStarsRefund(ctx context.Context, c *campaigns.Settings, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest, now time.Time) (i StarsIntent, done bool, err error) {
	result, err := write(ctx, s, func(w *writeTx) (intended, error) {
		w.tellOfDamage(c, now)
		return w.intend(c, r, q, now)
	})
	if err == nil {
		err = result.refusal
	}
	return result.intent, result.done, err
}

// intended is the outcome of asking for a refund of Stars.
type intended struct {
	intent  StarsIntent
	done    bool
	refusal error
}

func (w *writeTx) intend(c *campaigns.Settings, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest, now time.Time) (intended, error) {
	j, refusal := w.judge(c, r, q, now)
	d := j.before
	switch {
	case refusal != nil || j.known:
		return intended{done: j.known, refusal: refusal}, nil
	case !j.starsRefund():
		return intended{refusal: fmt.Errorf("receipt %s: %w", r, errNotStars)}, nil
	case d.Personal.DonorID == 0:
		return intended{refusal: fmt.Errorf("receipt %s: %w", r, ErrNoDonor)}, nil
	}
	known, ok, err := w.starsIntent(d.ChargeID)
	if err := w.orDamaged(err); err != nil || ok {
		return intended{intent: known}, err
	}
	i := StarsIntent{
		ChargeID: d.ChargeID, DonorID: d.Personal.DonorID, Total: d.Money(d.Amount), At: now,
		Operation: q.Operation, Reason: q.Reason, Actor: q.Actor,
	}
	row, err := w.intentRow(i)
	if err != nil {
		return intended{}, err
	}
	return intended{intent: i}, w.PutUnmatched(row)
}

// StarsIntents are the refunds of Stars that were asked for and are not recorded.
func (s *Store) StarsIntents(ctx context.Context) (all []StarsIntent, err error) {
	err = s.view(ctx, func(tx readTx) error {
		for row, err := range tx.AllUnmatched() {
			if err == nil && row.ID != intentID(row.ChargeID) {
				continue
			}
			var i StarsIntent
			if err == nil {
				i, err = tx.openIntent(row)
			}
			if errors.Is(err, ErrDamaged) {
				continue // verify names it; Telegram's message records the refund without it
			}
			if err != nil {
				return err
			}
			all = append(all, i)
		}
		return nil
	})
	return all, err
}

// DropStarsIntent forgets a refund of Stars that Telegram has not made.
func (s *Store) DropStarsIntent(ctx context.Context, i StarsIntent) error {
	return s.change(ctx, func(w *writeTx) error {
		known, ok, err := w.starsIntent(i.ChargeID)
		if err != nil || !ok || known.Operation != i.Operation {
			return err
		}
		return w.DeleteUnmatched(intentID(i.ChargeID))
	})
}

// intentID names the refund that was asked for of a charge. It lies among what could
// not be booked, since that is what it is until Telegram has answered.
func intentID(chargeID string) UnmatchedID {
	return unmatchedID("refund asked for of " + chargeID)
}

// starsIntent finds the refund that was asked for of a charge.
func (tx readTx) starsIntent(chargeID string) (i StarsIntent, ok bool, err error) {
	row, ok, err := tx.Unmatched(intentID(chargeID))
	if err != nil || !ok {
		return i, false, err
	}
	i, err = tx.openIntent(row)
	return i, err == nil, err
}

// intentRow is the row of an intent: one that waits for nobody, so that no list for
// people has it.
func (tx readTx) intentRow(i StarsIntent) (UnmatchedRow, error) {
	id := intentID(i.ChargeID)
	row := UnmatchedRow{
		ID: id, At: i.At, ClosedAt: i.At, Told: true, Refund: true, ChargeID: i.ChargeID, Total: i.Total.Units, Currency: i.Total.Currency,
	}
	var err error
	row.Personal, err = tx.encodePersonal(placeOfUnmatched(id), unmatchedPart{
		TelegramID: i.DonorID, Reason: i.Reason, Actor: i.Actor, Raw: []byte(i.Operation),
	})
	return row, err
}

func (tx readTx) openIntent(row UnmatchedRow) (StarsIntent, error) {
	u, err := tx.openUnmatched(row)
	if err != nil {
		return StarsIntent{}, err
	}
	if u.Refund == nil {
		return StarsIntent{}, fmt.Errorf("unmatched %s: %w: it is not a refund", u.ID, ErrDamaged)
	}
	return StarsIntent{
		ChargeID: row.ChargeID, DonorID: u.Refund.DonorID, Total: u.Refund.Total, At: u.At, Operation: string(u.Raw), Reason: u.Reason, Actor: u.Actor,
	}, nil
}
