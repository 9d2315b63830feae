package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/sandbox"
)

// polls are the times of the polls so far.
func (w *world) polls() (times []time.Time) {
	for _, r := range w.Requests("getUpdates") {
		times = append(times, r.Time)
	}
	return times
}

func TestAHailOfFaultsSpacesThePollsAndEnds(t *testing.T) {
	for name, kind := range map[string]sandbox.FaultKind{
		"500": sandbox.FaultServer{}, "502": sandbox.FaultServer{HTML: true}, "dropped": sandbox.FaultDrop{},
		"half": sandbox.FaultHalf{}, "dropped after": sandbox.FaultDropAfter{},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(w *world) {
				w.Faults().Add(sandbox.Fault{Method: "getUpdates", Kind: kind, Times: 3})
			})
			ada := w.Donor("Ada", "en", "GB")
			ada.Start("") // a poll that waits would not be spoilt before it has an answer
			ada.Gets("Harbour Hands")
			w.acknowledged()
			if w.logged("handler panicked") {
				t.Error(w.log)
			}
			times := w.polls()
			if len(times) < 4 {
				t.Fatalf("%d polls", len(times))
			}
			least := firstRetry / 2
			for n := range 3 {
				if gap := times[n+1].Sub(times[n]); gap < least*9/10 {
					t.Errorf("poll %d came %v after the one before, which failed", n+1, gap)
				}
				least *= 2
			}
		})
	}
}

func TestAnUnknownTokenEndsTheBot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	words, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{"7000000001:SOME-OTHER-TOKEN", "nonsense"} {
		b, err := New(Options{Token: token, APIURL: w.URL, Store: w.store, State: w.newState(), Configuration: w.configuration(), Words: words, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
		if err != nil {
			t.Fatal(err)
		}
		err = b.Run(t.Context())
		if err == nil || !strings.Contains(err.Error(), "revoked or mistyped") || strings.Contains(err.Error(), token) {
			t.Errorf("%v", err)
		}
	}
}

func TestASecondPollerIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, w.URL+"/bot"+w.Token()+"/getUpdates?timeout=20", nil)
			if err != nil {
				t.Error(err)
				return
			}
			if resp, err := http.DefaultClient.Do(req); err == nil {
				resp.Body.Close()
			}
		}
	}()
	w.eventually("the log names the cause", func() bool { return w.logged("another program polls with this bot's token") })
	cancel()
	<-done
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands")
	if times := w.polls(); times[len(times)-1].Sub(times[0]) < 3*time.Second {
		t.Errorf("polls are not spaced: %v", times)
	}
}

func TestAWebhookIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.call("setWebhook?url=https://example.org/hook") })
	w.eventually("the log names the cause", func() bool { return w.logged("a webhook is set for this bot") })
	w.call("deleteWebhook")
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands")
	if n := len(w.polls()); n > 8 {
		t.Errorf("%d polls", n)
	}
}

// call asks the sandbox as some other program would.
func (w *world) call(method string) {
	w.t.Helper()
	resp, err := http.Get(w.URL + "/bot" + w.Token() + "/" + method)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); resp.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %s", method, body)
	}
}

func TestThePollerObeysRetryAfter(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		w.Faults().Add(sandbox.Fault{Method: "getUpdates", Kind: sandbox.FaultTooMany{RetryAfter: 2}, Times: 1})
	})
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands")
	if times := w.polls(); times[1].Sub(times[0]) < 2*time.Second {
		t.Errorf("the next poll came after %v", times[1].Sub(times[0]))
	}
}

func TestEachPollNamesTheUpdatesItWants(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	for range 3 {
		ada.Start("")
		ada.Gets("Harbour Hands")
	}
	w.restart()
	ada.Start("")
	ada.Gets("Harbour Hands")
	for _, r := range w.Requests("getUpdates") {
		var kinds []string
		if err := json.Unmarshal([]byte(r.Params["allowed_updates"]), &kinds); err != nil || len(kinds) != 5 || kinds[3] != "pre_checkout_query" {
			t.Errorf("%q: %v", r.Params["allowed_updates"], err)
		}
	}
}

// said is an update about a text of a person.
func said(person int64, text string) json.RawMessage {
	who := fmt.Sprintf(`{"id":%d,"is_bot":false,"first_name":"X","language_code":"en"}`, person)
	return json.RawMessage(fmt.Sprintf(`{"message":{"message_id":1,"date":1790000000,"from":%s,"chat":{"id":%d,"type":"private","first_name":"X"},"text":%q}}`, who, person, text))
}

func TestRepeatedAndUnreadableUpdatesCostNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ada.Start("")
	ben.Start("")
	ada.Gets("Harbour Hands")
	ben.Gets("Harbour Hands")
	w.stop()
	first := w.Deliver(said(ada.ID, "/terms"))
	w.DeliverWithID(first, said(ada.ID, "/terms"))
	for _, broken := range []string{
		`{}`, `{"message":null}`, `{"message":"x"}`, `{"message":[]}`, `{"callback_query":7}`, `{"message":{"chat":"x","from":[],"date":"y","text":{}}}`,
		`{"my_chat_member":true,"poll":{"id":4}}`, `{"pre_checkout_query":5}`, `{"shipping_query":"s"}`, `{"some_new_kind":{"a":[1,2,{"b":null}]}}`,
		`{"message":{"message_id":"no number","chat":{"id":1.5},"text":"/start"}}`,
	} {
		w.Deliver(json.RawMessage(broken))
	}
	w.DeliverWithID(first+100, said(ben.ID, "/privacy")) // ids rise, but not by one each time
	w.start()
	ada.Gets("no special terms for donations")
	ben.Gets("We keep your Telegram ID")
	w.acknowledged()
	ada.Start("boat")
	ada.Gets("A lifeboat")
	n := 0
	for _, m := range ada.Chat().Messages() {
		if strings.Contains(m.Text, "no special terms") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("an update that came twice in a batch was answered %d times", n)
	}
	if w.logged("panicked") {
		t.Error(w.log)
	}
}

func TestMoneyThatCannotBeReadIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	boss := w.admin("Boss", "en")
	boss.Start("")
	boss.Gets("Harbour Hands")
	raw := []string{
		`{"message":{"date":1790000000,"from":{"id":1001},"chat":{"id":1001},"successful_payment":{"currency":"EUR","total_amount":"lots"}}}`,
		`{"message":["successful_payment"],"successful_payment":{}}`,
		`{"message":{"chat":{"id":1001,"type":"private"},"refunded_payment":7}}`,
	}
	for _, r := range raw {
		w.Deliver(json.RawMessage(r))
	}
	w.acknowledged()
	boss.Gets("could not be read or matched")
	waiting, err := w.store.OpenItems(t.Context())
	if err != nil || len(waiting.Unmatched) != len(raw) {
		t.Errorf("%d unmatched, %v", len(waiting.Unmatched), err)
	}
}

func TestIDsThatAreDrawnAgainAreTakenAsTheyCome(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.DeliverWithID(1_999_999_000, json.RawMessage(`{}`)) // the highest that there can be, nearly
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands")
	w.acknowledged()
	w.Redraw()
	ada.Start("boat")
	w.gives(ada, "€10")
	ada.Gets("Thank you")
	w.DeliverWithID(1_999_999_500, json.RawMessage(`{}`))
	w.acknowledged()
	w.stop()
	w.Redraw()
	w.start()
	ada.Start("boat")
	w.gives(ada, "€25")
	ada.Gets("Thank you", "€25")
	w.acknowledged()
	if got := w.totals("boat"); got.Donations != 2 {
		t.Errorf("%+v", got)
	}
}

// paymentBy is an update about a payment that no invoice is known to have led to.
func paymentBy(person int64, charge, payload string, amount int64) json.RawMessage {
	return json.RawMessage(`{"message":{"message_id":9,"date":` + strconv.FormatInt(time.Now().Unix(), 10) + `,"from":{"id":` + strconv.FormatInt(person, 10) +
		`,"is_bot":false,"first_name":"Ada"},"chat":{"id":` + strconv.FormatInt(person, 10) + `,"type":"private"},"successful_payment":{"currency":"EUR","total_amount":` +
		strconv.FormatInt(amount, 10) + `,"invoice_payload":"` + payload + `","telegram_payment_charge_id":"` + charge + `","provider_payment_charge_id":"p` + charge + `"}}}`)
}

func preCheckoutBy(person int64, id string) json.RawMessage {
	return json.RawMessage(`{"pre_checkout_query":{"id":"` + id + `","from":{"id":` + strconv.FormatInt(person, 10) +
		`,"is_bot":false,"first_name":"Ada","language_code":"en"},"currency":"EUR","total_amount":1000,"invoice_payload":"AAAA"}}`)
}

// refusedWith waits for the answer to a pre-checkout query.
func (w *world) refusedWith(id string) string {
	w.t.Helper()
	var text string
	w.eventually("the checkout "+id+" is answered", func() bool {
		for _, r := range w.Requests("answerPreCheckoutQuery") {
			if r.Params["pre_checkout_query_id"] == id {
				text = r.Params["error_message"]
				return true
			}
		}
		return false
	})
	return text
}

func TestALedgerThatFailsStopsAcknowledging(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands")
	w.acknowledged()
	if err := w.store.Close(); err != nil {
		t.Fatal(err)
	}
	before := len(w.polls())
	w.Deliver(said(ada.ID, "/help"))
	w.Deliver(paymentBy(ada.ID, "c1", "AAAA", 700))
	if text := w.deliverCheckout(ada.ID, "501"); !strings.Contains(text, "You haven't been charged") {
		t.Errorf("%q", text)
	}
	w.eventually("the log tells", func() bool { return w.logged("the database can't be written") })
	w.eventually("three more polls", func() bool { return len(w.polls()) >= before+5 })
	times := w.polls()[before+1:]
	for n := range len(times) - 1 { // the first polls may have brought the updates one by one
		if gap := times[n+1].Sub(times[n]); n > 1 && gap < ledgerRetry*9/10 {
			t.Errorf("a poll came %v after the one before", gap)
		}
	}
	if w.Pending() < 2 {
		t.Error("a payment was acknowledged that is not on disk")
	}
	answers := 0
	for _, r := range w.Requests("answerPreCheckoutQuery") {
		if r.Params["pre_checkout_query_id"] == "501" {
			answers++
		}
	}
	if answers != 1 {
		t.Errorf("the checkout was dispatched %d times", answers)
	}
	w.stop()
	w.open()
	w.start()
	ada.Gets("Thank you", "€7")
	w.acknowledged()
}

func (w *world) deliverCheckout(person int64, id string) string {
	w.t.Helper()
	w.Deliver(preCheckoutBy(person, id))
	return w.refusedWith(id)
}

// hang makes the ledger take no writes until the function is called.
func (w *world) hang() (release func()) {
	w.t.Helper()
	free, begun, ended := make(chan struct{}), make(chan struct{}, 8), make(chan struct{})
	store := w.store
	go func() {
		defer close(ended)
		err := store.ChangeDonor(context.WithoutCancel(w.t.Context()), 999, func(*campaigns.Donor) {
			begun <- struct{}{}
			<-free
		})
		if err != nil {
			w.t.Error(err)
		}
	}()
	<-begun
	var once sync.Once
	release = func() {
		once.Do(func() { close(free) })
		<-ended
	}
	w.t.Cleanup(release)
	return release
}

func TestALedgerThatHangsStopsAcknowledgingAndRecovers(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands")
	w.acknowledged()
	w.clock.forward(11 * time.Minute) // the poll is to be noted again, which must hold up nothing
	release := w.hang()
	w.Deliver(paymentBy(ada.ID, "c1", "AAAA", 700))
	w.Deliver(said(ada.ID, "/help"))
	ada.Gets("I take donations")
	before := len(w.polls())
	begun := time.Now()
	if text := w.deliverCheckout(ada.ID, "502"); !strings.Contains(text, "You haven't been charged") {
		t.Errorf("%q", text)
	}
	if took := time.Since(begun); took > 8*time.Second {
		t.Errorf("the refusal took %v; Telegram waits ten seconds", took)
	}
	if n := len(w.polls()) - before; n > 9 {
		t.Errorf("%d polls in %v", n, time.Since(begun))
	}
	if w.Pending() < 3 {
		t.Error("a payment was acknowledged that is not on disk")
	}
	release()
	ada.Gets("Thank you", "€7")
	w.acknowledged()
	helps := 0
	for _, m := range ada.Chat().Messages() {
		if strings.HasPrefix(m.Text, "I take donations") {
			helps++
		}
	}
	if helps != 1 {
		t.Errorf("/help was answered %d times", helps)
	}
}

func TestABotStopsWhileTheLedgerHangs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands")
	release := w.hang()
	w.Deliver(paymentBy(ada.ID, "c1", "AAAA", 700))
	w.eventually("the poller waits for the ledger", func() bool { return w.logged("the database does not answer") })
	w.stop() // fails after three seconds
	release()
	w.start()
	ada.Gets("Thank you", "€7")
	if found, err := w.store.History(t.Context(), ada.ID, campaigns.ModeTest, 9); err != nil || len(found) != 1 {
		t.Errorf("%+v, %v", found, err)
	}
}
