package control

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/bolt"

	"go.etcd.io/bbolt"
)

var noon = time.Date(2024, 3, 14, 12, 0, 0, 0, time.UTC)

func catalogue() *campaigns.Settings {
	eur, _ := money.ByCode("EUR")
	return &campaigns.Settings{
		Organisation: campaigns.Organisation{Zone: time.UTC}, Mode: campaigns.ModeLive, Admins: []int64{7},
		Campaigns: []campaigns.Campaign{{ID: "books", Title: "School books", Currency: eur, Amounts: []int64{1000}}},
	}
}

// ledger is a store that knows where its file is.
type ledger struct {
	*storage.Store
	path string
}

func (l *ledger) Path() string { return l.path }

func openStore(t *testing.T, path string) *ledger {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &ledger{s, path}
}

func invoice(t *testing.T, s *ledger) campaigns.Invoice {
	t.Helper()
	i := campaigns.Invoice{
		Payload: campaigns.NewPayload(noon), CampaignID: "books", Gift: money.Amount{Units: 1000, Currency: "EUR"},
		Mode: campaigns.ModeLive, Personal: campaigns.Personal{DonorID: 42}, Source: campaigns.SourceGroup, CreatedAt: noon,
	}
	if err := s.AddInvoice(t.Context(), i); err != nil {
		t.Fatal(err)
	}
	return i
}

func payment(i campaigns.Invoice, charge string, total int64) storage.Event {
	return storage.Event{Payment: &campaigns.Payment{
		ChargeID: charge, ProviderChargeID: "p-" + charge, Payload: i.Payload.String(), At: noon, Total: money.Amount{Units: total, Currency: "EUR"},
		Donor: campaigns.Donor{ID: 42, Name: "Ada <b>&\u2028\"", Language: "en"}, Contact: campaigns.Contact{Email: "ada@example.org"},
	}}
}

func record(t *testing.T, s *ledger, events ...storage.Event) {
	t.Helper()
	if _, err := s.Record(t.Context(), catalogue(), noon, events); err != nil {
		t.Fatal(err)
	}
}

// filled has two gifts, a payment under review, a stray of each kind and an
// approved checkout that was never paid.
func filled(t *testing.T, path string) *ledger {
	t.Helper()
	s := openStore(t, path)
	i := invoice(t, s)
	record(t, s, payment(i, "a", 1000), payment(i, "b", 1000), payment(i, "c", 900), storage.Event{Unread: []byte("{\"\xff\n")},
		storage.Event{Refund: &storage.StarsRefund{ChargeID: "x", DonorID: 1, Total: money.Amount{Units: 5, Currency: "XTR"}, At: noon}})
	i = invoice(t, s)
	if _, err := s.Approve(t.Context(), catalogue(), campaigns.Checkout{DonorID: 42, Payload: i.Payload.String(), Total: i.Gift}, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AlertUnpaid(t.Context(), catalogue(), noon.Add(time.Hour), time.Minute); err != nil {
		t.Fatal(err)
	}
	return s
}

func serve(t *testing.T, s *ledger) (stop func()) {
	t.Helper()
	stop, err := Serve(t.Context(), s.Path(), &Local{Store: s.Store, Settings: catalogue})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return stop
}

func openDesk(t *testing.T, path string) Admin {
	t.Helper()
	desk, end, err := Open(t.Context(), path, catalogue())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end() })
	return desk
}

func overSocket(t *testing.T, s *ledger) *remote {
	t.Helper()
	r, ok := openDesk(t, s.Path()).(*remote)
	if !ok {
		t.Fatal("the socket was passed by")
	}
	return r
}

// told is all that a desk says: what it returns, and its error in words.
type told struct {
	What []any
	Err  string
}

func tell(err error, what ...any) told {
	if err != nil {
		return told{what, err.Error()}
	}
	return told{what, ""}
}

// TestSocketSaysWhatTheFileSays asks the same of a ledger over the socket and of
// its copy directly.
func TestSocketSaysWhatTheFileSays(t *testing.T) {
	folder := t.TempDir()
	s := filled(t, filepath.Join(folder, "donations.db"))
	if err := s.Backup(t.Context(), filepath.Join(folder, "same.db")); err != nil {
		t.Fatal(err)
	}
	serve(t, s)
	local := &Local{Store: openStore(t, filepath.Join(folder, "same.db")).Store, Settings: catalogue}
	receipt := func(n uint32) campaigns.ReceiptNo {
		return campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2024, Number: n}
	}
	waiting, err := s.OpenItems(t.Context())
	if err != nil || len(waiting.Reviews) != 1 || len(waiting.Unmatched) != 2 || len(waiting.Unpaid) != 1 {
		t.Fatalf("%+v, %v", waiting, err)
	}
	verify := func(desk Admin) told {
		var differences []string
		seen := 0
		err := desk.Verify(t.Context(), func(n int) { seen = n }, func(d string) { differences = append(differences, d) })
		return tell(err, differences, seen)
	}
	export := func(f storage.Filter) func(Admin) told {
		return func(desk Admin) told {
			var all []campaigns.Donation
			err := desk.Export(t.Context(), f, func(d campaigns.Donation) error { all = append(all, d); return nil })
			return tell(err, all)
		}
	}
	enough := errors.New("that is enough")
	for _, step := range []struct {
		name string
		ask  func(Admin) told
		want string // error
	}{
		{"figures", func(d Admin) told { f, err := d.Figures(t.Context(), "2024-03-14"); return tell(err, f) }, ""},
		{"waiting", func(d Admin) told { w, err := d.Waiting(t.Context()); return tell(err, w) }, ""},
		{"export", export(storage.Filter{}), ""},
		{"export of a day", export(storage.Filter{Mode: campaigns.ModeLive, From: "2024-03-14", To: "2024-03-14", CampaignID: "books"}), ""},
		{"export of nothing", export(storage.Filter{From: "2025-01-01"}), ""},
		{"export that its reader ends", func(d Admin) told {
			return tell(d.Export(t.Context(), storage.Filter{}, func(campaigns.Donation) error { return enough }))
		}, enough.Error()},
		{"verify", verify, ""},
		{"refund", func(d Admin) told { x, err := d.Refund(t.Context(), receipt(1), "paid twice"); return tell(err, x) }, ""},
		{"refund again", func(d Admin) told { x, err := d.Refund(t.Context(), receipt(1), "paid twice"); return tell(err, x) }, "receipt 2024-000001 is already refunded"},
		{"refund of nothing", func(d Admin) told { x, err := d.Refund(t.Context(), receipt(9), "paid twice"); return tell(err, x) }, "there is no receipt 2024-000009"},
		{"settle", func(d Admin) told { x, err := d.Settle(t.Context(), receipt(3), "fine"); return tell(err, x) }, ""},
		{"settle again", func(d Admin) told { x, err := d.Settle(t.Context(), receipt(3), "fine"); return tell(err, x) }, "receipt 2024-000003 is not under review"},
		{"settle a stray", func(d Admin) told { return tell(d.Dismiss(t.Context(), waiting.Unmatched[0].ID, "looked at")) }, ""},
		{"settle no stray", func(d Admin) told { return tell(d.Dismiss(t.Context(), "00", "looked at")) }, "no open item with that id"},
		{"figures afterwards", func(d Admin) told { f, err := d.Figures(t.Context(), "2024-03-14"); return tell(err, f) }, ""},
		{"waiting afterwards", func(d Admin) told { w, err := d.Waiting(t.Context()); return tell(err, w) }, ""},
		{"export afterwards", export(storage.Filter{}), ""},
		{"verify afterwards", verify, ""},
	} {
		over, direct := step.ask(overSocket(t, s)), step.ask(local)
		if over.Err != step.want || direct.Err != step.want {
			t.Errorf("%s: %q over the socket, %q directly, want %q", step.name, over.Err, direct.Err, step.want)
		}
		if over.Err == "" && !reflect.DeepEqual(over, direct) {
			t.Errorf("%s:\nover the socket %+v\ndirectly        %+v", step.name, over, direct)
		}
	}
}

func TestCopiesOverTheSocket(t *testing.T) {
	folder := t.TempDir()
	s := filled(t, filepath.Join(folder, "donations.db"))
	serve(t, s)
	desk := overSocket(t, s)
	if err := desk.Backup(t.Context(), filepath.Join(folder, "copy.db")); err != nil {
		t.Fatal(err)
	}
	if copied, err := openStore(t, filepath.Join(folder, "copy.db")).OpenItems(t.Context()); err != nil || len(copied.Reviews) != 1 {
		t.Errorf("the copy: %+v, %v", copied, err)
	}
	if err := desk.Backup(t.Context(), s.Path()); err == nil || !strings.Contains(err.Error(), "is the ledger itself") {
		t.Errorf("over the ledger: %v", err)
	}
	copied, err := desk.Repair(t.Context())
	if err != nil || filepath.Dir(copied) != folder {
		t.Fatalf("%s, %v", copied, err)
	}
	for _, path := range []string{s.Path(), s.Path() + ".sock", filepath.Join(folder, "copy.db"), copied} {
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

// many fills a ledger with more than fits into a socket's buffers.
func many(t *testing.T, path string) (s *ledger, count int) {
	t.Helper()
	s = openStore(t, path)
	i := invoice(t, s)
	for range 4 {
		var events []storage.Event
		for range 1000 {
			events = append(events, payment(i, fmt.Sprint("charge-", count), 1000))
			count++
		}
		record(t, s, events...)
	}
	return s, count
}

func TestABotThatStopsInTheMiddleOfAnExport(t *testing.T) {
	s, count := many(t, filepath.Join(t.TempDir(), "donations.db"))
	stop := serve(t, s)
	seen := 0
	err := overSocket(t, s).Export(t.Context(), storage.Filter{}, func(campaigns.Donation) error {
		if seen++; seen == 1 {
			stop()
		}
		return nil
	})
	if !errors.Is(err, errHalf) || seen == count {
		t.Errorf("%d of %d donations, %v", seen, count, err)
	}
	if _, err := os.Stat(s.Path() + ".sock"); err == nil {
		t.Error("the socket is still there")
	}
}

func TestACommandThatIsInterrupted(t *testing.T) {
	s, _ := many(t, filepath.Join(t.TempDir(), "donations.db"))
	serve(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	err := overSocket(t, s).Export(ctx, storage.Filter{}, func(campaigns.Donation) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestASlowReaderHoldsUpNobody: an export whose reader does not read waits, while
// payments are recorded.
func TestASlowReaderHoldsUpNobody(t *testing.T) {
	s, count := many(t, filepath.Join(t.TempDir(), "donations.db"))
	serve(t, s)
	c, err := net.Dial("unix", s.Path()+".sock")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := fmt.Fprint(c, "POST /export HTTP/1.1\r\nHost: bot\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"); err != nil {
		t.Fatal(err)
	}
	reader := bufio.NewReader(c)
	answer, err := http.ReadResponse(reader, nil) // it has begun, and now nobody reads
	if err != nil {
		t.Fatal(err)
	}
	i := invoice(t, s)
	for n := range 200 {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		if _, err := s.Record(ctx, catalogue(), noon, []storage.Event{payment(i, fmt.Sprint("late-", n), 1000)}); err != nil {
			t.Fatalf("payment %d: %v", n, err)
		}
		cancel()
	}
	lines, done := 0, false
	for dec := json.NewDecoder(answer.Body); !done; {
		var l line
		if err := dec.Decode(&l); err != nil {
			t.Fatal(err)
		}
		if done = l.Done; !done {
			lines++
		}
	}
	if lines != count {
		t.Errorf("%d lines; %d donations were there when it began", lines, count)
	}
}

func TestALeftoverSocketIsReplaced(t *testing.T) {
	s := filled(t, filepath.Join(t.TempDir(), "donations.db"))
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: s.Path() + ".sock", Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false) // as one that was killed
	l.Close()
	path := s.Path()
	s.Close()
	desk, end, err := Open(t.Context(), path, catalogue())
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := desk.(*Local); !ok {
		t.Errorf("%T; nobody listens there", desk)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, path)
	serve(t, s)
	if _, err := overSocket(t, s).Waiting(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAFileInThePlaceOfTheSocketStays(t *testing.T) {
	s := openStore(t, filepath.Join(t.TempDir(), "donations.db"))
	if err := os.WriteFile(s.Path()+".sock", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if stop, err := Serve(t.Context(), s.Path(), &Local{Store: s.Store, Settings: catalogue}); err == nil {
		stop()
		t.Error("it was replaced")
	}
	if text, err := os.ReadFile(s.Path() + ".sock"); err != nil || string(text) != "mine" {
		t.Errorf("%q, %v", text, err)
	}
}

func TestLongPathsAndOtherNames(t *testing.T) {
	temporary, folder := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	long := filepath.Join(folder, strings.Repeat("long", 30))
	if err := os.Mkdir(long, 0o700); err != nil {
		t.Fatal(err)
	}
	s := filled(t, filepath.Join(long, "donations.db"))
	stop := serve(t, s)
	found, err := filepath.Glob(filepath.Join(temporary, "donatebot-*.sock"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	if info, err := os.Stat(found[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	alias := filepath.Join(folder, "alias.db")
	if err := os.Symlink(s.Path(), alias); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	for _, path := range []string{s.Path(), alias, "alias.db"} {
		if desk, ok := openDesk(t, path).(*remote); !ok {
			t.Errorf("%s leads to no socket", path)
		} else if w, err := desk.Waiting(t.Context()); err != nil || len(w.Reviews) != 1 {
			t.Errorf("%s: %+v, %v", path, w, err)
		}
	}
	stop()
	if _, err := os.Stat(found[0]); err == nil {
		t.Error("the socket is still there")
	}
}

// TestABotThatIsJustStarting has the file already, but not yet the socket.
func TestABotThatIsJustStarting(t *testing.T) {
	s := filled(t, filepath.Join(t.TempDir(), "donations.db"))
	time.AfterFunc(100*time.Millisecond, func() {
		stop, err := Serve(t.Context(), s.Path(), &Local{Store: s.Store, Settings: catalogue})
		if err != nil {
			t.Error(err)
			return
		}
		t.Cleanup(stop)
	})
	if _, ok := openDesk(t, s.Path()).(*remote); !ok {
		t.Error("not the socket")
	}
}

func TestAnotherProgramHoldsTheFile(t *testing.T) {
	s := openStore(t, filepath.Join(t.TempDir(), "donations.db"))
	if _, _, err := Open(t.Context(), s.Path(), catalogue()); !errors.Is(err, storage.ErrLocked) {
		t.Errorf("%v", err)
	}
}

func TestABotOfAnotherVersion(t *testing.T) {
	s := openStore(t, filepath.Join(t.TempDir(), "donations.db"))
	serve(t, s)
	err := overSocket(t, s).ask(t.Context(), "dance", question{}, func(line) error { return nil })
	if err == nil || err.Error() != "the running bot does not know how to dance: it is of another version; restart it" {
		t.Errorf("%v", err)
	}
}

// without takes all out of some indexes of a ledger, past the ledger.
func without(t *testing.T, path string, indexes ...string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range indexes {
			if err := tx.DeleteBucket([]byte(name)); err != nil {
				return err
			}
			if _, err := tx.CreateBucket([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestASlowReaderOfDifferences: while the ledger is read, nothing waits for the
// other end of the socket. The file could not be closed otherwise.
func TestASlowReaderOfDifferences(t *testing.T) {
	s, count := many(t, filepath.Join(t.TempDir(), "donations.db"))
	path := s.Path()
	s.Close()
	without(t, path, "charges", "history")
	s = openStore(t, path)
	serve(t, s)
	found, paused := 0, false
	closed := make(chan error, 1)
	err := overSocket(t, s).Verify(t.Context(), func(int) {}, func(string) {
		if found++; paused {
			return
		}
		paused = true
		go func() { closed <- s.Close() }()
		select {
		case err := <-closed:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(5 * time.Second):
			t.Error("the ledger is still being read")
		}
	})
	if err != nil || found < 2*count {
		t.Errorf("%d differences, %v", found, err)
	}
}
