package storage

import (
	"context"
	"errors"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// Past is what a ledger that is older than what was given out lacks, or a new one in
// its place.
type Past struct {
	New   bool      // it was created again; otherwise it is an earlier state of the ledger, or another one
	Since time.Time // until when it knows what happened; zero if it knows nothing
	Gaps  []GapRow  // that were noted now
}

// Reconcile compares the ledger with what the state remembers, before anything is
// recorded. If the ledger is older than what was given out, is another one or was
// restored, receipts go on above the numbers that people hold, the numbers between
// are noted as gaps, and the messages that tell makes are added, all in one
// transaction; found is true then. Without a gap to note, nothing is written to the
// ledger but these messages.
//
// begun says that the ledger was made just now. That the state could not be written
// afterwards is [ErrState]: it is written later then.
func (s *Store) Reconcile(ctx context.Context, st *State, begun bool, now time.Time, tell func(Past) []campaigns.Message) (past Past, found bool, err error) {
	ahead, err := st.Ahead(ctx, s)
	if err != nil {
		return past, false, err
	}
	if !ahead {
		if err := st.Follow(ctx, s, now); err != nil {
			return past, false, errors.Join(ErrState, err)
		}
		return past, false, nil
	}
	past, err = write(ctx, s, func(w *writeTx) (Past, error) {
		p := Past{New: begun}
		var err error
		if p.Since, err = w.knownUntil(); err != nil {
			return p, err
		}
		if p.Gaps, err = w.leapOver(st.Highest(), now); err != nil {
			return p, err
		}
		return p, w.enqueue(tell(p))
	})
	if err != nil {
		return past, false, err
	}
	if err := st.settle(ctx, s, now); err != nil {
		return past, true, errors.Join(ErrState, err)
	}
	return past, true, nil
}

// ErrState means that the state file could not be written.
var ErrState = errors.New("the state file can't be written")

// ahead reports whether the state speaks of another ledger, of a copy in its place,
// or of numbers that the ledger has not given.
func (f stateFile) ahead(id LedgerID, last []campaigns.ReceiptNo) bool {
	if !f.restoredAt.IsZero() || f.ledger != id && f.ledger != (LedgerID{}) {
		return true
	}
	ledger := stateFile{}.raised(last)
	for _, r := range f.receipts {
		if ledger.highest(r.Mode, r.Year) < r.Number {
			return true
		}
	}
	return false
}

// Ahead reports whether the ledger is older than what the state remembers, is another
// one or was restored, and no bot has started since: then the numbers that it would
// give next may be held by somebody, until [Store.Reconcile] leaps over them.
func (st *State) Ahead(ctx context.Context, s *Store) (bool, error) {
	id, last, err := s.identity(ctx)
	if err != nil {
		return false, err
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.found && st.known.ahead(id, last), nil
}

// leapOver lets receipts go on after those that people hold.
func (w *writeTx) leapOver(held []campaigns.ReceiptNo, now time.Time) (gaps []GapRow, err error) {
	for _, r := range held {
		last, err := w.lastNumber(receiptSeries{r.Mode, r.Year})
		if err != nil {
			return nil, err
		}
		if last >= r.Number {
			continue
		}
		first := r
		first.Number = last + 1
		gap := GapRow{First: first, Last: r.Number, At: now}
		if err := w.PutGap(gap); err != nil {
			return nil, err
		}
		gaps = append(gaps, gap)
		w.series[receiptSeries{r.Mode, r.Year}] = r.Number
	}
	return gaps, nil
}

// knownUntil is when the ledger last heard of anything: of an answer to a poll, or of
// a donation. What can't be read is passed over.
func (tx readTx) knownUntil() (time.Time, error) {
	until, err := tx.LastPoll()
	if err != nil && !errors.Is(err, ErrDamaged) {
		return until, err
	}
	newest, err := tx.LastDonations()
	if err != nil && !errors.Is(err, ErrDamaged) {
		return until, err
	}
	for _, last := range newest {
		if row, ok, err := tx.Donation(last); err == nil && ok && row.At.After(until) {
			until = row.At
		}
	}
	return until.UTC(), nil
}

// LedgerID returns the ledger's id.
func (s *Store) LedgerID(ctx context.Context) (LedgerID, error) {
	id, _, err := s.identity(ctx)
	return id, err
}

// LastReceipts are the last receipts that were given, one of each mode and year.
func (s *Store) LastReceipts(ctx context.Context) ([]campaigns.ReceiptNo, error) {
	_, last, err := s.identity(ctx)
	return last, err
}

// KnownUntil returns when the ledger last heard of anything: of an answer to a poll,
// or of a donation. It is the zero time if it never did.
func (s *Store) KnownUntil(ctx context.Context) (until time.Time, err error) {
	err = s.view(ctx, func(tx readTx) error {
		until, err = tx.knownUntil()
		return err
	})
	return until, err
}

// identity is the ledger's id and the last receipts that it gave.
func (s *Store) identity(ctx context.Context) (id LedgerID, last []campaigns.ReceiptNo, err error) {
	err = s.view(ctx, func(tx readTx) error {
		if id, err = tx.LedgerID(); err != nil {
			return err
		}
		last, err = tx.LastNumbers()
		return err
	})
	return id, last, err
}
