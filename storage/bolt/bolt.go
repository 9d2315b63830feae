// Package bolt keeps the ledger in one bbolt file. It is the only user of bbolt, and
// no type of it shows outside. It knows buckets, keys and values, and none of the
// ledger's rules.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/donatebot/donatebot/storage"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Options say how to open a ledger.
type Options struct {
	// NoSync leaves the disk out of each commit: for benchmarks and throw-away
	// databases only.
	NoSync bool
}

// lockPatience is how long opening waits for another process to let go of the file.
const lockPatience = 300 * time.Millisecond

// Open opens the ledger at path, makes it if there is none, and brings it to the
// present schema after making a backup. It is an error, and changes nothing, if
// another process holds the file ([storage.ErrLocked]), if a newer program wrote it
// ([storage.ErrNewer]), and if it is damaged or cut off.
func Open(path string, o Options) (*storage.Store, error) {
	e, err := openEngine(path, o, migrations())
	if err != nil {
		return nil, err
	}
	return storage.New(e), nil
}

// engine implements [storage.Engine].
type engine struct {
	db      *bbolt.DB
	copying chan struct{} // holds a value while a copy is written
}

func openEngine(path string, o Options, schema []migration) (*engine, error) {
	if err := whole(path); err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	options := &bbolt.Options{Timeout: lockPatience, NoSync: o.NoSync, FreelistType: bbolt.FreelistMapType, InitialMmapSize: mapped()}
	db, err := openFile(path, options)
	if errors.Is(err, syscall.ENOMEM) { // this system does not reserve that much address space
		options.InitialMmapSize = 0
		db, err = openFile(path, options)
	}
	if err != nil {
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	if err := guarded(func() error { return migrate(db, schema) }); err != nil {
		db.Close()
		return nil, fmt.Errorf("database %s: %w", path, err)
	}
	clearParts(filepath.Dir(path), partsBeside(filepath.Base(path)))
	return &engine{db: db, copying: make(chan struct{}, 1)}, nil
}

// mapped is how much address space is kept for the file, so that it need not be
// mapped again, which a reader could hold up, before it has that many bytes.
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

// openFile is bbolt's Open with its words for a locked file made into errors.
func openFile(path string, o *bbolt.Options) (db *bbolt.DB, err error) {
	err = guarded(func() error {
		db, err = bbolt.Open(path, 0o600, o)
		return err
	})
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return nil, storage.ErrLocked
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch), errors.Is(err, bolterrors.ErrChecksum):
		return nil, fmt.Errorf("this file is not a database of donations, or is damaged (%w): restore a backup", err)
	case errors.Is(err, os.ErrNotExist):
		return nil, errors.New("its directory does not exist: make it first")
	case errors.Is(err, os.ErrPermission), err != nil && strings.Contains(err.Error(), "read-only file system"):
		return nil, fmt.Errorf("the file can't be written: %w", err)
	}
	return db, err
}

// Close implements [storage.Engine].
func (e *engine) Close() error { return e.db.Close() }

// View implements [storage.Engine].
func (e *engine) View(ctx context.Context, read func(storage.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return e.view(func(t *tx) error { return read(t) })
}

func (e *engine) view(read func(*tx) error) error {
	return guarded(func() error {
		return e.db.View(func(b *bbolt.Tx) error { return read(&tx{b}) })
	})
}

// Update implements [storage.Engine].
func (e *engine) Update(ctx context.Context, write func(storage.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return guarded(func() error {
		b, err := e.db.Begin(true)
		if err != nil {
			return fmt.Errorf("database: %w", err)
		}
		defer b.Rollback() // does nothing after a commit
		setFillPercent(b)
		if err := write(&tx{b}); err != nil {
			return err
		}
		if err := b.Commit(); err != nil {
			return fmt.Errorf("database: %w", err)
		}
		return nil
	})
}

// guarded makes an error of bbolt's panics on a damaged page.
func guarded(do func() error) (err error) {
	defer faultsPanic()()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the file is damaged (%v): run verify, or restore a backup", r)
		}
	}()
	return do()
}

// faultsPanic makes a touch of memory that is not there, to which a damaged page
// can lead, a panic of this goroutine and not the end of the process. What it
// returns sets things back.
func faultsPanic() func() {
	before := debug.SetPanicOnFault(true)
	return func() { debug.SetPanicOnFault(before) }
}
