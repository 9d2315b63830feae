package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/donatebot/donatebot/storage"
)

// openLedger opens the ledger at path, and makes it if there is none. This is where
// the program chooses its engine.
func openLedger(path string) (*storage.Store, error) {
	return storage.Open(path, storage.Options{})
}

// hasFolder is an error where the folder for the database is not there: a typing
// mistake must not begin a second ledger somewhere, so run makes the file only.
func hasFolder(path string) error {
	folder := filepath.Dir(path)
	info, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return fmt.Errorf("there is no folder %s for the database: make it, or change storage.path in the configuration", folder)
	}
	return err
}

// hasLedger is an error where the database is not there: a command that looks at
// it makes none.
func hasLedger(path string) error {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database at %s yet: donatebot run makes one; storage.path in the configuration names it", path)
	}
	return err
}
