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

// Schedule makes copies of the ledger in a folder and keeps the newest ones.
type Schedule struct {
	Folder string
	Every  time.Duration
	Keep   int
}

const (
	copyPrefix = "donations-"
	copySuffix = ".db"
	copyTime   = "20060102-150405"
)

// Run makes copies until the context ends. The first one is due when the newest
// copy that is there is old enough, so that restarts make none too many.
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
			log.Error("the copy on schedule could not be made", "error", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(min(sc.Every, time.Hour)):
			}
			continue
		}
		log.Info("a copy was made", "file", path)
	}
}

// due is how long it is until the next copy.
func (sc Schedule) due(now time.Time) time.Duration {
	copies, err := sc.copies(now)
	if err != nil || len(copies) == 0 {
		return 0
	}
	last, err := time.Parse(copyTime, strings.TrimSuffix(strings.TrimPrefix(copies[len(copies)-1], copyPrefix), copySuffix))
	if err != nil {
		return 0
	}
	return max(0, last.Add(sc.Every).Sub(now))
}

// Make makes a copy now and removes the oldest ones beyond those to keep. It
// touches no file of another name.
func (sc Schedule) Make(ctx context.Context, s *Store, now time.Time) (path string, err error) {
	if err := os.MkdirAll(sc.Folder, 0o700); err != nil {
		return "", fmt.Errorf("backup folder: %w", err)
	}
	path = filepath.Join(sc.Folder, copyPrefix+now.UTC().Format(copyTime)+copySuffix)
	if err := s.Backup(ctx, path); err != nil {
		return "", err
	}
	copies, err := sc.copies(now)
	if err != nil {
		return path, err
	}
	for _, old := range copies[:max(0, len(copies)-sc.Keep)] {
		if err := os.Remove(filepath.Join(sc.Folder, old)); err != nil {
			return path, fmt.Errorf("remove an old copy: %w", err)
		}
	}
	return path, nil
}

// copies are the names of the copies that are there, the oldest first. One that
// says it was made later than now, by a clock that was wrong, is left alone.
func (sc Schedule) copies(now time.Time) ([]string, error) {
	entries, err := os.ReadDir(sc.Folder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		stamp := strings.TrimSuffix(strings.TrimPrefix(e.Name(), copyPrefix), copySuffix)
		if at, err := time.Parse(copyTime, stamp); err == nil && !at.After(now) && e.Type().IsRegular() && e.Name() == copyPrefix+stamp+copySuffix {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}
