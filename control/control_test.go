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

func settings() *campaigns.Settings {
	eur, _ := money.ByCode("EUR")
	return &campaigns.Settings{
		Organisation: campaigns.Organisation{Zone: time.UTC}, Mode: campaigns.ModeLive, Admins: []int64{7},
		Campaigns: []campaigns.Campaign{{ID: "books", Title: "School books", Currency: eur, Amounts: []int64{1000}}},
	}
}

// ledger is an open ledger and where it lies.
type ledger struct {
	*storage.Store
	path string
}

func opener(path string) (*storage.Store, error) {
	return bolt.Open(path, bolt.Options{NoSync: true})
}

func openLedger(t *testing.T, path string) *ledger {
	t.Helper()
	s, err := opener(path)
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
	if _, err := s.Record(t.Context(), settings(), noon, events); err != nil {
		t.Fatal(err)
	}
}

// filled has two gifts, a payment under review, an unmatched update of each kind and an
// approved checkout that was never paid.
func filled(t *testing.T, path string) *ledger {
	t.Helper()
	s := openLedger(t, path)
	i := invoice(t, s)
	record(t, s, payment(i, "a", 1000), payment(i, "b", 1000), payment(i, "c", 900), storage.Event{Unread: []byte("{\"\xff\n")},
		storage.Event{Refund: &storage.StarsRefund{ChargeID: "x", DonorID: 1, Total: money.Amount{Units: 5, Currency: "XTR"}, At: noon}})
	i = invoice(t, s)
	if _, err := s.Approve(t.Context(), settings(), campaigns.Checkout{DonorID: 42, Payload: i.Payload.String(), Total: i.Gift}, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AlertUnpaid(t.Context(), settings(), noon.Add(time.Hour), time.Minute); err != nil {
		t.Fatal(err)
	}
	return s
}

func serve(t *testing.T, s *ledger) (stop func()) {
	t.Helper()
	stop, err := Serve(t.Context(), s.path, &Local{Store: s.Store, Settings: settings, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return stop
}

func openAdmin(t *testing.T, path string) Admin {
	t.Helper()
	admin, end, err := Open(t.Context(), path, opener, settings(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end() })
	return admin
}

func overSocket(t *testing.T, s *ledger) *client {
	t.Helper()
	r, ok := openAdmin(t, s.path).(*client)
	if !ok {
		t.Fatal("the socket was not used")
	}
	return r
}

// outcome is everything that a call returns.
type outcome struct {
	results []any
	err     error
}

func outcomeOf(err error, results ...any) outcome { return outcome{results, err} }

func receiptNo(n uint32) campaigns.ReceiptNo {
	return campaigns.ReceiptNo{Mode: campaigns.ModeLive, Year: 2024, Number: n}
}

func verifies(t *testing.T) func(Admin) outcome {
	return func(a Admin) outcome {
		var differences []string
		seen := 0
		err := a.Verify(t.Context(), func(n int) { seen = n }, func(d storage.Difference) { differences = append(differences, d.Text) })
		return outcomeOf(err, differences, seen)
	}
}

func exports(t *testing.T, f storage.Filter) func(Admin) outcome {
	return func(a Admin) outcome {
		var all []campaigns.Donation
		err := a.Export(t.Context(), f, func(d campaigns.Donation) error { all = append(all, d); return nil })
		return outcomeOf(err, all)
	}
}

func figures(t *testing.T) func(Admin) outcome {
	return func(a Admin) outcome { f, err := a.Figures(t.Context(), "2024-03-14"); return outcomeOf(err, f) }
}

func openItems(t *testing.T) func(Admin) outcome {
	return func(a Admin) outcome { o, err := a.OpenItems(t.Context()); return outcomeOf(err, o) }
}

func refunds(t *testing.T, n uint32, reason string) func(Admin) outcome {
	return func(a Admin) outcome {
		d, err := a.Adjust(t.Context(), receiptNo(n), campaigns.AdjustmentRequest{
			Kind: campaigns.AdjustmentRefund, Reason: reason, Actor: "command (ada)", Seen: campaigns.NotLooked})
		return outcomeOf(err, d)
	}
}

func accepts(t *testing.T, n uint32) func(Admin) outcome {
	return func(a Admin) outcome {
		d, err := a.Adjust(t.Context(), receiptNo(n), campaigns.AdjustmentRequest{
			Kind: campaigns.AdjustmentAccept, Reason: "fine", Actor: "command (ada)", Seen: campaigns.NotLooked})
		return outcomeOf(err, d)
	}
}

func looks(t *testing.T, n uint32) func(Admin) outcome {
	return func(a Admin) outcome {
		d, adjustments, err := a.Donation(t.Context(), receiptNo(n))
		for i := range adjustments { // the two ledgers are adjusted one after the other
			adjustments[i].At = time.Time{}
		}
		return outcomeOf(err, d, adjustments)
	}
}

func exportsAdjustments(t *testing.T) func(Admin) outcome {
	return func(a Admin) outcome {
		var all []storage.AdjustedDonation
		err := a.Adjustments(t.Context(), storage.Filter{}, func(x storage.AdjustedDonation) error {
			x.At = time.Time{}
			all = append(all, x)
			return nil
		})
		return outcomeOf(err, all)
	}
}

func books(t *testing.T, id string, charge string) func(Admin) outcome {
	return func(a Admin) outcome {
		d, err := a.Book(t.Context(), id, storage.Booking{
			Total: money.Amount{Units: 700, Currency: "EUR"}, ChargeID: charge, DonorID: 42, Reason: "seen at the provider", Actor: "command (ada)"})
		d.At = time.Time{}
		return outcomeOf(err, d)
	}
}

func closes(t *testing.T, id string) func(Admin) outcome {
	return func(a Admin) outcome { return outcomeOf(a.CloseItem(t.Context(), id, "looked at", "command (ada)")) }
}

// TestSocketSaysWhatTheFileSays makes the same calls to a ledger over the socket and
// to a copy of it directly: results, errors and their types are the same.
func TestSocketSaysWhatTheFileSays(t *testing.T) {
	directory := t.TempDir()
	s := filled(t, filepath.Join(directory, "donations.db"))
	if err := s.Backup(t.Context(), filepath.Join(directory, "same.db")); err != nil {
		t.Fatal(err)
	}
	serve(t, s)
	local := &Local{Store: openLedger(t, filepath.Join(directory, "same.db")).Store, Settings: settings, Now: time.Now}
	items, err := s.OpenItems(t.Context())
	if err != nil || len(items.Reviews) != 1 || len(items.Unmatched) != 2 || len(items.Unpaid) != 1 {
		t.Fatalf("%+v, %v", items, err)
	}
	enough := errors.New("that is enough")
	for _, step := range []struct {
		name  string
		does  func(Admin) outcome
		text  string // of the error
		typed error
	}{
		{"figures", figures(t), "", nil},
		{"open items", openItems(t), "", nil},
		{"export", exports(t, storage.Filter{}), "", nil},
		{"export of a day", exports(t, storage.Filter{Mode: campaigns.ModeLive, From: "2024-03-14", To: "2024-03-14", CampaignID: "books"}), "", nil},
		{"export of nothing", exports(t, storage.Filter{From: "2025-01-01"}), "", nil},
		{"export that its reader ends", func(a Admin) outcome {
			return outcomeOf(a.Export(t.Context(), storage.Filter{}, func(campaigns.Donation) error { return enough }))
		}, enough.Error(), enough},
		{"verify", verifies(t), "", nil},
		{"refund without a reason", refunds(t, 1, ""), "a refund of receipt 2024-000001 needs a reason", campaigns.ErrNoReason},
		{"refund", refunds(t, 1, "paid twice"), "", nil},
		{"refund again", refunds(t, 1, "paid twice"), "receipt 2024-000001 is already refunded", campaigns.ErrAlreadyRefunded},
		{"refund of nothing", refunds(t, 9, "paid twice"), "there is no receipt 2024-000009", nil},
		{"accept", accepts(t, 3), "", nil},
		{"accept again", accepts(t, 3), "receipt 2024-000003 is not under review", campaigns.ErrNotInReview},
		{"look at what was refunded", looks(t, 1), "", nil},
		{"look at nothing", looks(t, 9), "there is no receipt 2024-000009", storage.ErrNoReceipt},
		{"export of adjustments", exportsAdjustments(t), "", nil},
		{"book nothing", books(t, "00", "new"), storage.ErrNoOpenItem.Error(), storage.ErrNoOpenItem},
		{"close an unmatched update", closes(t, items.Unmatched[0].ID), "", nil},
		{"close an unpaid checkout", closes(t, items.Unpaid[0].Payload.String()), "", nil},
		{"close nothing", closes(t, "00"), storage.ErrNoOpenItem.Error(), storage.ErrNoOpenItem},
		{"figures afterwards", figures(t), "", nil},
		{"open items afterwards", openItems(t), "", nil},
		{"export afterwards", exports(t, storage.Filter{}), "", nil},
		{"verify afterwards", verifies(t), "", nil},
	} {
		over, direct := step.does(overSocket(t, s)), step.does(local)
		for where, got := range map[string]error{"over the socket": over.err, "directly": direct.err} {
			if textOf(got) != step.text || step.typed != nil && !errors.Is(got, step.typed) {
				t.Errorf("%s: %s: %v, want %q of %v", step.name, where, got, step.text, step.typed)
			}
		}
		if step.text == "" && !reflect.DeepEqual(over.results, direct.results) {
			t.Errorf("%s:\nover the socket %+v\ndirectly        %+v", step.name, over.results, direct.results)
		}
	}
	for where, store := range map[string]*storage.Store{"over the socket": s.Store, "directly": local.Store} {
		for _, n := range []uint32{1, 3} {
			_, adjustments, _, err := store.Donation(t.Context(), receiptNo(n))
			if err != nil || len(adjustments) != 1 || adjustments[0].Actor != "command (ada)" {
				t.Errorf("receipt %d adjusted %s: %+v, %v", n, where, adjustments, err)
			}
		}
	}
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestCopiesOverTheSocket(t *testing.T) {
	directory := t.TempDir()
	s := filled(t, filepath.Join(directory, "donations.db"))
	serve(t, s)
	admin := overSocket(t, s)
	if err := admin.Backup(t.Context(), filepath.Join(directory, "copy.db")); err != nil {
		t.Fatal(err)
	}
	if copied, err := openLedger(t, filepath.Join(directory, "copy.db")).OpenItems(t.Context()); err != nil || len(copied.Reviews) != 1 {
		t.Errorf("the copy: %+v, %v", copied, err)
	}
	if err := admin.Backup(t.Context(), s.path); err == nil || !strings.Contains(err.Error(), "is the database itself") {
		t.Errorf("over the ledger: %v", err)
	}
	copied, err := admin.Repair(t.Context())
	if err != nil || filepath.Dir(copied) != directory {
		t.Fatalf("%s, %v", copied, err)
	}
	for _, path := range []string{s.path, s.path + ".sock", filepath.Join(directory, "copy.db"), copied} {
		if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

// many fills a ledger with more than fits into a socket's buffers.
func many(t *testing.T, path string) (s *ledger, count int) {
	t.Helper()
	s = openLedger(t, path)
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
	if !errors.Is(err, ErrIncomplete) || seen == count {
		t.Errorf("%d of %d donations, %v", seen, count, err)
	}
	if _, err := os.Stat(s.path + ".sock"); err == nil {
		t.Error("the socket is still there")
	}
}

// TestABotThatHangsUpBeforeItReplies takes a request and says nothing.
func TestABotThatHangsUpBeforeItReplies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "donations.db")
	l, err := listen(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for c, err := l.Accept(); err == nil; c, err = l.Accept() {
			_, _ = c.Read(make([]byte, 1)) // the probe sends nothing
			c.Close()
		}
	}()
	admin, err := dial(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Adjust(t.Context(), campaigns.ReceiptNo{}, campaigns.AdjustmentRequest{}); !errors.Is(err, ErrIncomplete) {
		t.Errorf("%v", err)
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
	c, err := net.Dial("unix", s.path+".sock")
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
		if _, err := s.Record(ctx, settings(), noon, []storage.Event{payment(i, fmt.Sprint("late-", n), 1000)}); err != nil {
			t.Fatalf("payment %d: %v", n, err)
		}
		cancel()
	}
	lines, done := 0, false
	for dec := json.NewDecoder(answer.Body); !done; {
		var r reply
		if err := dec.Decode(&r); err != nil {
			t.Fatal(err)
		}
		if done = r.Done; !done {
			lines++
		}
	}
	if lines != count {
		t.Errorf("%d lines; %d donations were there when it began", lines, count)
	}
}

func TestALeftoverSocketIsReplaced(t *testing.T) {
	s := filled(t, filepath.Join(t.TempDir(), "donations.db"))
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: s.path + ".sock", Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false) // as one that was killed
	l.Close()
	path := s.path
	s.Close()
	admin, end, err := Open(t.Context(), path, opener, settings(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := admin.(*Local); !ok {
		t.Errorf("%T; nobody listens there", admin)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}
	s = openLedger(t, path)
	serve(t, s)
	if _, err := overSocket(t, s).OpenItems(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAFileInThePlaceOfTheSocketStays(t *testing.T) {
	s := openLedger(t, filepath.Join(t.TempDir(), "donations.db"))
	if err := os.WriteFile(s.path+".sock", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if stop, err := Serve(t.Context(), s.path, &Local{Store: s.Store, Settings: settings, Now: time.Now}); err == nil {
		stop()
		t.Error("it was replaced")
	}
	if text, err := os.ReadFile(s.path + ".sock"); err != nil || string(text) != "mine" {
		t.Errorf("%q, %v", text, err)
	}
}

// A long path leaves the socket in a place that is the user's own: there is none at a
// name in the directory for temporary files, which anybody could take first.
func TestLongPathsAndOtherNames(t *testing.T) {
	temporary, own, directory := t.TempDir(), t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Setenv("XDG_RUNTIME_DIR", own)
	long := filepath.Join(directory, strings.Repeat("long", 30))
	if err := os.Mkdir(long, 0o700); err != nil {
		t.Fatal(err)
	}
	s := filled(t, filepath.Join(long, "donations.db"))
	stop := serve(t, s)
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("among temporary files are %v, %v", left, err)
	}
	var found []string
	for _, place := range []string{long, own} {
		sockets, err := filepath.Glob(filepath.Join(place, "*.sock"))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, sockets...)
	}
	if len(found) != 1 {
		t.Fatalf("the sockets are %v", found)
	}
	if info, err := os.Stat(found[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	alias := filepath.Join(directory, "alias.db")
	if err := os.Symlink(s.path, alias); err != nil {
		t.Fatal(err)
	}
	t.Chdir(directory)
	for _, path := range []string{s.path, alias, "alias.db"} {
		if admin, ok := openAdmin(t, path).(*client); !ok {
			t.Errorf("%s leads to no socket", path)
		} else if w, err := admin.OpenItems(t.Context()); err != nil || len(w.Reviews) != 1 {
			t.Errorf("%s: %+v, %v", path, w, err)
		}
	}
	stop()
	if _, err := os.Stat(found[0]); err == nil {
		t.Error("the socket is still there")
	}
}

// A database whose name alone is too long for a socket has one beside it all the same.
func TestLongNames(t *testing.T) {
	s := filled(t, filepath.Join(t.TempDir(), strings.Repeat("long", 40)+".db"))
	serve(t, s)
	if admin, ok := openAdmin(t, s.path).(*client); !ok {
		t.Error("it leads to no socket")
	} else if _, err := admin.OpenItems(t.Context()); err != nil {
		t.Error(err)
	}
	found, err := filepath.Glob(filepath.Join(filepath.Dir(s.path), "donatebot-*.sock"))
	if err != nil || runtime.GOOS == "linux" && len(found) != 1 {
		t.Errorf("the sockets are %v, %v", found, err)
	}
}

// TestABotThatIsJustStarting has the file already, but not yet the socket.
func TestABotThatIsJustStarting(t *testing.T) {
	s := filled(t, filepath.Join(t.TempDir(), "donations.db"))
	time.AfterFunc(100*time.Millisecond, func() {
		stop, err := Serve(t.Context(), s.path, &Local{Store: s.Store, Settings: settings, Now: time.Now})
		if err != nil {
			t.Error(err)
			return
		}
		t.Cleanup(stop)
	})
	if _, ok := openAdmin(t, s.path).(*client); !ok {
		t.Error("not the socket")
	}
}

func TestAnotherProgramHoldsTheFile(t *testing.T) {
	s := openLedger(t, filepath.Join(t.TempDir(), "donations.db"))
	if _, _, err := Open(t.Context(), s.path, opener, settings(), time.Now); !errors.Is(err, storage.ErrLocked) {
		t.Errorf("%v", err)
	}
}

func TestOpeningEndsWithItsContext(t *testing.T) {
	s := openLedger(t, filepath.Join(t.TempDir(), "donations.db"))
	ctx, cancel := context.WithCancel(t.Context())
	locked := func(string) (*storage.Store, error) {
		cancel()
		return nil, storage.ErrLocked
	}
	if _, _, err := Open(ctx, s.path, locked, settings(), time.Now); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestABotOfAnotherVersion(t *testing.T) {
	s := openLedger(t, filepath.Join(t.TempDir(), "donations.db"))
	serve(t, s)
	err := overSocket(t, s).call(t.Context(), "dance", request{}, func(reply) error { return nil })
	if err == nil || err.Error() != `the running bot is another version and does not know "dance": restart it` {
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
	path := s.path
	s.Close()
	without(t, path, "charges", "history")
	s = openLedger(t, path)
	serve(t, s)
	found, paused := 0, false
	closed := make(chan error, 1)
	err := overSocket(t, s).Verify(t.Context(), func(int) {}, func(storage.Difference) {
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
