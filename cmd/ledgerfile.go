package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// hasLedger is an error where the database is not there: a command that looks at
// it makes none.
func hasLedger(path string) error {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database at %s yet: donatebot run makes one; storage.path in the configuration names it", path)
	}
	return err
}
