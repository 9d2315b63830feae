package bolt

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"
)

// TestDamagedPagesAreAnError flips bytes behind the file's header: whatever they
// meant, the process lives on and says so, or nothing was damaged.
func TestDamagedPagesAreAnError(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector's checks of pointers end the process on a damaged page")
	}
	sound := filled(t)
	path := sound.path
	if err := sound.Close(); err != nil {
		t.Fatal(err)
	}
	original, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	newest, _ := newestMeta(file)
	pages, pageSize := newest.pages, newest.pageSize
	file.Close()
	original = original[:pages*pageSize]
	found := 0
	const files = 200
	opened := 0
	for seed := range uint64(files) {
		random := rand.New(rand.NewPCG(seed, 1))
		data := append([]byte{}, original...)
		for range []int{1, 2, 5, 40}[seed%4] {
			at := 2*int(pageSize) + random.IntN(len(data)-2*int(pageSize))
			data[at] ^= byte(1 + random.IntN(255))
		}
		damaged := filepath.Join(t.TempDir(), "donations.db")
		if err := os.WriteFile(damaged, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(damaged, Options{NoSync: true})
		if err != nil {
			found++
			continue
		}
		opened++
		differs := false
		err = s.Verify(context.Background(), nil, func(storage.Difference) { differs = true })
		if err != nil || differs {
			found++
		}
		p := &campaigns.Payment{ChargeID: "x", Total: money.Amount{Units: 1, Currency: "EUR"}, At: storagetest.Noon, Donor: campaigns.Donor{ID: 1}}
		_, _ = s.Record(context.Background(), storagetest.Settings(), storagetest.Noon, []storage.Event{{Payment: p}}) // may fail, must return
		s.Close()
	}
	if found == 0 {
		t.Error("no damage was found in any of the files")
	}
	if opened == 0 {
		t.Error("none of the files could be opened")
	}
	t.Logf("damage found in %d of %d files, %d of which could be opened", found, files, opened)
}
