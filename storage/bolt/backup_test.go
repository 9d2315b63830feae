package bolt

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"
)

// TestABackupUnderLoadIsWhole makes copies while many write.
func TestABackupUnderLoadIsWhole(t *testing.T) {
	s, directory := open(t), t.TempDir()
	var recorded atomic.Int64
	stop, failed := make(chan struct{}), make(chan error, 8)
	var writers sync.WaitGroup
	for w := range 8 {
		writers.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := s.Record(context.Background(), storagetest.Settings(), storagetest.Noon, []storage.Event{storagetest.LoosePayment(fmt.Sprint(w, "-", n))}); err != nil {
					failed <- err
					return
				}
				recorded.Add(1)
			}
		})
	}
	for k := range 5 {
		for deadline := time.Now().Add(soon); recorded.Load() < int64(100*(k+1)) && time.Now().Before(deadline); {
			time.Sleep(time.Millisecond)
		}
		before := recorded.Load()
		path := filepath.Join(directory, fmt.Sprintf("copy-%d.db", k%2)) // some replace another
		if err := s.Backup(t.Context(), path); err != nil {
			t.Error(err)
			break
		}
		checkCopy(t, path, before)
	}
	close(stop)
	writers.Wait()
	close(failed)
	for err := range failed {
		t.Error(err)
	}
	if left, err := os.ReadDir(directory); err != nil || len(left) != 2 {
		t.Errorf("the directory holds %v, %v", left, err)
	}
}

func checkCopy(t *testing.T, path string, least int64) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the copy can be read by others: %v", info.Mode())
	}
	c := openAt(t, path)
	if got := storagetest.Totals(t, c.Store, storagetest.NoCampaign); got.Review < least {
		t.Errorf("the copy has %d donations; %d were recorded before it began", got.Review, least)
	}
	if d := storagetest.Differences(t, c.Store); len(d) > 0 {
		t.Errorf("the copy: %v", d)
	}
	if err := c.CheckFile(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestABackupNeverReplacesTheLedger(t *testing.T) {
	s := open(t)
	storagetest.Record(t, s.Store, storagetest.LoosePayment("a"))
	directory := filepath.Dir(s.path)
	other := filepath.Join(directory, "link.db")
	if err := os.Symlink(s.path, other); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{s.path, directory + "/./donations.db", other} {
		if err := s.Backup(t.Context(), path); err == nil {
			t.Errorf("a backup was written over the ledger at %s", path)
		}
	}
	if err := s.Backup(t.Context(), filepath.Join(directory, "none", "copy.db")); err == nil {
		t.Error("a backup in a directory that is not there")
	}
	storagetest.Record(t, s.Store, storagetest.LoosePayment("b"))
	if got := storagetest.Totals(t, s.Store, storagetest.NoCampaign); got.Review != 2 {
		t.Errorf("%+v", got)
	}
}
