package config

import (
	"os"
	"strconv"
	"strings"
	"time"
)

func (r *reader) storage() Storage {
	path, dir := r.value("storage.path"), r.value("storage.backup_dir")
	every, keep := r.value("storage.backup_every"), r.value("storage.backup_keep")
	s := Storage{BackupEvery: r.every(every), BackupKeep: int(r.whole(keep, positive))}
	name := path.text()
	if path.given() && name == "" {
		name = defaults()["storage.path"]
	}
	s.Path = r.path(name)
	if info, err := os.Stat(s.Path); path.given() && err == nil && info.IsDir() {
		r.fault(path, "this is a directory, not a file")
	}
	s.StatePath = r.stateFile()
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

// stateFile returns the path of the state file.
func (r *reader) stateFile() string {
	f := r.value("storage.state_file")
	name := f.text()
	if f.given() && name == "" {
		name = defaults()["storage.state_file"]
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
