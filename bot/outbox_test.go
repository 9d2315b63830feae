package bot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// to reports whether a request goes to the chat.
func to(chat int64) func(sandbox.Request) bool {
	return func(r sandbox.Request) bool { return r.Params["chat_id"] == fmt.Sprint(chat) }
}

// outbox is how many messages wait.
func (w *world) outbox() int {
	w.t.Helper()
	found, err := w.store.Pending(w.t.Context(), 0, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	return len(found)
}

func (w *world) emptied() {
	w.t.Helper()
	w.eventually("the outbox is empty", func() bool { return w.outbox() == 0 })
}

func TestThanksArriveWhateverTelegramDoes(t *testing.T) {
	for name, c := range map[string]struct {
		kind sandbox.FaultKind
		most int // thanks
	}{
		"500": {sandbox.FaultServer{}, 1}, "502": {sandbox.FaultServer{HTML: true}, 1}, "500 after the work": {sandbox.FaultServerAfter{}, 2},
		"429": {sandbox.FaultTooMany{RetryAfter: 1}, 1}, "dropped": {sandbox.FaultDrop{}, 1}, "dropped after the work": {sandbox.FaultDropAfter{}, 2},
		"half an answer": {sandbox.FaultHalf{}, 2}, "token not known": {sandbox.FaultAnswer{Code: 401, Description: "Unauthorized"}, 1},
		"not found": {sandbox.FaultAnswer{Code: 404, Description: "Not Found"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			ada := w.Donor("Ada", "en", "GB")
			ada.Start("boat")
			ada.Taps("€10")
			ada.Gets("Donation")
			w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: c.kind, Times: 1})
			ada.Pays(sandbox.Payment{})
			ada.Gets("Thank you, Ada!", "TEST-")
			w.emptied()
			w.stop()
			if n := thanked(ada); n > c.most {
				t.Errorf("%d thanks", n)
			}
		})
	}
}

func TestAPassingRefusalIsSurvived(t *testing.T) {
	for name, refusal := range map[string]sandbox.FaultAnswer{
		"400":     {Code: 400, Description: "not enough rights to send text messages to the chat"},
		"403":     {Code: 403, Description: "user is deactivated"},
		"blocked": {Code: 403, Description: "bot was blocked by the user"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			ada := w.Donor("Ada", "en", "GB")
			ada.Start("boat")
			ada.Taps("€10")
			ada.Gets("Donation")
			clear := w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: refusal})
			ada.Pays(sandbox.Payment{})
			w.eventually("it was refused", func() bool { return w.logged("Telegram refuses a message") })
			clear()
			w.clock.forward(time.Minute)
			ada.Gets("Thank you, Ada!", "TEST-")
			w.emptied()
			if n := thanked(ada); n != 1 {
				t.Errorf("%d thanks", n)
			}
		})
	}
}

func TestWhoCannotBeReachedIsThankedOnceBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	for _, a := range []*sandboxtest.Actor{ada, ben} {
		a.Start("boat")
		a.Taps("€10")
		a.Gets("Donation")
	}
	ada.Block()
	ada.Pays(sandbox.Payment{})
	w.Deliver(paymentBy(4242, "a stranger's", "x", 700)) // has never been here: chat not found
	ben.Pays(sandbox.Payment{})
	ben.Gets("Thank you, Ben!")
	w.unreachable(ada.ID, "blocked")
	w.unreachable(4242, "not found")
	w.clock.forward(25 * time.Hour)
	w.eventually("nobody tries any more", func() bool { return strings.Count(w.log.String(), "waits until its donor is back") == 2 })
	w.restart()
	ada.Start("")
	ada.Gets("Thank you, Ada!", "TEST-")
	w.unreachable(ada.ID, "")
	if n := thanked(ada); n != 1 {
		t.Errorf("%d thanks", n)
	}
	w.eventually("only what is for the stranger waits", func() bool { return w.outbox() == 1 })
}

func TestWhoPaidInAGroupIsThankedWhenTheyStartTheBot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ada.Start("")
	g := w.Group("Friends", ada, ben)
	ada.Send(g.Chat, "/start boat")
	ada.TapsOn(g.Gets("A lifeboat", "€10"), "€10")
	if _, err := ben.Pay(t.Context(), g.Gets("A lifeboat", "Donation"), sandbox.Payment{}); err != nil {
		t.Fatal(err)
	}
	w.unreachable(ben.ID, "forbidden")
	ben.Sends("/terms")
	ben.Gets("Thank you, Ben!")
	w.emptied()
}

// unreachable waits until the ledger says why a donor can't be reached.
func (w *world) unreachable(donor int64, why string) {
	w.t.Helper()
	w.eventually("it is noted on the donor", func() bool {
		d, err := w.store.Donor(w.t.Context(), donor)
		return err == nil && d.Unreachable == why
	})
}

func TestAFullOutboxIsSentAfterARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands")
	clear := w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: sandbox.FaultServer{}})
	const gifts = 30
	for n := range gifts {
		w.Deliver(paymentBy(ada.ID, fmt.Sprint("c", n), "x", int64(1000+n)))
	}
	w.eventually("all are recorded", func() bool { return w.outbox() == gifts })
	w.stop()
	clear()
	w.start()
	w.emptied()
	var amounts, want []string
	for _, m := range ada.Chat().Messages() {
		if found := regexp.MustCompile(`payment of €([0-9.]+)`).FindStringSubmatch(m.Text); found != nil {
			amounts = append(amounts, found[1])
		}
	}
	for n := range gifts {
		want = append(want, strings.TrimSuffix(fmt.Sprintf("10.%02d", n), ".00"))
	}
	if !slices.Equal(amounts, want) {
		t.Errorf("not each once, in order: %v", amounts)
	}
}

func TestManyNoticesAreGathered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada <b>", "en", "GB")
	g := w.Group("Office", ada)
	c := *w.settings
	c.AdminChat = g.Chat.ID
	w.reload(&c)
	ada.Start("boat")
	w.gives(ada, "€10")
	g.Gets("€10", "A lifeboat", "Ada <b>", "(test)")
	hang := w.Faults().Add(sandbox.Fault{Method: "sendMessage", Match: to(g.Chat.ID), Kind: sandbox.FaultServer{}})
	for n := range 12 {
		w.Deliver(paymentBy(ada.ID, fmt.Sprint("c", n), "x", int64(1000+n)))
	}
	ada.Gets("€10.11")
	hang()
	m := g.Gets("12\u00a0notices", "€10", "€10.11", "no invoice of ours matches it")
	if lines := strings.Count(m.Text, "\n"); lines != 13 {
		t.Errorf("%d lines:\n%s", lines, m.Text)
	}
	w.emptied()
}

func TestGatheredNoticesFitIntoAMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	name := strings.Repeat("🎺", 64)
	ada := w.Donor(name, "en", "GB")
	g := w.Group("Office", ada)
	c := *w.settings
	c.AdminChat = g.Chat.ID
	w.reload(&c)
	ada.Start("boat")
	ada.Gets("A lifeboat")
	clear := w.Faults().Add(sandbox.Fault{Method: "sendMessage", Match: to(g.Chat.ID), Kind: sandbox.FaultServer{}})
	for n := range 60 {
		w.Deliver(json.RawMessage(strings.Replace(string(paymentBy(ada.ID, fmt.Sprint("c", n), "x", 1000)), `"Ada"`, `"`+name+`"`, 1)))
	}
	w.eventually("all are recorded", func() bool { return w.outbox() >= 60 })
	clear()
	w.emptied()
	for n := range 60 {
		receipt, found := fmt.Sprintf("-%06d", n+1), 0
		for _, m := range g.Chat.Messages() {
			found += strings.Count(m.Text, receipt)
		}
		if found != 1 {
			t.Errorf("%s is shown %d times", receipt, found)
		}
	}
	if w.logged("given up") {
		t.Error(w.log)
	}
}

// proxied puts a handler of the test's before Telegram; it answers where it
// returns true.
func (w *world) proxied(handle func(http.ResponseWriter, *http.Request, []byte) bool) {
	target, err := url.Parse(w.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if !handle(rw, r, body) {
			proxy.ServeHTTP(rw, r)
		}
	}))
	w.t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	w.URL = server.URL
}

func TestAGroupThatBecameASupergroup(t *testing.T) {
	t.Parallel()
	var migrated atomic.Int64
	w := newWorld(t, func(w *world) {
		w.settings.AdminChat = -4001
		w.proxied(func(rw http.ResponseWriter, r *http.Request, body []byte) bool {
			if migrated.Load() == 0 || !bytes.Contains(body, []byte(`"-4001"`)) || !strings.HasSuffix(r.URL.Path, "/sendMessage") {
				return false
			}
			rw.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(rw, `{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":%d}}`, migrated.Load())
			return true
		})
	})
	ada := w.Donor("Ada", "en", "GB")
	g := w.Group("Office", ada)
	migrated.Store(g.Chat.ID)
	ada.Start("boat")
	w.gives(ada, "€10")
	g.Gets("€10", "A lifeboat")
	w.gives(ada, "€25")
	g.Gets("€25", "A lifeboat")
	w.emptied()
	w.restart()
	w.gives(ada, "€10")
	g.Gets("€10", "A lifeboat")
	w.emptied()
	if !w.logged("group has become a supergroup") {
		t.Error(w.log)
	}
}

func TestTheOutboxKeepsTelegramsPace(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, sandbox.Options{Pace: true}, func(w *world) { w.perSecond = 30 })
	const people = 60
	var all []*sandboxtest.Actor
	for n := range people {
		a := w.Donor(fmt.Sprint("Donor", n), "en", "GB")
		all = append(all, a)
	}
	w.stop()
	for _, a := range all {
		a.Sends("\fhello") // opens the chat and is not answered
	}
	for _, a := range all {
		w.Deliver(paymentBy(a.ID, fmt.Sprint("c", a.ID), "x", 1000))
	}
	w.start()
	for _, a := range all {
		a.Gets("Thank you")
	}
	w.emptied()
	var order []string
	for _, r := range w.Requests("sendMessage") {
		if r.Status == http.StatusTooManyRequests {
			t.Errorf("Telegram had to say: %s", r.Answer)
		}
		order = append(order, r.Params["chat_id"])
	}
	overtaken := 0 // a few are, on the way, by a machine that is busy
	for n, a := range all {
		if at := slices.Index(order, fmt.Sprint(a.ID)); at < n-3 || at > n+3 {
			overtaken++
		}
	}
	if overtaken > people/10 {
		t.Errorf("the thanks of %d donations were not sent in their turn: first in is not first out\n%v", overtaken, order)
	}
}

func TestOneChatGetsOneMessageASecond(t *testing.T) {
	t.Parallel()
	w := newWorldWith(t, sandbox.Options{Pace: true}, func(w *world) { w.perSecond = 30 })
	ada := w.Donor("Ada", "en", "GB")
	ada.Sends("\fhello") // opens the chat and is not answered
	for n := range 5 {
		w.Deliver(paymentBy(ada.ID, fmt.Sprint("c", n), "x", int64(1000+n)))
	}
	ada.Gets("€10.04")
	for _, r := range w.Requests("sendMessage") {
		if r.Status == http.StatusTooManyRequests {
			t.Errorf("Telegram had to say: %s", r.Answer)
		}
	}
}

func TestACheckoutIsAnsweredWhileAllMessagesHang(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	invoice := ada.Gets("Donation")
	w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: sandbox.FaultHang{}})
	for n := range 40 { // thanks and replies that hang
		w.Deliver(paymentBy(int64(5000+n), fmt.Sprint("c", n), "x", 1000))
		w.Deliver(said(int64(6000+n), "/terms"))
		w.Deliver(said(ada.ID, "/terms"))
	}
	w.acknowledged()
	begun := time.Now()
	if _, err := ada.Pay(t.Context(), invoice, sandbox.Payment{}); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begun); took > time.Second {
		t.Errorf("the checkout took %v", took)
	}
	w.counted("boat", 1)
	w.stop()
	w.Faults().Clear()
	w.start()
	ada.Gets("Thank you, Ada!")
}

func TestAMessageWithoutItsDonationHoldsUpNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	boss := w.admin("Boss", "en")
	ada.Start("boat")
	boss.Start("")
	ada.Gets("A lifeboat")
	boss.Gets("Harbour Hands")
	lost := campaigns.ReceiptNo{Mode: campaigns.ModeTest, Year: 1999, Number: 7}
	w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: sandbox.FaultServer{}, Times: 1})
	messages := []campaigns.Message{{Kind: campaigns.KindThanks, Chat: ada.ID, Receipt: lost, CreatedAt: w.clock.now()}}
	for range 6 {
		messages = append(messages,
			campaigns.Message{Kind: campaigns.KindGiftNotice, Chat: boss.ID, Receipt: lost, CreatedAt: w.clock.now()},
			campaigns.Message{Kind: campaigns.KindAlert, Chat: boss.ID, Key: "unmatched", Args: map[string]string{"id": "abc"}, CreatedAt: w.clock.now()})
	}
	if err := w.store.Enqueue(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
	boss.Gets("could not be read or matched", "abc")
	w.gives(ada, "€10")
	ada.Gets("Thank you, Ada!")
	w.emptied()
}
