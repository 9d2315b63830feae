package bolt

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"

	"go.etcd.io/bbolt"
)

// TestALedgerThatCantBeWrittenIsRefused runs in a process of its own, which root
// leaves for the rights of nobody: root may write everything.
func TestALedgerThatCantBeWrittenIsRefused(t *testing.T) {
	const nobody = 65534
	path := os.Getenv(childPath)
	if path == "" {
		path = closed(t)
		for directory := filepath.Dir(path); strings.HasPrefix(directory, os.TempDir()) && directory != os.TempDir(); directory = filepath.Dir(directory) {
			if err := os.Chmod(directory, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(path, 0o444); err != nil {
			t.Fatal(err)
		}
		inChild(t, path)
		return
	}
	if os.Getuid() == 0 {
		if err := syscall.Setreuid(-1, nobody); err != nil {
			t.Skipf("the rights of nobody can't be had: %v", err)
		}
		defer syscall.Setreuid(-1, 0)
	}
	refused(t, path, migrations(), "can't be written")
}

// limitFiles makes every byte of a file beyond the limit one that finds no room,
// as on a full disk.
func limitFiles(t *testing.T, most uint64) {
	t.Helper()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	limit.Cur = min(most, limit.Max)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
}

const noLimit = ^uint64(0)

// TestAFullDiskLosesNothing makes writing fail at every page of the file, and
// within pages.
func TestAFullDiskLosesNothing(t *testing.T) {
	path := inChild(t, filepath.Join(t.TempDir(), "donations.db"))
	if path == "" {
		return
	}
	s := openAt(t, path)
	recorded, failed := int64(0), 0
	for at := uint64(0); at < 40*4096; at += 2048 - 100 {
		i := storagetest.AddInvoice(t, s.Store, "books", 1000, 42)
		e := storage.Event{Payment: storagetest.Payment(i, fmt.Sprint("charge at ", at), 1000)}
		limitFiles(t, at)
		_, err := s.Record(context.Background(), storagetest.Settings(), storagetest.Noon, []storage.Event{e})
		limitFiles(t, noLimit)
		if err == nil {
			recorded++
			continue
		}
		failed++
		stillWhole(t, s, recorded)
		again := storagetest.Record(t, s.Store, e)[0]
		if recorded++; again.Duplicate || int64(again.Donation.Receipt.Number) != recorded {
			t.Fatalf("room for %d bytes: then recorded %+v, want receipt %d", at, again, recorded)
		}
	}
	if failed < 10 {
		t.Errorf("writing failed only %d times", failed)
	}
	stillWhole(t, s, recorded)
}

// stillWhole looks at the ledger, and at its file as the next start would find it.
func stillWhole(t *testing.T, s ledger, recorded int64) {
	t.Helper()
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(copied, contents(t, s.path), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := padded(copied); err != nil {
		t.Fatal(err)
	}
	next := openAt(t, copied)
	defer next.Close()
	for _, s := range []ledger{s, next} {
		if got := storagetest.Totals(t, s.Store, storagetest.BooksLive); got.Raised != 1000*recorded || got.Donations != recorded {
			t.Fatalf("%+v, want %d donations", got, recorded)
		}
		if d := storagetest.Differences(t, s.Store); len(d) > 0 {
			t.Fatalf("after a failed write: %v", d)
		}
		if err := s.CheckFile(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// padded gives a file back the empty end that contents left out.
func padded(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.Truncate(path, info.Size()+1<<20)
}

// TestADiskThatFillsUp lets the file grow against its limit, with many writers.
func TestADiskThatFillsUp(t *testing.T) {
	path := inChild(t, filepath.Join(t.TempDir(), "donations.db"))
	if path == "" {
		return
	}
	s := openAt(t, path)
	big := strings.Repeat("x", 200_000)
	write := func() (written, refused int64) {
		var mu sync.Mutex
		var wg sync.WaitGroup
		for n := range 8 {
			wg.Go(func() {
				p := &campaigns.Payment{ChargeID: fmt.Sprint(n, "-", countCharges(t, s)), Payload: big, Total: money.Amount{Units: 5, Currency: "EUR"}, At: storagetest.Noon}
				_, err := s.Record(context.Background(), storagetest.Settings(), storagetest.Noon, []storage.Event{{Payment: p}})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					written++
				} else {
					refused++
				}
			})
		}
		wg.Wait()
		return written, refused
	}
	limitFiles(t, 20<<20)
	defer limitFiles(t, noLimit)
	var all int64
	for rounds := 0; ; rounds++ {
		written, refused := write()
		all += written
		if refused > 0 {
			break
		}
		if rounds == 100 {
			t.Fatal("the file never met its limit")
		}
	}
	check := func() {
		t.Helper()
		if got := storagetest.Totals(t, s.Store, storagetest.NoCampaign); got.Review != all {
			t.Errorf("%d donations, want %d", got.Review, all)
		}
		if d := storagetest.Differences(t, s.Store); len(d) > 0 {
			t.Error(d)
		}
	}
	check()
	limitFiles(t, noLimit)
	written, refused := write()
	if all += written; refused != 0 {
		t.Errorf("with room again, %d of 8 writers were refused", refused)
	}
	check()
	if err := s.CheckFile(t.Context()); err != nil {
		t.Error(err)
	}
}

// countCharges is how many charges are recorded.
func countCharges(t *testing.T, s ledger) (n int) {
	err := s.db.View(func(tx *bbolt.Tx) error { n = tx.Bucket(buckets.charges).Stats().KeyN; return nil })
	if err != nil {
		t.Error(err)
	}
	return n
}
