package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"

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
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=60s")
	cmd.Env = append(os.Environ(), childPath+"="+path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("in its own process: %v\n%s", err, out)
	}
	return ""
}

// closed is a ledger with a bit of everything, closed again.
func closed(t *testing.T) (path string) {
	t.Helper()
	s := small(t)
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
func refused(t *testing.T, path string, o Options, words string) error {
	t.Helper()
	before := contents(t, path)
	s, err := Open(path, o)
	if err == nil {
		s.Close()
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
		if _, err := Open(path, Options{}); !errors.Is(err, ErrLocked) {
			t.Errorf("another process: %v", err)
		}
		return
	}
	s := small(t)
	inChild(t, s.path)
	if err := refused(t, s.path, Options{}, "already running"); !errors.Is(err, ErrLocked) {
		t.Error(err)
	}
	i := invoiceFor(t, s, "books", 1000, 42)
	book(t, s, Event{Payment: paymentOf(i, "still works", 1000)})
}

func TestANewerLedgerIsRefused(t *testing.T) {
	path := closed(t)
	s := openAt(t, path)
	err := s.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(buckets.meta).Put(schemaKey, []byte{0, 0, 0, 99}) })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	if err := refused(t, path, Options{}, "newer version"); !errors.Is(err, ErrNewer) {
		t.Error(err)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	folder := t.TempDir()
	noise := make([]byte, 100_000)
	rand.NewChaCha8([32]byte{1}).Read(noise)
	for name, raw := range map[string][]byte{"noise": noise, "text": []byte("receipt,amount\n"), "zeros": make([]byte, 70_000), "one byte": {1}} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path, Options{}, "not a ledger")
	}
	if _, err := Open(folder, Options{}); err == nil || !strings.Contains(err.Error(), "folder") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Open(filepath.Join(folder, "none", "donations.db"), Options{}); err == nil {
		t.Error("a ledger in a folder that is not there was opened")
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
	refused(t, path, Options{}, "another program")
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
		if d := differences(t, s); len(d) > 0 {
			t.Errorf("%d of %d bytes: opened with %v", n, len(raw), d)
		}
		s.Close()
	}
	if opened > len(lengths)/10 {
		t.Errorf("%d of %d cut files were opened", opened, len(lengths))
	}
}

func TestAMigrationMakesACopyFirst(t *testing.T) {
	path := closed(t)
	before := contents(t, path)
	mark := []byte("migrated")
	good := append(migrations(), func(tx *bbolt.Tx) error { return tx.Bucket(buckets.meta).Put(mark, mark) })
	bad := append(good, func(tx *bbolt.Tx) error {
		return errors.Join(tx.DeleteBucket(buckets.donations), errors.New("no such luck"))
	})
	refused(t, path, Options{schema: bad}, "migration to schema 3: no such luck")
	copied := path + ".schema-1"
	if !same(t, copied, path) {
		t.Error("the copy differs from the ledger")
	}
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v", info.Mode(), err)
	}
	s, err := Open(path, Options{schema: good})
	if err != nil {
		t.Fatal(err)
	}
	s.view(func(tx *boltTx) error {
		if schemaVersion(tx) != 2 || tx.Bucket(buckets.meta).Get(mark) == nil {
			t.Errorf("schema %d", schemaVersion(tx))
		}
		return nil
	})
	s.Close()
	if bytes.Equal(contents(t, path), before) {
		t.Error("the migration changed nothing")
	}
	refused(t, path, Options{}, "newer version")
	if d := differences(t, openAt(t, copied)); len(d) > 0 {
		t.Errorf("the copy: %v", d)
	}
}

// same compares what two ledgers hold.
func same(t *testing.T, a, b string) bool {
	t.Helper()
	var found [2]string
	for k, path := range []string{a, b} {
		s, err := Open(path, Options{NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		found[k] = dump(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return found[0] == found[1]
}

// dump is everything that a ledger holds.
func dump(t *testing.T, s *Store) string {
	t.Helper()
	var all strings.Builder
	err := s.view(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error { fmt.Fprintf(&all, "%s %x %x\n", name, k, v); return nil })
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestACopyBeforeAMigrationIsOfNow: after a migration that failed, the older
// program may have gone on for a long time.
func TestACopyBeforeAMigrationIsOfNow(t *testing.T) {
	path := closed(t)
	bad := append(migrations(), func(*bbolt.Tx) error { return errors.New("no") })
	refused(t, path, Options{schema: bad}, "migration to schema 2")
	s := openAt(t, path)
	i := invoiceFor(t, s, "books", 1000, 42)
	d := book(t, s, Event{Payment: paymentOf(i, "later", 1000)})[0].Donation
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	good := append(migrations(), func(*bbolt.Tx) error { return nil })
	s, err := Open(path, Options{schema: good})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, _, ok, err := openAt(t, path+".schema-1").Donation(t.Context(), d.Receipt); err != nil || !ok {
		t.Errorf("the copy lacks what was recorded after the first try: %v", err)
	}
}

func TestAClosedLedgerTakesNothing(t *testing.T) {
	s := small(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	for range 32 { // which way a writer goes when the store has closed is a matter of chance
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		if _, err := s.Record(ctx, catalogue(), noon, []Event{{Unread: []byte("x")}}); !errors.Is(err, ErrClosed) {
			t.Fatalf("record: %v", err)
		}
		cancel()
	}
	if _, err := s.Totals(t.Context(), booksLive); err == nil {
		t.Error("totals of a closed ledger")
	}
	if err := s.Export(context.Background(), Filter{}, func(campaigns.Donation) error { return nil }); err == nil {
		t.Error("export of a closed ledger")
	}
}
