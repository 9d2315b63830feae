//go:build unix

package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/sandbox"
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
