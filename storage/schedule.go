package storage

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Schedule makes backups of the ledger in a directory and keeps the newest ones.
type Schedule struct {
	Directory string
	Every     time.Duration
	Keep      int
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
		wait := sc.due(time.Now())
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		path, err := sc.Make(ctx, s, time.Now())
		if err != nil {
			log.Error("the scheduled backup failed", "error", err)
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

// due is how long it is until the next backup.
func (sc Schedule) due(now time.Time) time.Duration {
	backups, err := sc.backups(now)
	if err != nil || len(backups) == 0 {
		return 0
	}
	last, err := time.Parse(backupTime, strings.TrimSuffix(strings.TrimPrefix(backups[len(backups)-1], backupPrefix), backupSuffix))
	if err != nil {
		return 0
	}
	return max(0, last.Add(sc.Every).Sub(now))
}

// Make makes a backup now and removes the oldest ones beyond those to keep. It
// touches no file of another name.
func (sc Schedule) Make(ctx context.Context, s *Store, now time.Time) (path string, err error) {
	if err := os.MkdirAll(sc.Directory, 0o700); err != nil {
		return "", fmt.Errorf("backup directory: %w", err)
	}
	path = filepath.Join(sc.Directory, backupPrefix+now.UTC().Format(backupTime)+backupSuffix)
	if err := s.Backup(ctx, path); err != nil {
		return "", err
	}
	backups, err := sc.backups(now)
	if err != nil {
		return path, err
	}
	for _, old := range backups[:max(0, len(backups)-sc.Keep)] {
		if err := os.Remove(filepath.Join(sc.Directory, old)); err != nil {
			return path, fmt.Errorf("remove an old backup: %w", err)
		}
	}
	return path, nil
}

// backups are the names of those that are there, the oldest first. One that
// says it was made later than now, by a clock that was wrong, is left alone.
func (sc Schedule) backups(now time.Time) ([]string, error) {
	entries, err := os.ReadDir(sc.Directory)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		stamp := strings.TrimSuffix(strings.TrimPrefix(e.Name(), backupPrefix), backupSuffix)
		if at, err := time.Parse(backupTime, stamp); err == nil && !at.After(now) && e.Type().IsRegular() && e.Name() == backupPrefix+stamp+backupSuffix {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}
