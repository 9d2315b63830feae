package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// State is a small file outside the ledger that remembers what was given out, so
// that a ledger which goes back in time is noticed. Only the process that has the
// ledger open may use it; its methods may be called by many at once.
type State struct {
	path string

	mu    sync.Mutex
	known stateFile
	found bool // the file is there
}

// OpenState reads the state at path. A file that is not there is a state that
// knows nothing; one that can't be read is an error that says what to do.
func OpenState(path string) (*State, error) {
	known, found, err := readState(path)
	if err != nil {
		return nil, err
	}
	return &State{path: path, known: known, found: found}, nil
}

// Found reports whether the file is there.
func (st *State) Found() bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.found
}

// Highest are the highest receipts that may have been sent to somebody, one of each
// mode and year.
func (st *State) Highest() []campaigns.ReceiptNo {
	st.mu.Lock()
	defer st.mu.Unlock()
	return slices.Clone(st.known.receipts)
}

// Cover makes sure that the state knows the receipt before somebody is sent its
// number. It raises the state to the last numbers of the ledger, so that one write
// covers many receipts.
func (st *State) Cover(ctx context.Context, s *Store, r campaigns.ReceiptNo, now time.Time) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.known.highest(r.Mode, r.Year) >= r.Number {
		return nil
	}
	return st.follow(ctx, s, now, r)
}

// Follow raises the state to the last numbers of the ledger, and writes nothing if
// it knows them.
func (st *State) Follow(ctx context.Context, s *Store, now time.Time) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.follow(ctx, s, now)
}

func (st *State) follow(ctx context.Context, s *Store, now time.Time, also ...campaigns.ReceiptNo) error {
	id, last, err := s.identity(ctx)
	if err != nil {
		return err
	}
	next := st.known.raised(last).raised(also)
	next.ledger = id
	if st.found && next.equal(st.known) {
		return nil
	}
	next.raisedAt = now
	return st.write(next)
}

// NoteRestored notes that a copy takes the ledger's place, in which case the next
// start speaks of it whatever the numbers are. held are receipts that people may
// hold beside those that the state knows.
func (st *State) NoteRestored(held []campaigns.ReceiptNo, now time.Time) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	next := st.known.raised(held)
	next.restoredAt = now
	return st.write(next)
}

// settle notes that the ledger goes on above what the state knows: it is of this
// ledger now, and the copy that took its place was spoken of.
func (st *State) settle(ctx context.Context, s *Store, now time.Time) error {
	id, err := s.LedgerID(ctx)
	if err != nil {
		return err
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	next := st.known
	next.ledger, next.raisedAt, next.restoredAt = id, now, time.Time{}
	return st.write(next)
}

// write replaces the file. After an error the state is as it was.
func (st *State) write(next stateFile) error {
	if err := writeState(st.path, next); err != nil {
		return fmt.Errorf("state file: %w", err)
	}
	st.known, st.found = next, true
	return nil
}

// stateFile is what a state file says.
type stateFile struct {
	ledger     LedgerID              // zero: of none yet
	receipts   []campaigns.ReceiptNo // the highest of each mode and year, in order
	raisedAt   time.Time
	restoredAt time.Time // a copy took the ledger's place then, and no bot has started since
}

func (f stateFile) highest(mode campaigns.Mode, year int) uint32 {
	for _, r := range f.receipts {
		if r.Mode == mode && r.Year == year {
			return r.Number
		}
	}
	return 0
}

// raised is the file with those receipts, where they are higher.
func (f stateFile) raised(by []campaigns.ReceiptNo) stateFile {
	f.receipts = slices.Clone(f.receipts)
	for _, r := range by {
		switch at := slices.IndexFunc(f.receipts, func(k campaigns.ReceiptNo) bool { return k.Mode == r.Mode && k.Year == r.Year }); {
		case r.Number == 0:
		case at < 0:
			f.receipts = append(f.receipts, r)
		default:
			f.receipts[at].Number = max(f.receipts[at].Number, r.Number)
		}
	}
	slices.SortFunc(f.receipts, func(a, b campaigns.ReceiptNo) int {
		return cmp.Or(cmp.Compare(a.Mode, b.Mode), cmp.Compare(a.Year, b.Year))
	})
	return f
}

func (f stateFile) equal(other stateFile) bool {
	return f.ledger == other.ledger && slices.Equal(f.receipts, other.receipts) && f.restoredAt.Equal(other.restoredAt)
}
