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

// short is how the names of a ledger's copies tell whose they are.
func short(t *testing.T, s *storage.Store) string {
	t.Helper()
	id, err := s.LedgerID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return id.Short()
}

// copiesOf are the names of copies of the ledger that were made at those times.
func copiesOf(t *testing.T, s *storage.Store, times ...string) (all []string) {
	t.Helper()
	for _, at := range times {
		all = append(all, "donations-"+short(t, s)+"-"+at+".db")
	}
	return all
}

func TestTheNewestCopiesAreKept(t *testing.T) {
	s := open(t)
	sc := storage.Schedule{Directory: filepath.Join(t.TempDir(), "deep", "copies"), Every: time.Hour, Keep: 3}
	zone := time.FixedZone("", -5*3600)
	for n := range 5 {
		at := storagetest.Noon.Add(time.Duration(n) * time.Hour)
		path, err := sc.Make(t.Context(), s, at.In(zone)) // names are in UTC, whatever the zone
		if err != nil {
			t.Fatal(err)
		}
		if want := filepath.Join(sc.Directory, "donations-"+short(t, s)+"-"+at.UTC().Format("20060102-150405")+".db"); path != want {
			t.Errorf("%s, want %s", path, want)
		}
		info, err := os.Stat(path)
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	want := copiesOf(t, s, "20261123-140000", "20261123-150000", "20261123-160000")
	if got := names(t, sc.Directory); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if info, err := os.Stat(sc.Directory); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
	if d := storagetest.Differences(t, openAt(t, filepath.Join(sc.Directory, want[2]))); len(d) != 0 {
		t.Errorf("the copy: %q", d)
	}
}

func TestOtherFilesBesideCopiesStay(t *testing.T) {
	s := open(t)
	sc := storage.Schedule{Directory: t.TempDir(), Every: time.Hour, Keep: 1}
	others := []string{
		"before-the-move.db", "donations-20200101-000000.db.part-1", "donations-20200101.db", "donations-20200199-000000.db",
		"donations-ffffffff-20200101-000000.db", "donations-ffffffff-20200101-000000.db.part-7", "donations-monday.db", "donations.db", "my-donations-20200101-000000.db", "notes.txt",
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
	want := append(slices.Clone(others), copiesOf(t, s, "20261125-120000")...)
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

func TestWhenTheNextCopyIsDue(t *testing.T) {
	id := storage.LedgerID{0xab, 0xcd}
	sc := storage.Schedule{Directory: filepath.Join(t.TempDir(), "copies"), Every: 24 * time.Hour, Keep: 7}
	if got := sc.Due(id, storagetest.Noon); got != 0 {
		t.Errorf("without a folder: in %v", got)
	}
	if err := os.Mkdir(sc.Directory, 0o700); err != nil {
		t.Fatal(err)
	}
	if got := sc.Due(id, storagetest.Noon); got != 0 {
		t.Errorf("without a copy: in %v", got)
	}
	for _, name := range []string{"donations-abcd0000-20261121-120000.db", "donations-abcd0000-20261122-180000.db", "donations-20261123-110000.db", "donations-zzz.db"} {
		if err := os.WriteFile(filepath.Join(sc.Directory, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for now, want := range map[time.Time]time.Duration{
		storagetest.Noon: 6 * time.Hour, storagetest.Noon.Add(6 * time.Hour): 0, storagetest.Noon.AddDate(0, 1, 0): 0, storagetest.Noon.Add(-18 * time.Hour): 24 * time.Hour,
	} {
		if got := sc.Due(id, now); got != want {
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
		sc := storage.Schedule{Directory: filepath.Join(folder, "copies"), Every: 24 * time.Hour, Keep: 2}
		run := func(long time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), long)
			defer cancel()
			sc.Run(ctx, s, slog.New(slog.NewTextHandler(io.Discard, nil)))
		}
		run(time.Hour) // the clock of the test begins on 1 January 2000
		run(12 * time.Hour)
		if got := names(t, sc.Directory); !slices.Equal(got, copiesOf(t, s, "20000101-000000")) {
			t.Errorf("on the first day, after a restart: %q", got)
		}
		run(3 * 24 * time.Hour)
		if got := names(t, sc.Directory); !slices.Equal(got, copiesOf(t, s, "20000103-000000", "20000104-000000")) {
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
		storage.Schedule{Directory: inTheWay, Every: 24 * time.Hour, Keep: 2}.Run(ctx, s, slog.New(slog.NewTextHandler(&log, nil)))
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
	sc := storage.Schedule{Directory: t.TempDir(), Every: time.Hour, Keep: 1}
	if err := os.WriteFile(filepath.Join(sc.Directory, copiesOf(t, s, "20271121-120000")[0]), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	id, err := s.LedgerID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := sc.Due(id, storagetest.Noon); got != 0 {
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

// TestLeftoversOfKilledCopiesAreCleared: they hold names and addresses.
func TestLeftoversOfKilledCopiesAreCleared(t *testing.T) {
	path := filepath.Join(t.TempDir(), "donations.db")
	s := openAt(t, path)
	sc := storage.Schedule{Directory: t.TempDir(), Every: time.Hour, Keep: 2}
	byHand := filepath.Join(t.TempDir(), "monday.db")
	beside := []string{path + ".before-repair-20260101-000000.part-1", path + ".schema-1.part-22"}
	others := []string{path + ".notes.part-1", byHand + ".part-one"}
	leftovers := append([]string{filepath.Join(sc.Directory, copiesOf(t, s, "20260101-000000")[0]+".part-123"), byHand + ".part-4"}, beside...)
	for _, name := range append(slices.Clone(leftovers), others...) {
		if err := os.WriteFile(name, []byte("half a copy"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := sc.Make(t.Context(), s, storagetest.Noon); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), byHand); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	openAt(t, path)
	for _, name := range leftovers {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s is there still", name)
		}
	}
	for _, name := range others {
		if _, err := os.Stat(name); err != nil {
			t.Errorf("%s is another's: %v", name, err)
		}
	}
}
