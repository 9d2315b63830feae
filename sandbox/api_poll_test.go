package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// rest lets so much time pass that no poll comes too fast.
func (w *world) rest() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.polls = pollClock{}
}

// poll returns the ids and the bodies that a poll gets.
func (w *world) poll(params map[string]any) (ids []int64, raw []string) {
	w.t.Helper()
	w.rest()
	var list []json.RawMessage
	w.must("getUpdates", params, &list)
	for _, u := range list {
		var v struct {
			ID int64 `json:"update_id"`
		}
		if err := json.Unmarshal(u, &v); err != nil {
			w.t.Fatal(err)
		}
		ids, raw = append(ids, v.ID), append(raw, string(u))
	}
	return ids, raw
}

func TestUpdatesStayUntilTheyAreAcknowledged(t *testing.T) {
	w := newWorld(t, Options{})
	w.anna.Send(w.anna.Chat(), "two")
	w.anna.Send(w.anna.Chat(), "three")
	first, _ := w.poll(nil)
	again, _ := w.poll(nil)
	if len(first) != 3 || len(again) != 3 || first[2] != first[0]+2 || first[0] <= 2_000_000 {
		t.Fatalf("%v, then %v", first, again)
	}
	if ids, _ := w.poll(map[string]any{"limit": 2}); len(ids) != 2 {
		t.Errorf("limit 2: %v", ids)
	}
	if ids, _ := w.poll(map[string]any{"offset": first[1]}); len(ids) != 2 || w.Pending() != 2 {
		t.Errorf("second on: %v, %d pending", ids, w.Pending())
	}
	if ids, _ := w.poll(map[string]any{"offset": first[2] + 100}); len(ids) != 2 || w.Pending() != 2 {
		t.Errorf("an offset far ahead is ignored: %v", ids)
	}
	if ids, raw := w.poll(map[string]any{"offset": -1}); len(ids) != 1 || !strings.Contains(raw[0], "three") || w.Pending() != 1 {
		t.Errorf("the last one: %v", raw)
	}
	if ids, _ := w.poll(map[string]any{"offset": first[2] + 1}); len(ids) != 0 || w.Pending() != 0 {
		t.Errorf("all acknowledged: %v", ids)
	}
}

func TestAParkedPollWakesUp(t *testing.T) {
	w := newWorld(t, Options{})
	ids, _ := w.poll(nil)
	answers := make(chan reply, 1)
	go func() { answers <- w.call("getUpdates", map[string]any{"offset": ids[0] + 1, "timeout": 30}) }()
	w.untilParked(nil)
	w.anna.Send(w.anna.Chat(), "wake")
	if r := <-answers; !strings.Contains(string(r.Result), "wake") {
		t.Errorf("%s", r.Result)
	}
}

// untilParked waits for a poll other than that one to wait.
func (w *world) untilParked(before *parked) *parked {
	w.t.Helper()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		w.mu.Lock()
		p := w.queue.parked
		w.mu.Unlock()
		if p != nil && p != before {
			return p
		}
	}
	w.t.Fatal("no poll waits")
	return nil
}

func TestTheOlderPollIsEnded(t *testing.T) {
	w := newWorld(t, Options{})
	ids, _ := w.poll(nil)
	params := map[string]any{"offset": ids[0] + 1, "timeout": 30}
	older, newer := make(chan reply, 1), make(chan reply, 1)
	go func() { older <- w.call("getUpdates", params) }()
	p := w.untilParked(nil)
	go func() { newer <- w.call("getUpdates", params) }()
	r := <-older
	if r.Status != 409 || r.Description != "Conflict: "+spec.OtherPoll {
		t.Errorf("%+v", r)
	}
	w.untilParked(p)
	w.rest()
	w.must("setWebhook", map[string]any{"url": "https://a.org/x"}, nil)
	if r := <-newer; r.Description != "Conflict: terminated by setWebhook request" {
		t.Errorf("%+v", r)
	}
	w.rest()
	w.refused("getUpdates", nil, 409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	w.must("deleteWebhook", nil, nil)
	w.poll(nil)
}

func TestUpdatesExpire(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	w := newWorld(t, Options{Now: func() time.Time { return now }})
	w.mu.Lock()
	w.ask("callback_query", time.Second, fields{"data": "x"})
	w.mu.Unlock()
	now = now.Add(spec.Lifetime("callback_query"))
	if ids, raw := w.poll(nil); len(ids) != 1 || strings.Contains(raw[0], "callback_query") {
		t.Errorf("queries are kept 150 s: %v", raw)
	}
	now = now.Add(spec.Lifetime("message"))
	if ids, _ := w.poll(nil); len(ids) != 0 {
		t.Errorf("messages are kept a day: %v", ids)
	}
}

func TestAllowedUpdatesAreRemembered(t *testing.T) {
	w := newWorld(t, Options{})
	ids, _ := w.poll(map[string]any{"allowed_updates": []string{"CALLBACK_QUERY"}})
	w.anna.Send(w.anna.Chat(), "unheard")
	if now, _ := w.poll(map[string]any{"allowed_updates": "nonsense"}); len(now) != len(ids) {
		t.Errorf("%v", now)
	}
	w.poll(map[string]any{"allowed_updates": []string{}})
	w.anna.Send(w.anna.Chat(), "heard")
	if now, _ := w.poll(nil); len(now) != len(ids)+1 {
		t.Errorf("%v", now)
	}
}

func TestDeliverSendsAnything(t *testing.T) {
	w := newWorld(t, Options{})
	w.poll(map[string]any{"offset": -1})
	a := w.Deliver(json.RawMessage(`{"message":{"text":"mine"}}`))
	w.DeliverWithID(a-5, json.RawMessage(`{}`))
	w.Redraw()
	b := w.Deliver(json.RawMessage(`{"message":`))
	w.Deliver(json.RawMessage(`"text"`))
	if a == b || w.Pending() != 2 {
		t.Errorf("%d pending", w.Pending())
	}
	resp, err := http.Get(w.url + "/bot" + w.Token() + "/getUpdates")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, _ := io.ReadAll(resp.Body)
	if want := `{"ok":true,"result":[{"update_id":` + strconv.FormatInt(b, 10) + `,"message":,"text"]}`; string(data) != want {
		t.Errorf("got  %s\nwant %s", data, want)
	}
}

// A poll acknowledges when it comes, and not once more when it wakes.
func TestAParkedPollAcknowledgesOnce(t *testing.T) {
	s := New(Options{})
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	defer s.Close()
	first := s.Deliver(json.RawMessage(`{"message":{"text":"one"}}`))
	answered := make(chan string, 1)
	go func() {
		resp, err := http.Get(fmt.Sprintf("%s/bot%s/getUpdates?timeout=20&offset=%d", server.URL, s.Token(), first+1))
		if err != nil {
			answered <- err.Error()
			return
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		answered <- string(body)
	}()
	for s.Pending() > 0 { // until the poll has acknowledged
		time.Sleep(time.Millisecond)
	}
	s.DeliverWithID(first-5, json.RawMessage(`{"message":{"text":"lower"}}`))
	if got := <-answered; !strings.Contains(got, "lower") {
		t.Errorf("%s", got)
	}
}

func TestPollsThatRepeatAnOffset(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.anna.Send(w.anna.Chat(), "two")
	count := func(params map[string]any) int {
		var list []json.RawMessage
		w.must("getUpdates", params, &list)
		return len(list)
	}
	if n := count(nil); n != 2 {
		t.Errorf("%d updates", n)
	}
	if n := count(nil); n != 1 {
		t.Errorf("the same offset at once again: %d updates", n)
	}
	w.rest()
	count(map[string]any{"offset": -1})
	count(map[string]any{"offset": 2_000_000_000})
	ids, _ := w.poll(nil)
	count(map[string]any{"offset": ids[0] + 1})
	begun := time.Now()
	if n := count(map[string]any{"offset": ids[0] + 1}); n != 0 || time.Since(begun) < repeatedSlow-100*time.Millisecond {
		t.Errorf("an empty answer after %v", time.Since(begun))
	}
}

func TestTheSecondConflictIsLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, Options{})
	w.must("setWebhook", map[string]any{"url": "https://a.org/x"}, nil)
	const text = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
	begun := time.Now()
	w.refused("getUpdates", nil, 409, text)
	if time.Since(begun) > time.Second {
		t.Errorf("the first one after %v", time.Since(begun))
	}
	begun = time.Now()
	w.refused("getUpdates", nil, 409, text)
	if time.Since(begun) < conflictPause {
		t.Errorf("the second one after %v", time.Since(begun))
	}
}

func TestTheQueueIsBounded(t *testing.T) {
	w := newWorld(t, Options{})
	heavy := json.RawMessage(`{"x":"` + strings.Repeat("x", 32<<20) + `"}`)
	for range 3 {
		if w.Deliver(heavy) == 0 {
			t.Fatal("it does not fit")
		}
	}
	if w.Deliver(heavy) != 0 {
		t.Error("more than 128 MiB are queued")
	}
	if w.Deliver(json.RawMessage(`{"x":1}`)) == 0 {
		t.Error("a small update does not fit")
	}
}
