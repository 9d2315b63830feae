package storage_test

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/bolt"
	"github.com/donatebot/donatebot/storage/storagetest"
)

func openAt(t *testing.T, path string) *storage.Store {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// open is a new ledger that is verified when its test ends.
func open(t *testing.T) *storage.Store {
	t.Helper()
	s := openAt(t, filepath.Join(t.TempDir(), "donations.db"))
	storagetest.VerifyAtEnd(t, s)
	return s
}

// names are those of all files in a directory.
func names(t *testing.T, directory string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestTheNewestBackupsAreKept(t *testing.T) {
	s := open(t)
	sc := storage.Schedule{Directory: filepath.Join(t.TempDir(), "deep", "backups"), Every: time.Hour, Keep: 3}
	zone := time.FixedZone("", -5*3600)
	for n := range 5 {
		at := storagetest.Noon.Add(time.Duration(n) * time.Hour)
		path, err := sc.Make(t.Context(), s, at.In(zone)) // names are in UTC, whatever the zone
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(sc.Directory, "donations-"+at.UTC().Format("20060102-150405")+".db"); path != want {
			t.Errorf("%s, want %s", path, want)
		}
		info, err := os.Stat(path)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	want := []string{"donations-20261123-140000.db", "donations-20261123-150000.db", "donations-20261123-160000.db"}
	if got := names(t, sc.Directory); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if info, err := os.Stat(sc.Directory); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("the directory: %v, %v", info.Mode(), err)
	}
	if d := storagetest.Differences(t, openAt(t, filepath.Join(sc.Directory, want[2]))); len(d) != 0 {
		t.Errorf("the backup: %q", d)
	}
}

func TestOtherFilesBesideBackupsStay(t *testing.T) {
	s := open(t)
	sc := storage.Schedule{Directory: t.TempDir(), Every: time.Hour, Keep: 1}
	others := []string{
		"before-the-move.db", "donations-20200101-000000.db.part-1", "donations-20200101.db", "donations-20200199-000000.db",
		"donations-monday.db", "donations.db", "my-donations-20200101-000000.db", "notes.txt",
	}
	for _, name := range others {
		if err := os.WriteFile(filepath.Join(sc.Directory, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 3 {
		if _, err := sc.Make(t.Context(), s, storagetest.Noon.AddDate(0, 0, n)); err != nil {
			t.Fatal(err)
		}
	}
	want := append(slices.Clone(others), "donations-20261125-120000.db")
	slices.Sort(want)
	if got := names(t, sc.Directory); !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	for _, name := range others {
		if text, err := os.ReadFile(filepath.Join(sc.Directory, name)); err != nil || string(text) != name {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

func TestWhenTheNextBackupIsDue(t *testing.T) {
	sc := storage.Schedule{Directory: filepath.Join(t.TempDir(), "backups"), Every: 24 * time.Hour, Keep: 7}
	if got := sc.Due(storagetest.Noon); got != 0 {
		t.Errorf("without a directory: in %v", got)
	}
	if err := os.Mkdir(sc.Directory, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := sc.Due(storagetest.Noon); got != 0 {
		t.Errorf("without a backup: in %v", got)
	}
	for _, name := range []string{"donations-20261121-120000.db", "donations-20261122-180000.db", "donations-zzz.db"} {
		if err := os.WriteFile(filepath.Join(sc.Directory, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for now, want := range map[time.Time]time.Duration{
		storagetest.Noon: 6 * time.Hour, storagetest.Noon.Add(6 * time.Hour): 0, storagetest.Noon.AddDate(0, 1, 0): 0, storagetest.Noon.Add(-18 * time.Hour): 24 * time.Hour,
	} {
		if got := sc.Due(now); got != want {
			t.Errorf("at %v: in %v, want %v", now, got, want)
		}
	}
}

// TestBackupsComeByThemselves lets four days pass at once.
func TestBackupsComeByThemselves(t *testing.T) {
	directory := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := bolt.Open(filepath.Join(directory, "donations.db"), bolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		sc := storage.Schedule{Directory: filepath.Join(directory, "backups"), Every: 24 * time.Hour, Keep: 2}
		run := func(long time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), long)
			defer cancel()
			sc.Run(ctx, s, slog.New(slog.NewTextHandler(io.Discard, nil)))
		}
		run(time.Hour) // the clock of the test begins on 1 January 2000
		run(12 * time.Hour)
		if got := names(t, sc.Directory); !slices.Equal(got, []string{"donations-20000101-000000.db"}) {
			t.Errorf("on the first day, after a restart: %q", got)
		}
		run(3 * 24 * time.Hour)
		if got := names(t, sc.Directory); !slices.Equal(got, []string{"donations-20000103-000000.db", "donations-20000104-000000.db"}) {
			t.Errorf("on the fourth day: %q", got)
		}
	})
}

// TestABackupThatFailsIsTriedAgain: the directory's disk may be away for a while.
func TestABackupThatFailsIsTriedAgain(t *testing.T) {
	directory := t.TempDir()
	inTheWay := filepath.Join(directory, "backups")
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s, err := bolt.Open(filepath.Join(directory, "donations.db"), bolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		time.AfterFunc(90*time.Minute, func() {
			if err := os.Remove(inTheWay); err != nil {
				t.Error(err)
			}
		})
		var log strings.Builder
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Hour)
		defer cancel()
		storage.Schedule{Directory: inTheWay, Every: 24 * time.Hour, Keep: 2}.Run(ctx, s, slog.New(slog.NewTextHandler(&log, nil)))
		if got := strings.Count(log.String(), "level=ERROR"); got != 2 {
			t.Errorf("%d failures were logged\n%s", got, &log)
		}
		if got := names(t, inTheWay); len(got) != 1 {
			t.Errorf("%q", got)
		}
	})
}

// TestABackupOfAWrongClockStopsNoOthers has one that says it is of next year.
func TestABackupOfAWrongClockStopsNoOthers(t *testing.T) {
	s := open(t)
	sc := storage.Schedule{Directory: t.TempDir(), Every: time.Hour, Keep: 1}
	if err := os.WriteFile(filepath.Join(sc.Directory, "donations-20271121-120000.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := sc.Due(storagetest.Noon); got != 0 {
		t.Errorf("due in %v", got)
	}
	path, err := sc.Make(t.Context(), s, storagetest.Noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the new backup: %v", err)
	}
}
