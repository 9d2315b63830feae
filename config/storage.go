package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func (r *reader) storage() Storage {
	dir := r.value("storage.backup_dir")
	every, keep := r.value("storage.backup_every"), r.value("storage.backup_keep")
	s := Storage{BackupEvery: r.every(every), BackupKeep: int(r.whole(keep, positive))}
	s.Path = r.storageFile("storage.path")
	r.ledgerPlace(r.value("storage.path"), s.Path)
	if s.StatePath = r.storageFile("storage.state_file"); s.StatePath == s.Path {
		r.fault(r.value("storage.state_file"), "must be another file than storage.path")
	}
	if dir.text() != "" {
		s.BackupDir = r.path(dir.text())
		if info, err := os.Stat(s.BackupDir); err == nil && !info.IsDir() {
			r.fault(dir, "this is a file, not a directory")
		}
		return s
	}
	for _, f := range []field{every, keep} {
		if f.given() && f.node.order > 0 {
			r.warn(f, "has no effect without storage.backup_dir")
		}
	}
	return s
}

// ledgerPlace looks at where the ledger is, or is going to be. The bot creates the file,
// but not its directory, so that a typing error does not start a second ledger.
func (r *reader) ledgerPlace(f field, path string) {
	if openToOthers(os.Stat(path)) {
		r.warn(f, "%s", ownerOnly(path, "what you know of your donors"))
	}
	if !r.options.NeedToken { // the bot is not about to run
		return
	}
	directory := filepath.Dir(path)
	switch info, err := os.Stat(directory); {
	case errors.Is(err, fs.ErrNotExist):
		r.fault(f, "there is no directory %s: create it, or change the path", directory)
	case err != nil:
		r.fault(f, "the directory %s can't be read", directory)
	case !info.IsDir():
		r.fault(f, "%s is not a directory", directory)
	}
}

// storageFile returns the path of a file that the bot writes itself.
func (r *reader) storageFile(key string) string {
	f := r.value(key)
	name := f.text()
	if f.given() && name == "" {
		name = defaults()[key]
	}
	path := r.path(name)
	if info, err := os.Stat(path); f.given() && err == nil && info.IsDir() {
		r.fault(f, "this is a directory, not a file")
	}
	return path
}

// longestInterval between two backups.
const longestInterval = 366 * 24 * time.Hour

// every reads how often something is done: "90m", "24h", "7d".
func (r *reader) every(f field) time.Duration {
	if !f.given() {
		return 0
	}
	text := f.text()
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.ParseUint(days, 10, 16); err == nil {
			text = strconv.FormatUint(n*24, 10) + "h"
		}
	}
	switch interval, err := time.ParseDuration(text); {
	case err != nil:
		r.fault(f, "must be a time such as 12h or 7d")
	case interval < time.Minute || interval > longestInterval:
		r.fault(f, "must be between 1m and 366d")
	default:
		return interval
	}
	return 0
}
