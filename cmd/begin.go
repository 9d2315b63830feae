package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/storage"
)

// keyName is the default name of the key to names and addresses, which lies beside
// the state file.
const keyName = "donations.key"

// openOrCreate opens the ledger of the configuration. created reports whether it was
// created: that is an error if there was one before, unless it is allowed.
func openOrCreate(c *config.Config, allowNew bool) (store *storage.Store, created bool, err error) {
	_, err = os.Stat(c.Storage.Path)
	created = errors.Is(err, fs.ErrNotExist)
	if created && !allowNew {
		if err := requireNoTraces(c.Storage); err != nil {
			return nil, false, err
		}
	}
	store, err = openLedger(c.Storage.Path)
	return store, created, err
}

// requireNoTraces fails if there is no ledger, but something that one left behind:
// its disk may not be mounted, and a new ledger would hide that.
func requireNoTraces(s config.Storage) error {
	found := tracesOfLedger(s)
	if len(found) == 0 {
		return nil
	}
	backup := "COPY"
	if newest := storage.NewestCopy(s.BackupDir); newest != "" {
		backup = newest
	}
	return fmt.Errorf("there is no database at %s, but there was one: found %s. Is its disk mounted? "+
		"To put a backup in its place: donatebot restore %s. To create a new database: donatebot run --new", s.Path, strings.Join(found, ", "), backup)
}

// tracesOfLedger names what shows that there was a ledger.
func tracesOfLedger(s config.Storage) (found []string) {
	if newest := storage.NewestCopy(s.BackupDir); newest != "" {
		found = append(found, "the scheduled backup "+newest)
	}
	if exists(s.StatePath) {
		found = append(found, "the state file "+s.StatePath)
	}
	if key := filepath.Join(filepath.Dir(s.StatePath), keyName); exists(key) {
		found = append(found, "the key "+key)
	}
	if socket, ok := control.LeftSocket(s.Path); ok {
		found = append(found, "the socket "+socket)
	}
	kept, _ := filepath.Glob(filepath.Join(filepath.Dir(s.Path), "*.before-re*")) // before-restore-*, before-repair-*
	for _, path := range kept {
		if strings.HasPrefix(filepath.Base(path), filepath.Base(s.Path)+".") {
			found = append(found, "the backup "+path)
			break
		}
	}
	return found
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
