package storage_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"
)

func stateAt(t *testing.T, path string) *storage.State {
	t.Helper()
	st, err := storage.OpenState(path)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// gives records payments that take the next receipts.
func gives(t *testing.T, s *storage.Store, charges ...string) (last campaigns.ReceiptNo) {
	t.Helper()
	for _, charge := range charges {
		last = storagetest.Record(t, s, storagetest.LoosePayment(charge))[0].Donation.Receipt
	}
	return last
}

// reconciled is what a start finds; each alert says how many gaps there were.
func reconciled(t *testing.T, s *storage.Store, st *storage.State, begun bool) (storage.Past, bool) {
	t.Helper()
	past, found, err := s.Reconcile(t.Context(), st, begun, storagetest.Noon.AddDate(0, 0, 3), func(p storage.Past) []campaigns.Message {
		return campaigns.MessagesForAlert(storagetest.Settings(), "past", map[string]string{"id": fmt.Sprint(len(p.Gaps))}, storagetest.Noon)
	})
	if err != nil {
		t.Fatal(err)
	}
	return past, found
}

// TestARestoredCopyLeapsOverReceiptsThatPeopleHold restores the same copy twice.
func TestARestoredCopyLeapsOverReceiptsThatPeopleHold(t *testing.T) {
	folder := t.TempDir()
	copied, statePath := filepath.Join(folder, "copy.db"), filepath.Join(folder, "donations.state")
	s, st := openAt(t, filepath.Join(folder, "donations.db")), stateAt(t, statePath)
	if past, found := reconciled(t, s, st, true); found {
		t.Fatalf("a first ledger: %+v", past)
	}
	gives(t, s, "a")
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	last := gives(t, s, "b", "c")
	if err := st.Cover(t.Context(), s, last, storagetest.Noon); err != nil {
		t.Fatal(err)
	}
	for n, want := range []uint32{4, 5} {
		again := filepath.Join(folder, fmt.Sprint("again", n, ".db"))
		data, err := os.ReadFile(copied)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(again, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, st := openAt(t, again), stateAt(t, statePath)
		if ahead, err := st.Ahead(t.Context(), s); err != nil || !ahead {
			t.Errorf("the state is ahead of the copy: %t, %v", ahead, err)
		}
		past, found := reconciled(t, s, st, false)
		if !found || past.New || len(past.Gaps) != 1 || past.Gaps[0].First.Number != 2 || past.Gaps[0].Last != want-1 || !past.Since.Equal(storagetest.Noon) {
			t.Fatalf("%+v, %v", past, found)
		}
		if ahead, err := st.Ahead(t.Context(), s); err != nil || ahead {
			t.Errorf("the state is ahead after a start: %t, %v", ahead, err)
		}
		if _, found := reconciled(t, s, stateAt(t, statePath), false); found {
			t.Error("it is found again at the next start")
		}
		if messages, err := s.Pending(t.Context(), 0, 100); err != nil || len(messages) != 2+1 { // and the thanks and the notice of the first gift
			t.Errorf("%d messages, %v", len(messages), err)
		}
		if got := gives(t, s, fmt.Sprint("after", n)); got.Number != want {
			t.Errorf("the next receipt is %s, want %d", got, want)
		}
		if d := storagetest.Differences(t, s); len(d) > 0 {
			t.Errorf("%q", d)
		}
		if err := st.Follow(t.Context(), s, storagetest.Noon); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Repair(t.Context(), storagetest.Noon); err != nil {
			t.Fatal(err)
		}
		if d := storagetest.Differences(t, s); len(d) > 0 {
			t.Errorf("after a repair: %q", d)
		}
	}
}

// TestANewLedgerLeapsToo: people hold the receipts of the one that is gone.
func TestANewLedgerLeapsToo(t *testing.T) {
	folder := t.TempDir()
	statePath := filepath.Join(folder, "donations.state")
	s, st := openAt(t, filepath.Join(folder, "lost.db")), stateAt(t, statePath)
	if err := st.Cover(t.Context(), s, gives(t, s, "a", "b"), storagetest.Noon); err != nil {
		t.Fatal(err)
	}
	s = open(t)
	past, found := reconciled(t, s, stateAt(t, statePath), true)
	if !found || !past.New || len(past.Gaps) != 1 || past.Gaps[0].LastReceipt().Number != 2 || !past.Since.IsZero() {
		t.Errorf("%+v, %v", past, found)
	}
	if d := storagetest.Differences(t, s); len(d) > 0 {
		t.Errorf("before the first donation: %q", d)
	}
	if _, err := s.Repair(t.Context(), storagetest.Noon); err != nil {
		t.Fatal(err)
	}
	if got := gives(t, s, "c"); got.Number != 3 {
		t.Errorf("the next receipt is %s", got)
	}
}

// TestReceiptsThatNobodyWasSentMakeNoGap: a kill between a commit and the state.
func TestReceiptsThatNobodyWasSentMakeNoGap(t *testing.T) {
	s, path := open(t), filepath.Join(t.TempDir(), "donations.state")
	reconciled(t, s, stateAt(t, path), true)
	gives(t, s, "a", "b")
	if past, found := reconciled(t, s, stateAt(t, path), false); found {
		t.Errorf("%+v", past)
	}
	if got := stateAt(t, path).Highest(); len(got) != 1 || got[0].Number != 2 {
		t.Errorf("%v", got)
	}
}

// TestARestoreIsToldEvenIfNoReceiptIsMissing: refunds and reviews may be.
func TestARestoreIsToldEvenIfNoReceiptIsMissing(t *testing.T) {
	s, path := open(t), filepath.Join(t.TempDir(), "donations.state")
	if err := stateAt(t, path).NoteRestored([]campaigns.ReceiptNo{gives(t, s, "a")}, storagetest.Noon); err != nil {
		t.Fatal(err)
	}
	if past, found := reconciled(t, s, stateAt(t, path), false); !found || len(past.Gaps) != 0 {
		t.Errorf("%+v, %v", past, found)
	}
	if past, found := reconciled(t, s, stateAt(t, path), false); found {
		t.Errorf("again: %+v", past)
	}
}

func TestVerifyKnowsGaps(t *testing.T) {
	s := openAt(t, filepath.Join(t.TempDir(), "donations.db"))
	gives(t, s, "a", "b", "c")
	for name, c := range map[string]struct {
		gap  storage.GapRow
		want string
	}{
		"over receipts that are there": {storage.GapRow{First: storagetest.Receipt(2), Last: 2}, "2026-000002 is in the ledger"},
		"at the end, and not counted":  {storage.GapRow{First: storagetest.Receipt(4), Last: 9}, "noted as 3"},
	} {
		if err := s.Change(t.Context(), func(tx storage.Tx) error { return tx.PutGap(c.gap) }); err != nil {
			t.Fatal(err)
		}
		if d := strings.Join(storagetest.Differences(t, s), "\n"); !strings.Contains(d, c.want) {
			t.Errorf("%s: %q", name, d)
		}
	}
}

func TestAStateFileThatCantBeReadSaysWhatToDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "donations.state")
	for text, want := range map[string]string{
		"":                               "it is damaged",
		`{"version": 1`:                  "it is damaged",
		`{"version": 2}`:                 "its version is 2",
		`{"version": 1, "ledger": "00"}`: "where it names the ledger",
		`{"version": 1, "ledger": "00112233445566778899aabbccddeeff", "highest_receipts": ["12"]}`: "not a receipt number",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := storage.OpenState(path)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "remove the file") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestTheStateIsWrittenWholeAndForItsOwner(t *testing.T) {
	s, path := open(t), filepath.Join(t.TempDir(), "donations.state")
	st := stateAt(t, path)
	r := gives(t, s, "a", "b", "c")
	first := storagetest.Receipt(1)
	if err := st.Cover(t.Context(), s, first, storagetest.Noon); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := st.Cover(t.Context(), s, r, storagetest.Noon); err != nil { // the first write covered it
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("each receipt is written")
	}
	if got := names(t, filepath.Dir(path)); len(got) != 0 {
		t.Errorf("left behind: %q", got)
	}
}

// TestAStateThatCantBeWrittenIsAnErrorOfItsOwn, which stops no payment.
func TestAStateThatCantBeWrittenIsAnErrorOfItsOwn(t *testing.T) {
	s := open(t)
	st := stateAt(t, filepath.Join(t.TempDir(), "nowhere", "donations.state"))
	_, found, err := s.Reconcile(t.Context(), st, true, time.Now(), func(storage.Past) []campaigns.Message { return nil })
	if found || !errors.Is(err, storage.ErrState) {
		t.Errorf("%v, %v", found, err)
	}
	if err := st.Cover(t.Context(), s, gives(t, s, "a"), storagetest.Noon); err == nil {
		t.Error("a receipt that the state does not know may be sent")
	}
}
