package bot

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

func TestInvoicesAreLimited(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.limits.Invoices = 3 })
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ada.Start("boat")
	card := ada.Gets("€10")
	for range 3 {
		ada.TapsOn(card, "€10")
		ada.Gets("Donation")
	}
	ada.TapsOn(card, "€25")
	ada.Gets("You've opened a lot of payment forms in the past hour")
	ben.Start("boat")
	ben.Taps("€10")
	ben.Gets("Donation")
	w.clock.forward(61 * time.Minute)
	ada.TapsOn(card, "€25")
	ada.Gets("Donation")
}

func TestDeclinedCardsAreLimited(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.limits.Refusals = 3 })
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	for range 5 { // payments that go through count for nothing
		w.gives(ada, "€10")
		ada.Gets("Thank you, Ada")
		ada.Start("boat")
		ada.Gets("A lifeboat")
	}
	ada.Taps("€10")
	ada.Gets("Donation")
	for range 3 {
		if err := ada.PayError(sandbox.Payment{Card: sandbox.CardDeclined}); err != sandbox.ErrDeclined {
			t.Fatal(err)
		}
	}
	if err := ada.PayError(sandbox.Payment{}); !strings.Contains(err.Error(), "too many attempts in the past hour") {
		t.Error(err)
	}
	w.clock.forward(61 * time.Minute)
	ada.Pays(sandbox.Payment{})
	w.counted("boat", 6)
}

func TestWhoIsExcludedGetsNoInvoiceAndCannotPay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	ada.Gets("Donation")
	c := *w.settings
	w.limits.Excluded = []int64{ada.ID}
	w.reload(&c)
	if err := ada.PayError(sandbox.Payment{}); !strings.Contains(err.Error(), "/paysupport") {
		t.Error(err)
	}
	ada.Taps("€25")
	ada.Gets("we can't accept donations from this account")
	ada.Sends("/paysupport")
	ada.Gets("help@example.org")
}

func TestAFloodOfOnePersonSlowsNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ben.Start("")
	ben.Gets("Harbour Hands")
	ada.Start("")
	ada.Gets("Harbour Hands")
	w.Faults().Add(sandbox.Fault{Method: "sendMessage", Match: to(ada.ID), Kind: sandbox.FaultSlow{Delay: 30 * time.Millisecond}})
	for range 500 {
		ada.Sends("/help")
	}
	begun := time.Now()
	ben.Start("boat")
	ben.Gets("A lifeboat")
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("the answer took %v", took)
	}
	w.acknowledged()
	if !w.logged("a chat sends faster than it can be answered") {
		t.Error("nothing was dropped, or nobody was told")
	}
	if lines := strings.Count(w.log.String(), "sends faster"); lines > 3 {
		t.Errorf("%d lines in the log about one flood", lines)
	}
	w.eventually("the queue is empty", func() bool {
		w.bot.dispatcher.queues.mu.Lock()
		defer w.bot.dispatcher.queues.mu.Unlock()
		return len(w.bot.dispatcher.queues.waiting) == 0
	})
	w.Faults().Clear()
	ada.Start("boat")
	ada.Gets("A lifeboat")
}

// junk is an update that nobody has a use for.
func junk(n int) json.RawMessage {
	person := 1_000_000 + n
	switch n % 6 {
	case 0:
		return json.RawMessage(fmt.Sprintf(`{"some_kind_of_%d":{"id":%d,"text":"x"}}`, n%1000, n))
	case 1:
		return json.RawMessage(fmt.Sprintf(`{"edited_message":{"message_id":1,"from":{"id":%d},"chat":{"id":%d,"type":"private"},"text":"x"}}`, person, person))
	case 2:
		return json.RawMessage(fmt.Sprintf(`{"message":{"message_id":1,"date":1,"from":{"id":%d},"chat":{"id":%d,"type":"supergroup"},"text":"talk"}}`, person, -person))
	case 3:
		return json.RawMessage(fmt.Sprintf(`{"callback_query":{"id":"%d","from":{"id":%d},"data":"a:boat:1000"}}`, n, person))
	case 4:
		return json.RawMessage(fmt.Sprintf(`{"message":{"message_id":1,"date":1,"chat":{"id":%d,"type":"channel"},"text":"post %d"}}`, -person, n))
	}
	return json.RawMessage(fmt.Sprintf(`{"message":{"message_id":1,"date":1,"from":{"id":%d},"chat":{"id":%d,"type":"private"},"text":"\u000c%d"}}`, person, person, n))
}

// heap is what is in use after a collection.
func heapInUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestJunkLeavesNothingBehind(t *testing.T) {
	// Not parallel: it measures the memory of the process. The bot is fed directly
	// and its taps are answered here, since the sandbox remembers what it is told.
	rounds := 100_000
	if testing.Short() {
		rounds = 20_000
	}
	w := newWorld(t, func(w *world) {
		w.proxied(func(rw http.ResponseWriter, r *http.Request, _ []byte) bool {
			tap := strings.HasSuffix(r.URL.Path, "/answerCallbackQuery")
			if tap {
				io.WriteString(rw, `{"ok":true,"result":true}`) //nolint:errcheck // the bot may have gone
			}
			return tap
		})
	})
	feed := func(from, to int) {
		p := newPoller(w.bot)
		for n := from; n < to; n += 100 {
			batch := make([]json.RawMessage, 100)
			for i := range batch {
				raw := junk(n + i)
				batch[i] = append(json.RawMessage(fmt.Sprintf(`{"update_id":%d,`, n+i+1)), raw[1:]...)
			}
			p.take(t.Context(), batch)
			w.bot.dispatcher.queues.idle.Wait() // or most would be dropped unseen
		}
		if p.offset != int64(to)+1 || len(p.passed) != 0 {
			t.Errorf("offset %d, %d passed", p.offset, len(p.passed))
		}
	}
	feed(0, 5000) // connections and buffers are there now
	before := heapInUse()
	feed(5000, 5000+rounds)
	if grown := heapInUse() - before; grown > 4<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
	if w.logged("panicked") {
		t.Error("a handler panicked")
	}
}

func TestHostileTaps(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Gets("A lifeboat")
	for n, data := range []string{
		"", "x", "a", "a:", "a:boat", "a:boat:", "a:boat:0", "a:boat:-5", "a:boat:1e3", "a:boat:10.00", "a:boat:999999999999999999999", "a:boat:+1000", "a:boat:01000",
		"a:boat:1000:l:l", "a:bo at:1000", "a:../boat:1000", "c:", "c::l", "o:", "l:-1", "l:1000", "l:x", "L:", "L:klingon", "L:xx", "L:en:fr", "g:boat:1000",
		"\fa|boat", "\fa:boat:1000", "\acallback", "n", "N:boat", "a:boat:1000\x00", strings.Repeat("a", 64), "🎺:boat:1", "a:boat:١٠٠",
	} {
		id := fmt.Sprint(9000 + n)
		w.Deliver(tapped(ada.ID, id, data, true))
		w.answeredTap(id)
	}
	for _, m := range ada.Chat().Messages() {
		if m.Invoice != nil {
			t.Errorf("an invoice: %s", sandboxtest.Line(m))
		}
	}
	for data, answer := range map[string]string{
		"a:boat:1": "How much would you like", "a:boat:99999999": "How much would you like", "a:nothing:1000": "This campaign is closed",
		"o:nothing": "This campaign is closed", "g:boat:100000000000:EUR:deadbeef": "How much would you like", "c:nothing": "This campaign is closed", "l:999": "What would you like to give to?",
	} {
		w.Deliver(tapped(ada.ID, "t"+data, data, true))
		ada.Gets(answer)
		w.answeredTap("t" + data)
	}
	w.Deliver(tapped(ada.ID, "old", "a:boat:1234", true)) // it does not say in which currency
	ada.Gets("How much would you like")
	w.answeredTap("old")
	w.Deliver(tapped(ada.ID, "odd", "g:boat:1234:EUR:deadbeef", true)) // typing could ask for it too
	if i := ada.Gets("Donation"); i.Invoice.Total() != 1234 {
		t.Errorf("%+v", i.Invoice)
	}
	if d, err := w.store.Donor(t.Context(), ada.ID); err != nil || d.Language != "" {
		t.Errorf("%+v, %v", d, err)
	}
	if w.logged("panicked") {
		t.Error(w.log)
	}
}

// tapped is an update about a button, with the message that it is below or without.
func tapped(person int64, id, data string, message bool) json.RawMessage {
	who := fmt.Sprintf(`{"id":%d,"is_bot":false,"first_name":"Ada","language_code":"en"}`, person)
	below := ""
	if message {
		below = fmt.Sprintf(`"message":{"message_id":2,"date":0,"chat":{"id":%d,"type":"private","first_name":"Ada"}},`, person)
	}
	text, err := json.Marshal(data)
	if err != nil {
		panic(err)
	}
	return json.RawMessage(fmt.Sprintf(`{"callback_query":{"id":%q,"from":%s,%s"chat_instance":"1","data":%s}}`, id, who, below, text))
}

// answeredTap waits until the bot has answered the tap.
func (w *world) answeredTap(id string) (answer sandbox.Request) {
	w.t.Helper()
	w.eventually("the tap "+id+" is answered", func() bool {
		for _, r := range w.Requests("answerCallbackQuery") {
			if r.Params["callback_query_id"] == id {
				answer = r
				return true
			}
		}
		return false
	})
	return answer
}

func TestATapWithoutAMessageIsAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands")
	w.Deliver(tapped(ada.ID, "8001", "a:boat:1000", false))
	if text := w.answeredTap("8001").Params["text"]; !strings.Contains(text, "no longer works") {
		t.Errorf("%q", text)
	}
	w.Deliver(json.RawMessage(`{"callback_query":{"id":"8002","from":{"id":1001,"is_bot":false,"first_name":"Ada"},"inline_message_id":"xyz","chat_instance":"1","game_short_name":"g"}}`))
	w.answeredTap("8002")
	ada.GetsNothing(20 * time.Millisecond)
}

func TestNamesOfAllKinds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	g := w.Group("Office")
	c := *w.settings
	c.AdminChat = g.Chat.ID
	w.reload(&c)
	for _, name := range []string{
		"<b>Ada</b> & <script>", strings.Repeat("Ada ", 75), strings.Repeat("x", 300), "", "   ", "أدا \u202eLovelace", "\u202e\u2067", "A\nd\ta", "{{.Amount}}", "🎺", "</code>",
	} {
		a := w.Donor(name, "en", "GB")
		a.Start("boat")
		w.gives(a, "€10")
		m := a.Gets("Thank you", "€10", "TEST-")
		if len([]rune(m.Text)) > 600 {
			t.Errorf("%d characters of thanks", len([]rune(m.Text)))
		}
		if head, _, _ := strings.Cut(m.Text, "!"); name == "<b>Ada</b> & <script>" && head != "Thank you, "+name {
			t.Errorf("%q", head)
		}
		if strings.TrimSpace(name) == "" && !strings.HasPrefix(m.Text, "Thank you!") {
			t.Errorf("%q", m.Text)
		}
		g.Gets("€10", "A lifeboat")
	}
	w.emptied()
	if w.logged("given up") {
		t.Error(w.log)
	}
}

func TestTextsThatLookLikeTheLibrarysOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	for _, text := range []string{"\fa:boat:1000", "\acallback", "\atext", "\f", "\a", "\x00", "\fl|0"} {
		ada.Sends(text)
	}
	for _, text := range []string{"/", "//", "/start@", "/start@OtherBot boat", "/start " + strings.Repeat("x", 4000), "/" + strings.Repeat("ж", 4000), "<b>", "\u202e12"} {
		ada.Sends(text)
	}
	ada.Start("boat")
	ada.Gets("An engine <for> our boat")
	if w.logged("panicked") || w.logged("not answered as it should be") {
		t.Error(w.log)
	}
}

// FuzzUpdate puts anything around and into an update with money. Where the
// payment itself is well formed, it must reach the ledger: as a payment or, if
// what is around it can't be read, as it came.
func FuzzUpdate(f *testing.F) {
	f.Add([]byte(`{"update_id":5}`), []byte(`"message_id":1,"chat":{"id":1}`))
	f.Add([]byte(`{"update_id":5,"message":{"chat":{"id":1},"successful_payment":{"currency":"EUR","telegram_payment_charge_id":"x","total_amount":1}}}`), []byte(`"from":{"id":"text"},"date":1.5`))
	f.Add([]byte(`{"update_id":"5","message":[]}`), []byte(`"chat":null,"from":[],"text":{"a":1}`))
	f.Add([]byte(`{"message":{"refunded_payment":{}}}`), []byte(`"successful_payment":null`))
	f.Fuzz(func(t *testing.T, whole, around []byte) {
		read(whole)
		raw := []byte(`{"update_id":7,"message":{` + string(around) + `,"successful_payment":{"currency":"EUR","total_amount":700,"invoice_payload":"p","telegram_payment_charge_id":"c"}}}`)
		if !json.Valid(raw) {
			return
		}
		if !read(raw) {
			t.Errorf("the money is lost: %s", raw)
		}
	})
}

// read reads an update as the poller does and reports whether it is of money.
func read(raw []byte) bool {
	u, _ := telegram.ReadUpdate(raw)
	u.Chat()
	return eventOf(u, time.Now()) != nil
}
