package outbox

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/bolt"
)

// world is a sandbox, a ledger and a worker, without the bot around it.
type world struct {
	*sandboxtest.World
	t        testing.TB
	store    *storage.Store
	state    string // its path
	settings *campaigns.Settings
	worker   *Worker
	log      *syncBuffer
	calls    context.Context
	cut      context.CancelFunc // ends the calls
	stop     func()

	mu       sync.Mutex
	ahead    time.Duration // of the clock
	payments int
}

// newWorld makes everything; nothing is sent before start.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, World: sandboxtest.New(t, sandbox.Options{}), log: &syncBuffer{}, stop: func() {}}
	w.settings = &campaigns.Settings{
		Organisation: campaigns.Organisation{Name: "Harbour Hands", Zone: time.UTC, Language: "en"}, Mode: campaigns.ModeTest,
	}
	w.state = filepath.Join(t.TempDir(), "donations.state")
	var err error
	if w.store, err = bolt.Open(filepath.Join(t.TempDir(), "donations.db"), bolt.Options{NoSync: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.stop()
		w.store.Close()
		if strings.Contains(w.log.String(), w.Token()) {
			t.Error("the log holds the token")
		}
	})
	w.renew()
	return w
}

// renew makes another worker on the same ledger.
func (w *world) renew() {
	w.t.Helper()
	words, err := locales.Load()
	if err != nil {
		w.t.Fatal(err)
	}
	w.calls, w.cut = context.WithCancel(context.Background())
	w.t.Cleanup(w.cut)
	api, err := telegram.Connect(w.URL, w.Token()).Client(w.calls, func(string) telegram.RetryPolicy { return telegram.RetryPolicy{Attempt: 30 * time.Second} })
	if err != nil {
		w.t.Fatal(err)
	}
	state, err := storage.OpenState(w.state)
	if err != nil {
		w.t.Fatal(err)
	}
	w.worker = New(Options{
		API: api, Store: w.store, State: state, Words: words, Settings: func() *campaigns.Settings { return w.settings },
		GiveAgain: func(id campaigns.ID) string { return "again:" + string(id) }, Moved: func(old, to int64) { w.log.Write([]byte(fmt.Sprintln("moved", old, to))) }, Now: w.now, Log: slog.New(slog.NewTextHandler(w.log, nil)),
	})
}

// start runs the worker until stop.
func (w *world) start() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		w.worker.Run(ctx, w.calls)
		close(done)
	}()
	w.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case <-done:
		case <-time.After(2 * time.Second):
		}
		w.cut()
		<-done
	})
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.ahead)
}

// forward sets the clock, and lets the worker look at it.
func (w *world) forward(d time.Duration) {
	w.mu.Lock()
	w.ahead += d
	w.mu.Unlock()
	w.worker.Wake()
}

// person is somebody to whom the bot may write.
func (w *world) person(name string) *sandboxtest.Actor {
	a := w.Donor(name, "en", "GB")
	a.Sends("hello")
	return a
}

// pays records a payment, which brings about thanks.
func (w *world) pays(a *sandboxtest.Actor) {
	w.t.Helper()
	w.payments++
	p := campaigns.Payment{
		ChargeID: fmt.Sprint("charge", w.payments), Payload: "x", Total: money.Amount{Units: 1000, Currency: "EUR"}, At: w.now(),
		Donor: campaigns.Donor{ID: a.ID, Name: a.FirstName, Language: "en"},
	}
	if _, err := w.store.Record(w.t.Context(), w.settings, w.now(), []storage.Event{{Payment: &p}}); err != nil {
		w.t.Fatal(err)
	}
}

// alert is one to the chat, with a number by which it is known.
func alert(chat int64, n int) campaigns.Message {
	return campaigns.Message{
		Kind: campaigns.KindAlert, Chat: chat, Key: storage.AlertKeyUnmatched, Args: map[string]string{"id": fmt.Sprintf("n%06d;", n)},
		CreatedAt: time.Now(),
	}
}

// alerts are several to the chat.
func alerts(chat int64, numbers ...int) (all []campaigns.Message) {
	for _, n := range numbers {
		all = append(all, alert(chat, n))
	}
	return all
}

func (w *world) enqueue(messages ...campaigns.Message) {
	w.t.Helper()
	if err := w.store.Enqueue(w.t.Context(), messages...); err != nil {
		w.t.Fatal(err)
	}
}

// numbers are those of the alerts in a chat, in the order in which they came.
func numbers(c *sandbox.Chat) (all []int) {
	for _, m := range c.Messages() {
		for _, found := range regexp.MustCompile(`n([0-9]{6});`).FindAllStringSubmatch(m.Text, -1) {
			n, err := strconv.Atoi(found[1])
			if err != nil {
				panic(err)
			}
			all = append(all, n)
		}
	}
	return all
}

// waiting are the messages in the ledger's outbox.
func (w *world) waiting() []campaigns.Message {
	w.t.Helper()
	all, err := w.store.Pending(w.t.Context(), 0, 1_000_000)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

func (w *world) emptied() {
	w.t.Helper()
	w.eventually("the outbox is empty", func() bool { return len(w.waiting()) == 0 })
}

// logged counts the lines of the log with those words.
func (w *world) logged(words string) int { return strings.Count(w.log.String(), words) }

// eventually waits until the condition holds.
func (w *world) eventually(what string, holds func() bool) {
	w.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	w.t.Fatalf("it never came to this: %s\n%s", what, w.log)
}

// fails makes Telegram fail for some chats.
func (w *world) fails(kind sandbox.FaultKind, chats ...int64) (remove func()) {
	return w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: kind, Match: to(chats...)})
}

// to reports whether a request goes to one of the chats.
func to(chats ...int64) func(sandbox.Request) bool {
	ids := map[string]bool{}
	for _, chat := range chats {
		ids[fmt.Sprint(chat)] = true
	}
	return func(r sandbox.Request) bool { return ids[r.Params["chat_id"]] }
}

// sends counts the requests to send to a chat.
func (w *world) sends(chat int64) (n int) {
	for _, r := range w.Requests("sendMessage") {
		if to(chat)(r) {
			n++
		}
	}
	return n
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
