package bot

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
)

// TestNoTwoDonorsHoldOneReceiptAfterARestore copies the ledger between two gifts, and
// puts the copy in place twice.
func TestNoTwoDonorsHoldOneReceiptAfterARestore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	boss.Start("")
	holders := map[string]string{}
	give := func(name string) {
		t.Helper()
		a := w.Donor(name, "en", "GB")
		a.Start("boat")
		w.gives(a, "€10")
		a.Gets("Thank you")
		found, err := w.store.History(t.Context(), a.ID, campaigns.ModeTest, 1)
		if err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		r := found[0].Receipt.String()
		if other, taken := holders[r]; taken {
			t.Errorf("%s and %s hold the same receipt %s", other, name, r)
		}
		holders[r] = name
	}
	give("Ada")
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := w.store.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	give("Ben")
	for _, name := range []string{"Cleo", "Dan"} {
		w.stop()
		w.store.Close()
		data, err := os.ReadFile(copied)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(w.path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		w.open()
		w.start()
		boss.Gets("The database is older than what was given out")
		give(name)
	}
	if got := strings.Count(w.log.String(), "this database is older than what was given out"); got != 2 {
		t.Errorf("logged %d times\n%s", got, w.log)
	}
	w.restart()
	w.acknowledged()
	if got := strings.Count(w.log.String(), "this database is older than what was given out"); got != 2 {
		t.Errorf("after another start: logged %d times", got)
	}
}

// TestAStateThatCantBeWrittenDelaysReceiptsAndNoPayment takes away the directory that
// the state lies in.
func TestAStateThatCantBeWrittenDelaysReceiptsAndNoPayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.state = filepath.Join(t.TempDir(), "away", "donations.state") })
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	w.gives(ada, "€10")
	w.counted("boat", 1)
	w.eventually("the wait is logged", func() bool { return w.logged("a message waits") })
	for _, m := range ada.Chat().Messages() {
		if strings.Contains(m.Text, "TEST-") {
			t.Errorf("a receipt that the state does not know was sent: %s", m.Text)
		}
	}
	if err := os.Mkdir(filepath.Dir(w.state), 0o700); err != nil {
		t.Fatal(err)
	}
	ada.Gets("Thank you")
}

// TestTheStateIsRaisedBeforeAReceiptIsSent reads the state at the moment of the send.
func TestTheStateIsRaisedBeforeAReceiptIsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	late := make(chan string, 1)
	w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: sandbox.FaultDropAfter{}, Times: 1, Match: func(r sandbox.Request) bool {
		if !strings.Contains(r.Params["text"], "TEST-") {
			return false
		}
		state, _ := os.ReadFile(w.state)
		late <- string(state)
		return true
	}})
	w.gives(ada, "€10")
	ada.Gets("Thank you")
	if state := <-late; !strings.Contains(state, `-000001"`) {
		t.Errorf("when the thanks left, the state was %q", state)
	}
}

// TestFilesThatAKilledBotLeftBehindAreCleared, but not those of another ledger.
func TestFilesThatAKilledBotLeftBehindAreCleared(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	w := newWorld(t, nil)
	id, err := w.store.LedgerID(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ours, others := filepath.Join(os.TempDir(), "donatebot-file-"+id.Short()+"-1"), filepath.Join(os.TempDir(), "donatebot-file-00000000-1")
	for _, directory := range []string{ours, others} {
		if err := os.MkdirAll(filepath.Join(directory, "deep"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	w.restart()
	w.eventually("ours is cleared", func() bool { _, err := os.Stat(ours); return err != nil })
	if _, err := os.Stat(others); err != nil {
		t.Error(err)
	}
}

// TestANewLedgerIsSaid begins one where a state remembers another.
func TestANewLedgerIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	boss.Start("")
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	w.gives(ada, "€10")
	ada.Gets("Thank you")
	w.stop()
	w.store.Close()
	w.path, w.begun = filepath.Join(t.TempDir(), "donations.db"), true
	w.open()
	w.start()
	boss.Gets("A new database was created")
	if !w.logged("a new database was created") {
		t.Error("the log does not say so")
	}
	ada.Start("boat")
	w.gives(ada, "€10")
	ada.Gets("-000002")
}
