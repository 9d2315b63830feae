package bolt

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// Backup implements [storage.Engine]. A file of that name is replaced, but not the
// ledger itself. Only its owner can read the copy.
func (e *engine) Backup(ctx context.Context, path string) error {
	if same, err := sameFile(path, e.db.Path()); err != nil || same {
		if same {
			err = fmt.Errorf("%s is the ledger itself: choose another name", path)
		}
		return err
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a plain file: choose another name", path)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
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
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".part-*") // mode 0600
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.Remove(file.Name()) // fails once it has its name
	defer file.Close()
	if _, err := tx.WriteTo(file); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return syncDirectory(filepath.Dir(path))
}

// syncDirectory puts a new name on disk. Not every system can; then the name is
// written a little later.
func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer directory.Close()
	_ = directory.Sync()
	return nil
}
