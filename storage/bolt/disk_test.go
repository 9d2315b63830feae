package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"

	"go.etcd.io/bbolt"
)

// childPath names the ledger for a test that runs again in a process of its own.
const childPath = "DONATEBOT_TEST_LEDGER"

// inChild runs the test again in another process, with the path of a ledger. It
// returns the path there, and "" in the process that started it.
func inChild(t *testing.T, path string) string {
	t.Helper()
	if here := os.Getenv(childPath); here != "" {
		return here
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=5m")
	cmd.Env = append(os.Environ(), childPath+"="+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("in its own process: %v\n%s", err, out)
	}
	return ""
}

// closed is a ledger with a bit of everything, closed again.
func closed(t *testing.T) (path string) {
	t.Helper()
	s := filled(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return s.path
}

// contents are a file's bytes, without the empty end that bbolt keeps in reserve.
func contents(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.TrimRight(raw, "\x00")
}

// refused checks that a file can't be opened, and that nothing became of it.
func refused(t *testing.T, path string, schema []migration, words string) error {
	t.Helper()
	before := contents(t, path)
	e, err := openEngine(path, Options{}, schema)
	if err == nil {
		e.Close()
		t.Fatalf("opened; it should have said %q", words)
	}
	if !strings.Contains(err.Error(), words) || !strings.Contains(err.Error(), path) {
		t.Errorf("%v: does not say %q and which file", err, words)
	}
	if !bytes.Equal(contents(t, path), before) {
		t.Error("the file was changed")
	}
	return err
}

func TestALockedLedgerIsRefused(t *testing.T) {
	if path := os.Getenv(childPath); path != "" {
		if _, err := Open(path, Options{}); !errors.Is(err, storage.ErrLocked) {
			t.Errorf("another process: %v", err)
		}
		return
	}
	s := filled(t)
	inChild(t, s.path)
	if err := refused(t, s.path, migrations(), "already running"); !errors.Is(err, storage.ErrLocked) {
		t.Error(err)
	}
	i := storagetest.AddInvoice(t, s.Store, "books", 1000, 42)
	storagetest.Record(t, s.Store, storage.Event{Payment: storagetest.Payment(i, "still works", 1000)})
}

func TestANewerLedgerIsRefused(t *testing.T) {
	path := closed(t)
	s := openAt(t, path)
	err := s.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(buckets.meta).Put(schemaKey, []byte{0, 0, 0, 99}) })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if err := refused(t, path, migrations(), "newer version"); !errors.Is(err, storage.ErrNewer) {
		t.Error(err)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	directory := t.TempDir()
	noise := make([]byte, 100_000)
	rand.NewChaCha8([32]byte{1}).Read(noise)
	for name, raw := range map[string][]byte{"noise": noise, "text": []byte("receipt,amount\n"), "zeros": make([]byte, 70_000), "one byte": {1}} {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path, migrations(), "not a database of donations")
	}
	if _, err := Open(directory, Options{}); err == nil || !strings.Contains(err.Error(), "directory") {
		t.Errorf("a directory: %v", err)
	}
	if _, err := Open(filepath.Join(directory, "none", "donations.db"), Options{}); err == nil {
		t.Error("a ledger in a directory that is not there was opened")
	}
}

func TestABboltFileOfAnotherProgramIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "other.db")
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("sessions")); return err })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	refused(t, path, migrations(), "another program")
}

// TestATruncatedLedgerNeverCrashes cuts a ledger off at many places. bbolt alone
// would end the process when it reads a page that is not there.
func TestATruncatedLedgerNeverCrashes(t *testing.T) {
	raw := contents(t, closed(t))
	path := filepath.Join(t.TempDir(), "cut.db")
	lengths := []int{1, 15, 16, 79, 80, 100, 4095, 4096, 4096 + 79, 4096 + 80}
	for n := 2 * 4096; n < len(raw); n += 4096 {
		lengths = append(lengths, n-1, n, n+1, n+2048)
	}
	opened := 0
	for _, n := range lengths {
		if err := os.WriteFile(path, raw[:min(n, len(raw))], 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(path, Options{NoSync: true})
		if err != nil {
			continue
		}
		opened++
		if d := storagetest.Differences(t, s); len(d) > 0 {
			t.Errorf("%d of %d bytes: opened with %v", n, len(raw), d)
		}
		s.Close()
	}
	if opened > len(lengths)/10 {
		t.Errorf("%d of %d cut files were opened", opened, len(lengths))
	}
}

func TestAMigrationMakesABackupFirst(t *testing.T) {
	path := closed(t)
	before := contents(t, path)
	mark := []byte("migrated")
	good := append(migrations(), func(tx *bbolt.Tx) error { return tx.Bucket(buckets.meta).Put(mark, mark) })
	bad := append(good, func(tx *bbolt.Tx) error {
		return errors.Join(tx.DeleteBucket(buckets.donations), errors.New("no such luck"))
	})
	refused(t, path, bad, "migration to schema 3: no such luck")
	copied := path + ".schema-1"
	if !same(t, copied, path) {
		t.Error("the backup differs from the ledger")
	}
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup: %v, %v", info.Mode(), err)
	}
	e, err := openEngine(path, Options{}, good)
	if err != nil {
		t.Fatal(err)
	}
	err = e.db.View(func(tx *bbolt.Tx) error {
		if schemaVersion(tx) != 2 || tx.Bucket(buckets.meta).Get(mark) == nil {
			t.Errorf("schema %d", schemaVersion(tx))
		}
		return nil
	})
	if err := errors.Join(err, e.Close()); err != nil {
		t.Error(err)
	}
	if bytes.Equal(contents(t, path), before) {
		t.Error("the migration changed nothing")
	}
	refused(t, path, migrations(), "newer version")
	if d := storagetest.Differences(t, openAt(t, copied).Store); len(d) > 0 {
		t.Errorf("the backup: %v", d)
	}
}

// same reports whether two ledgers hold the same.
func same(t *testing.T, a, b string) bool {
	t.Helper()
	var found [2]string
	for k, path := range []string{a, b} {
		l := openAt(t, path)
		found[k] = dump(t, l)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return found[0] == found[1]
}

// dump is everything that a ledger holds.
func dump(t *testing.T, l ledger) string {
	t.Helper()
	var all strings.Builder
	err := l.db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error { fmt.Fprintf(&all, "%s %x %x\n", name, k, v); return nil })
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestABackupBeforeAMigrationIsOfNow: after a migration that failed, the older
// program may have gone on for a long time.
func TestABackupBeforeAMigrationIsOfNow(t *testing.T) {
	path := closed(t)
	bad := append(migrations(), func(*bbolt.Tx) error { return errors.New("no") })
	refused(t, path, bad, "migration to schema 2")
	s := openAt(t, path)
	i := storagetest.AddInvoice(t, s.Store, "books", 1000, 42)
	d := storagetest.Record(t, s.Store, storage.Event{Payment: storagetest.Payment(i, "later", 1000)})[0].Donation
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	good := append(migrations(), func(*bbolt.Tx) error { return nil })
	e, err := openEngine(path, Options{}, good)
	if err != nil {
		t.Fatal(err)
	}
	e.Close()
	if _, _, ok, err := openAt(t, path+".schema-1").Donation(t.Context(), d.Receipt); err != nil || !ok {
		t.Errorf("the backup lacks what was recorded after the first try: %v", err)
	}
}
