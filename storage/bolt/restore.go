package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/donatebot/donatebot/storage"
)

// Restoration is a copy on its way to the place of a ledger.
type Restoration struct {
	// Store is a private copy of the copy, brought to the present schema.
	Store *storage.Store

	ledger  string // whose place it takes
	private string // the directory of the private copy
}

// PrepareRestore copies a backup to a directory of its own beside the ledger and opens
// it there; the backup itself is not touched. Errors are those of [Open]. The caller
// must call Discard.
func PrepareRestore(from, ledger string) (*Restoration, error) {
	info, err := os.Stat(from)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no file %s", from)
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a plain file", from)
	}
	if same, err := sameFile(ledger, from); err != nil || same {
		if same {
			err = fmt.Errorf("%s is the database itself", from)
		}
		return nil, err
	}
	pattern := "." + filepath.Base(ledger) + ".restore-"
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(ledger), pattern+"*")) // of restores that were killed
	for _, directory := range left {
		os.RemoveAll(directory)
	}
	private, err := os.MkdirTemp(filepath.Dir(ledger), pattern+"*") // mode 0700
	if err != nil {
		return nil, err
	}
	r := &Restoration{ledger: ledger, private: private}
	if err := copyFile(from, r.path()); err != nil {
		r.Discard()
		return nil, err
	}
	if r.Store, err = openCopy(from, r.path()); err != nil {
		r.Discard()
		return nil, err
	}
	return r, nil
}

// openCopy opens the private copy; errors name the one that people know.
func openCopy(from, private string) (*storage.Store, error) {
	e, err := openEngine(private, Options{}, migrations())
	if err == nil {
		return storage.New(e), nil
	}
	if inner := errors.Unwrap(err); inner != nil { // without the private path
		err = inner
	}
	return nil, fmt.Errorf("%s: %w", from, err)
}

func (r *Restoration) path() string { return filepath.Join(r.private, filepath.Base(r.ledger)) }

// Install puts the copy in place of the ledger, which is kept beside it under the
// name that is returned; "" if there was none. Nobody else may have the ledger open.
func (r *Restoration) Install(ctx context.Context, now time.Time) (kept string, err error) {
	if err := r.Store.Close(); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := r.settle(); err != nil {
		return "", err
	}
	if _, err := os.Lstat(r.ledger); err == nil {
		kept = r.ledger + ".before-restore-" + now.UTC().Format("20060102-150405")
		if err := os.Link(r.ledger, kept); err != nil {
			if err := os.Rename(r.ledger, kept); err != nil { // where a file has one name only
				return "", err
			}
		}
	}
	if err := os.Rename(r.path(), r.ledger); err != nil {
		return kept, err
	}
	storage.SyncDirectory(filepath.Dir(r.ledger))
	return kept, nil
}

// settle gives the private copy the ledger's owner, and puts it on disk.
func (r *Restoration) settle() error {
	file, err := os.OpenFile(r.path(), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := storage.KeepOwner(file, r.ledger); err != nil {
		return err
	}
	return file.Sync()
}

// Discard removes what is left of the private copy.
func (r *Restoration) Discard() {
	if r.Store != nil {
		r.Store.Close()
	}
	os.RemoveAll(r.private)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}
