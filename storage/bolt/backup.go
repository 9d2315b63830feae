package bolt

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/donatebot/donatebot/storage"

	"go.etcd.io/bbolt"
)

// Backup implements [storage.Engine]. A file of that name is replaced, but not the
// ledger itself. Only its owner can read the copy.
func (e *engine) Backup(ctx context.Context, path string) error {
	if same, err := sameFile(path, e.db.Path()); err != nil || same {
		if same {
			err = fmt.Errorf("%s is the database itself: choose another name", path)
		}
		return err
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a plain file: choose another name", path)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// One copy is written at a time, so that what lies there is left behind.
	select {
	case e.copying <- struct{}{}:
		defer func() { <-e.copying }()
	case <-ctx.Done():
		return ctx.Err()
	}
	clearParts(filepath.Dir(path), partsOf(filepath.Base(path)))
	return e.view(func(t *tx) error { return writeCopy(t.bolt, path) })
}

// BackupBeside implements [storage.Engine].
func (e *engine) BackupBeside(ctx context.Context, suffix string) (string, error) {
	path := e.db.Path() + "." + suffix
	return path, e.Backup(ctx, path)
}

func sameFile(a, b string) (bool, error) {
	infoA, err := os.Stat(a)
	if os.IsNotExist(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	infoB, err := os.Stat(b)
	if err != nil {
		return false, err
	}
	return os.SameFile(infoA, infoB), nil
}

// writeCopy writes the transaction's state to a temporary file, which takes its
// name only when it is complete and on disk.
func writeCopy(tx *bbolt.Tx, path string) error {
	err := storage.ReplaceFile(path, func(file *os.File) error {
		_, err := tx.WriteTo(file)
		return err
	})
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// clearParts removes what copies left behind that were killed while they were
// written: the files in a directory whose name begins and goes on like that. They
// hold names and addresses. One that can't be removed harms nothing.
func clearParts(directory string, leftover *regexp.Regexp) {
	entries, err := os.ReadDir(directory)
	if err != nil {
		return
	}
	for _, e := range entries {
		if e.Type().IsRegular() && leftover.MatchString(e.Name()) {
			os.Remove(filepath.Join(directory, e.Name()))
		}
	}
}

// partsOf matches the names of files that were to become the one of that name.
func partsOf(name string) *regexp.Regexp {
	return regexp.MustCompile("^" + regexp.QuoteMeta(name) + `\.part-[0-9]+$`)
}

// partsBeside matches the names of files that were to become backups beside the
// ledger of that name.
func partsBeside(name string) *regexp.Regexp {
	return regexp.MustCompile("^" + regexp.QuoteMeta(name) + `\.(before|schema)-[0-9a-z-]+\.part-[0-9]+$`)
}
