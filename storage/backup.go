package storage

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// Backup writes a consistent copy of the ledger to path while others read and
// write. The copy is there whole or not at all; a file of that name is replaced,
// but not the ledger itself. Only its owner can read it.
func (s *Store) Backup(ctx context.Context, path string) error {
	if same, err := sameFile(path, s.path); err != nil || same {
		if same {
			err = fmt.Errorf("%s is the ledger itself: choose another name", path)
		}
		return err
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a plain file: choose another name", path)
	}
	return s.view(func(tx *bbolt.Tx) error { return copyFile(tx, path) })
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

// copyFile writes the transaction's state to a temporary file, which takes its
// name only when it is complete and on disk.
func copyFile(tx *bbolt.Tx, path string) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".part-*") // mode 0600
	if err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	defer os.Remove(file.Name()) // fails once it has its name
	defer file.Close()
	if _, err := tx.WriteTo(file); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder puts a new name on disk. Not every system can; then the name is
// written a little later.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer folder.Close()
	_ = folder.Sync()
	return nil
}
