//go:build unix

package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/storage"
)

// says runs a command that must succeed and print those words.
func (w *town) says(words string, args ...string) {
	w.t.Helper()
	if out := w.do(args...); !strings.Contains(out, words) {
		w.t.Errorf("donatebot %s: %s; want %s", strings.Join(args, " "), out, words)
	}
}

// givesFor is a donation whose receipt must end like that.
func (w *town) givesFor(name, receipt string) {
	w.t.Helper()
	for _, m := range w.gives(name).Chat().Messages() {
		if strings.Contains(m.Text, receipt) {
			return
		}
	}
	w.t.Errorf("%s has no receipt %s", name, receipt)
}

// TestALedgerThatIsMissingIsNotBegunAgainInSilence moves it away, as a disk does that
// is not mounted.
func TestALedgerThatIsMissingIsNotBegunAgainInSilence(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{})
	w.configure(strings.Replace(runConfig, "path: donations.db", "path: donations.db, backup_dir: copies, backup_keep: 1", 1))
	p := w.run()
	p.says("a new database was created")
	p.says("a backup was made")
	w.gives("Ada")
	p.stops()
	if err := os.Rename(w.file("donations.db"), w.file("elsewhere.db")); err != nil {
		t.Fatal(err)
	}
	p = w.launch()
	p.exits(1, patience)
	p.says(`there is no database at .*donations\.db, but there was one: found the scheduled backup .*copies/donations-.*\.db, the state file .*donations\.state\.`)

	p = launch(t, w.directory, nil, "run", "--new")
	p.says("a new database was created")
	p.says("this database is new and knows nothing of donations before it")
	p.says(`noted as a gap" first=TEST-\d{4}-000001 last=TEST-\d{4}-000001`)
	p.says("a backup was made")
	w.givesFor("Ben", "-000002")
	p.stops()
	copies, err := filepath.Glob(w.file("copies/*"))
	if err != nil || len(copies) != 2 {
		t.Errorf("a backup of the new ledger pushed out one of the old: %v, %v", copies, err)
	}
	w.says("everything adds up", "verify")

	// And the one that was away comes back.
	w.says("is in place of the database", "restore", "elsewhere.db")
	p = w.run()
	p.says("this database is older than what was given out")
	w.givesFor("Cleo", "-000003")
	p.stops()
	w.says("everything adds up", "verify")
}

// TestRestoreIsRefusedWhileTheBotRuns also when its ledger has another name.
func TestRestoreIsRefusedWhileTheBotRuns(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{})
	p := w.run()
	w.gives("Ada")
	w.says("monday.db", "backup", "--output", "monday.db")
	w.fails("the bot is already running", "restore", "monday.db")
	p.stops()
	w.says("is in place of the database", "restore", "monday.db")
}

// unread puts a payment into the ledger of which the charge could not be read, while
// no bot runs, and returns its id.
func (w *town) unread() string {
	w.t.Helper()
	s, err := openLedger(w.file("donations.db"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer s.Close()
	now := time.Now()
	e := storage.Event{Unread: []byte("{1}"), Read: storage.ReadPart{Payment: true, Total: money.Amount{Units: 700, Currency: "EUR"}, At: now, DonorID: 42}}
	if _, err := s.Record(w.t.Context(), &campaigns.Settings{}, now, []storage.Event{e}); err != nil {
		w.t.Fatal(err)
	}
	items, err := s.OpenItems(w.t.Context())
	if err != nil || len(items.Unmatched) != 1 {
		w.t.Fatal(items, err)
	}
	return items.Unmatched[0].ID
}

// TestABookingOnARestoredCopyGivesNobodysReceipt books before the first start, and after it.
func TestABookingOnARestoredCopyGivesNobodysReceipt(t *testing.T) {
	t.Parallel()
	w := newTown(t, sandbox.Options{})
	w.run().stops()
	id := w.unread()
	w.says("monday.db", "backup", "--output", "monday.db")
	p := w.run()
	w.givesFor("Ada", "-000001")
	p.stops()
	w.says("is in place of the database", "restore", "monday.db")
	book := []string{"accept", id, "--reason", "seen at the provider", "--campaign", "books", "--charge", "typed"}
	w.fails("this ledger is older than the receipts that were given out: start the bot once first", book...)
	p = w.run()
	w.says("-000002: €7 (books) booked", book...)
	p.stops()
	w.says("everything adds up", "verify")
}
