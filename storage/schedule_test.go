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

// names are those of all files in a folder.
func names(t *testing.T, folder string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestTheNewestCopiesAreKept(t *testing.T) {
	s := open(t)
	sc := storage.Schedule{Folder: filepath.Join(t.TempDir(), "deep", "copies"), Every: time.Hour, Keep: 3}
	zone := time.FixedZone("", -5*3600)
	for n := range 5 {
		at := storagetest.Noon.Add(time.Duration(n) * time.Hour)
		path, err := sc.Make(t.Context(), s, at.In(zone)) // names are in UTC, whatever the zone
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(sc.Folder, "donations-"+at.UTC().Format("20060102-150405")+".db"); path != want {
			t.Errorf("%s, want %s", path, want)
		}
		info, err := os.Stat(path)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	want := []string{"donations-20261123-140000.db", "donations-20261123-150000.db", "donations-20261123-160000.db"}
	if got := names(t, sc.Folder); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if info, err := os.Stat(sc.Folder); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
	if d := storagetest.Differences(t, openAt(t, filepath.Join(sc.Folder, want[2]))); len(d) != 0 {
		t.Errorf("the copy: %q", d)
	}
}

func TestOtherFilesBesideCopiesStay(t *testing.T) {
	s := open(t)
	sc := storage.Schedule{Folder: t.TempDir(), Every: time.Hour, Keep: 1}
	others := []string{
		"before-the-move.db", "donations-20200101-000000.db.part-1", "donations-20200101.db", "donations-20200199-000000.db",
		"donations-monday.db", "donations.db", "my-donations-20200101-000000.db", "notes.txt",
	}
	for _, name := range others {
		if err := os.WriteFile(filepath.Join(sc.Folder, name), []byte(name), 0o600); err != nil {
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
	if got := names(t, sc.Folder); !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	for _, name := range others {
		if text, err := os.ReadFile(filepath.Join(sc.Folder, name)); err != nil || string(text) != name {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

func TestWhenTheNextCopyIsDue(t *testing.T) {
	sc := storage.Schedule{Folder: filepath.Join(t.TempDir(), "copies"), Every: 24 * time.Hour, Keep: 7}
	if got := sc.Due(storagetest.Noon); got != 0 {
		t.Errorf("without a folder: in %v", got)
	}
	if err := os.Mkdir(sc.Folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := sc.Due(storagetest.Noon); got != 0 {
		t.Errorf("without a copy: in %v", got)
	}
	for _, name := range []string{"donations-20261121-120000.db", "donations-20261122-180000.db", "donations-zzz.db"} {
		if err := os.WriteFile(filepath.Join(sc.Folder, name), nil, 0o600); err != nil {
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

// TestCopiesComeByThemselves lets four days pass at once.
func TestCopiesComeByThemselves(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := bolt.Open(filepath.Join(folder, "donations.db"), bolt.Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		sc := storage.Schedule{Folder: filepath.Join(folder, "copies"), Every: 24 * time.Hour, Keep: 2}
		run := func(long time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), long)
			defer cancel()
			sc.Run(ctx, s, slog.New(slog.NewTextHandler(io.Discard, nil)))
		}
		run(time.Hour) // the clock of the test begins on 1 January 2000
		run(12 * time.Hour)
		if got := names(t, sc.Folder); !slices.Equal(got, []string{"donations-20000101-000000.db"}) {
			t.Errorf("on the first day, after a restart: %q", got)
		}
		run(3 * 24 * time.Hour)
		if got := names(t, sc.Folder); !slices.Equal(got, []string{"donations-20000103-000000.db", "donations-20000104-000000.db"}) {
			t.Errorf("on the fourth day: %q", got)
		}
	})
}

// TestACopyThatFailsIsTriedAgain: the folder's disk may be away for a while.
func TestACopyThatFailsIsTriedAgain(t *testing.T) {
	folder := t.TempDir()
	inTheWay := filepath.Join(folder, "copies")
	if err := os.WriteFile(inTheWay, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s, err := bolt.Open(filepath.Join(folder, "donations.db"), bolt.Options{NoSync: true})
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
		storage.Schedule{Folder: inTheWay, Every: 24 * time.Hour, Keep: 2}.Run(ctx, s, slog.New(slog.NewTextHandler(&log, nil)))
		if got := strings.Count(log.String(), "level=ERROR"); got != 2 {
			t.Errorf("%d failures were logged\n%s", got, &log)
		}
		if got := names(t, inTheWay); len(got) != 1 {
			t.Errorf("%q", got)
		}
	})
}

// TestACopyOfAWrongClockStopsNoOthers has one that says it is of next year.
func TestACopyOfAWrongClockStopsNoOthers(t *testing.T) {
	s := open(t)
	sc := storage.Schedule{Folder: t.TempDir(), Every: time.Hour, Keep: 1}
	if err := os.WriteFile(filepath.Join(sc.Folder, "donations-20271121-120000.db"), nil, 0o600); err != nil {
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
		t.Errorf("the new copy: %v", err)
	}
}
