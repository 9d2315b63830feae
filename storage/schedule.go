package storage

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Schedule makes backups of the ledger in a directory and keeps the newest ones.
type Schedule struct {
	Directory string
	Every     time.Duration
	Keep      int
	Now       func() time.Time // nil: time.Now
}

const (
	backupPrefix = "donations-"
	backupSuffix = ".db"
	backupTime   = "20060102-150405"
)

// Run makes backups until the context ends. The first one is due when the newest one
// that is there is old enough, so that restarts make none too many.
func (sc Schedule) Run(ctx context.Context, s *Store, log *slog.Logger) {
	for {
		wait := sc.wait(ctx, s)
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		path, err := sc.Make(ctx, s, sc.now())
		if err != nil {
			log.Error("the scheduled backup could not be made", "error", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(min(sc.Every, time.Hour)):
			}
			continue
		}
		log.Info("a backup was made", "file", path)
	}
}

func (sc Schedule) now() time.Time {
	if sc.Now == nil {
		return time.Now()
	}
	return sc.Now()
}

// wait is how long it is until the next backup of the ledger.
func (sc Schedule) wait(ctx context.Context, s *Store) time.Duration {
	id, err := s.LedgerID(ctx)
	if err != nil {
		return 0 // Make says what is wrong
	}
	return sc.due(id, sc.now())
}

// due is how long it is until the next backup.
func (sc Schedule) due(id LedgerID, now time.Time) time.Duration {
	copies, err := sc.copies(id, now)
	if err != nil || len(copies) == 0 {
		return 0
	}
	last, ok := timeOfCopy(id, copies[len(copies)-1])
	if !ok {
		return 0
	}
	return max(0, last.Add(sc.Every).Sub(now))
}

// Make makes a backup now and removes the oldest ones of the same ledger beyond those
// to keep, and what its backups left behind that were killed. It touches no other
// file: backups of another ledger may be all that is left of that.
func (sc Schedule) Make(ctx context.Context, s *Store, now time.Time) (path string, err error) {
	if err := os.MkdirAll(sc.Directory, 0o700); err != nil {
		return "", fmt.Errorf("backup directory: %w", err)
	}
	id, err := s.LedgerID(ctx)
	if err != nil {
		return "", err
	}
	if err := sc.clear(id); err != nil {
		return "", err
	}
	path = filepath.Join(sc.Directory, nameOfCopy(id, now))
	if err := s.Backup(ctx, path); err != nil {
		return "", err
	}
	copies, err := sc.copies(id, now)
	if err != nil {
		return path, err
	}
	for _, old := range copies[:max(0, len(copies)-sc.Keep)] {
		if err := os.Remove(filepath.Join(sc.Directory, old)); err != nil {
			return path, fmt.Errorf("remove an old backup: %w", err)
		}
	}
	return path, nil
}

// clear removes what backups of the ledger left behind that were killed.
func (sc Schedule) clear(id LedgerID) error {
	entries, err := os.ReadDir(sc.Directory)
	if err != nil {
		return fmt.Errorf("backup directory: %w", err)
	}
	for _, e := range entries {
		name, part, found := strings.Cut(e.Name(), ".part-")
		if _, ours := timeOfCopy(id, name); !found || !ours || strings.Trim(part, "0123456789") != "" || !e.Type().IsRegular() {
			continue
		}
		if err := os.Remove(filepath.Join(sc.Directory, e.Name())); err != nil {
			return fmt.Errorf("remove what a backup left behind: %w", err)
		}
	}
	return nil
}

// copies are the names of the ledger's backups that are there, the oldest first. One
// that says it was made later than now, by a clock that was wrong, is left alone.
func (sc Schedule) copies(id LedgerID, now time.Time) ([]string, error) {
	entries, err := os.ReadDir(sc.Directory)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if at, ok := timeOfCopy(id, e.Name()); ok && !at.After(now) && e.Type().IsRegular() {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

func nameOfCopy(id LedgerID, at time.Time) string {
	return backupPrefix + id.Short() + "-" + at.UTC().Format(backupTime) + backupSuffix
}

// timeOfCopy is when the backup of that name was made; ok is false if it is not one
// of the ledger.
func timeOfCopy(id LedgerID, name string) (at time.Time, ok bool) {
	stamp := strings.TrimPrefix(name, backupPrefix+id.Short()+"-")
	at, err := time.Parse(backupTime, strings.TrimSuffix(stamp, backupSuffix))
	return at, err == nil && name == nameOfCopy(id, at)
}

// anyCopy matches the name of a scheduled backup, whatever its ledger is.
var anyCopy = regexp.MustCompile(`^donations-([0-9a-f]{8}-)?[0-9]{8}-[0-9]{6}\.db$`)

// NewestCopy is the path of the newest scheduled backup in a directory, of any
// ledger; "" if there is none.
func NewestCopy(directory string) string {
	newest, at := "", ""
	if directory == "" {
		return ""
	}
	entries, _ := os.ReadDir(directory) // one that can't be read shows no backup
	for _, e := range entries {
		name := e.Name()
		if !anyCopy.MatchString(name) || !e.Type().IsRegular() {
			continue
		}
		if stamp := name[len(name)-len(backupTime+backupSuffix):]; stamp > at {
			newest, at = filepath.Join(directory, name), stamp
		}
	}
	return newest
}
