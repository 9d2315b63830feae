package storage

import (
	"context"
	"errors"
	"log/slog"
	"sync"
)

// Store is the ledger. Its methods may be called by many at once. A method that
// returns nil has written; one that returns its context's error may have written all
// the same.
type Store struct {
	engine Engine

	jobs    chan *job
	closing chan struct{}
	driven  chan struct{} // closed when no commit is under way any more
	wake    chan struct{}
	once    sync.Once

	log          *slog.Logger
	damage       map[string]bool // that was logged
	toldOfDamage bool            // administrators were
}

// Errors of a ledger.
var (
	ErrLocked  = errors.New("the bot is already running: another process has the database open")
	ErrNewer   = errors.New("the database was written by a newer version of this program: use that version, or restore an older backup")
	ErrClosed  = errors.New("the database is closed")
	ErrDamaged = errors.New("the value is damaged") // a row that can't be read

	ErrNoReceipt = errors.New("there is no receipt")
)

// New is the ledger that an engine keeps. Closing it closes the engine.
func New(e Engine) *Store {
	s := &Store{
		engine: e, jobs: make(chan *job, mostShared), closing: make(chan struct{}), driven: make(chan struct{}), wake: make(chan struct{}, 1),
		log: slog.New(slog.DiscardHandler), damage: map[string]bool{},
	}
	go s.drive()
	return s
}

// Close ends the commit under way and closes the engine. Writers that come later get
// [ErrClosed].
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		close(s.closing)
		<-s.driven
		err = s.engine.Close()
	})
	return err
}

// Backup writes a consistent copy of the ledger to path while others read and write.
// The copy is there whole or not at all; a file of that name is replaced, but not the
// ledger itself. Only its owner can read it.
func (s *Store) Backup(ctx context.Context, path string) error { return s.engine.Backup(ctx, path) }

// CheckFile looks at what lies below the rows, page by page. Nobody may write
// meanwhile, so it is for a process that has the ledger to itself; and only after
// Verify could read everything.
func (s *Store) CheckFile(ctx context.Context) error { return s.engine.Check(ctx) }

// readTx is a transaction that reads.
type readTx struct{ Reader }

// view runs read in a transaction, which it must not keep open for others.
func (s *Store) view(ctx context.Context, read func(readTx) error) error {
	return s.engine.View(ctx, func(tx Reader) error { return read(readTx{tx}) })
}
