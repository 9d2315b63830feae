package bolt

import (
	"path/filepath"
	"testing"

	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"

	"go.etcd.io/bbolt"
)

func TestEngine(t *testing.T) {
	storagetest.Run(t, func(t testing.TB) storagetest.Opener {
		path := filepath.Join(t.TempDir(), "donations.db")
		return func() (storage.Engine, error) { return openEngine(path, Options{NoSync: true}, migrations()) }
	})
}

// ledger is a store that leaves its file open to tests.
type ledger struct {
	*storage.Store
	engine *engine
	db     *bbolt.DB
	path   string
}

// openAt opens the ledger at a path until the test ends.
func openAt(t testing.TB, path string) ledger {
	t.Helper()
	e, err := openEngine(path, Options{NoSync: true}, migrations())
	if err != nil {
		t.Fatal(err)
	}
	s := storage.New(e)
	t.Cleanup(func() { s.Close() })
	return ledger{s, e, e.db, path}
}

// open is a new ledger that is verified when its test ends.
func open(t testing.TB) ledger {
	t.Helper()
	l := openAt(t, filepath.Join(t.TempDir(), "donations.db"))
	storagetest.VerifyAtEnd(t, l.Store)
	return l
}

// filled is a ledger with a bit of everything.
func filled(t testing.TB) ledger {
	t.Helper()
	l := openAt(t, filepath.Join(t.TempDir(), "donations.db"))
	storagetest.Fill(t, l.Store)
	return l
}
