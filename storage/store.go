package storage

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Store is the ledger in its file. Its methods may be called by many at once.
// A method that returns nil has written; one that returns its context's error may
// have written all the same.
type Store struct {
	path string
	db   *bbolt.DB

	jobs    chan *job
	closing chan struct{}
	driven  chan struct{} // closed when no commit is under way any more
	wake    chan struct{}
	once    sync.Once
}

// Options say how to open a ledger.
type Options struct {
	// NoSync leaves the disk out of each commit: for benchmarks and throw-away
	// databases only.
	NoSync bool

	schema []migration // nil: the program's; tests bring their own
}

// Errors of a ledger.
var (
	ErrLocked = errors.New("the bot is already running: another process has the ledger open")
	ErrNewer  = errors.New("the ledger was written by a newer version of this program: use that version, or restore an older copy")
	ErrClosed = errors.New("the ledger is closed")
)

// lockPatience is how long opening waits for another process to let go of the file.
const lockPatience = 300 * time.Millisecond

// mapped is how much address space is kept for the file, so that it need not be
// mapped anew, which a reader could hold up, before it has that many bytes.
func mapped() int {
	size := int64(16 << 30)
	switch {
	case runtime.GOOS == "windows": // there the file itself would get that size
		size = 0
	case strconv.IntSize == 32:
		size = 256 << 20
	}
	return int(size)
}

// Open opens the ledger at path, makes it where there is none, and brings it to
// the present schema after making a copy. It is an error, and changes nothing,
// where another process holds the file ([ErrLocked]), where a newer program wrote
// it ([ErrNewer]), and where it is damaged or cut off.
func Open(path string, o Options) (*Store, error) {
	if err := whole(path); err != nil {
		return nil, fmt.Errorf("ledger %s: %w", path, err)
	}
	options := &bbolt.Options{Timeout: lockPatience, NoSync: o.NoSync, FreelistType: bbolt.FreelistMapType, InitialMmapSize: mapped()}
	db, err := openFile(path, options)
	if errors.Is(err, syscall.ENOMEM) { // this system gives no such address space away
		options.InitialMmapSize = 0
		db, err = openFile(path, options)
	}
	if err != nil {
		return nil, fmt.Errorf("ledger %s: %w", path, err)
	}
	schema := o.schema
	if schema == nil {
		schema = migrations()
	}
	if err := guarded(func() error { return migrate(db, schema) }); err != nil {
		db.Close()
		return nil, fmt.Errorf("ledger %s: %w", path, err)
	}
	s := &Store{
		path: path, db: db, jobs: make(chan *job, mostShared), closing: make(chan struct{}),
		driven: make(chan struct{}), wake: make(chan struct{}, 1),
	}
	go s.drive()
	return s, nil
}

// openFile is bbolt's Open with its words for a locked file made into errors.
func openFile(path string, o *bbolt.Options) (db *bbolt.DB, err error) {
	err = guarded(func() error {
		db, err = bbolt.Open(path, 0o600, o)
		return err
	})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, ErrLocked
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrChecksum):
		return nil, fmt.Errorf("this file is not a ledger, or is damaged (%w): restore a copy", err)
	case errors.Is(err, os.ErrNotExist):
		return nil, errors.New("its folder does not exist: make it first")
	case errors.Is(err, os.ErrPermission), err != nil && strings.Contains(err.Error(), "read-only file system"):
		return nil, fmt.Errorf("the file can't be written: %w", err)
	}
	return db, err
}

// faultsPanic makes a touch of memory that is not there, to which a damaged page
// can lead, a panic of this goroutine and not the end of the process. What it
// returns sets things back.
func faultsPanic() func() {
	before := debug.SetPanicOnFault(true)
	return func() { debug.SetPanicOnFault(before) }
}

// Path is the file's.
func (s *Store) Path() string { return s.path }

// Close ends the commit under way and closes the file. Writers that come later
// get [ErrClosed].
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		close(s.closing)
		<-s.driven
		err = s.db.Close()
	})
	return err
}

// view runs read in a read transaction, which it must not keep open for others.
func (s *Store) view(read func(*bbolt.Tx) error) error {
	return guarded(func() error { return s.db.View(read) })
}

// guarded makes an error of bbolt's panics on a damaged page.
func guarded(do func() error) (err error) {
	defer faultsPanic()()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the file is damaged (%v): run verify, or restore a copy", r)
		}
	}()
	return do()
}
