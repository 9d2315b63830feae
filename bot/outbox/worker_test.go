package outbox

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
)

// TestChatsInTroubleSlowNobody has chats for which Telegram fails, with more messages
// than the worker holds for one chat, or than it holds at all.
func TestChatsInTroubleSlowNobody(t *testing.T) {
	for name, c := range map[string]struct{ chats, messages int }{
		"ten with 200 each": {10, 200}, "200 with 100 each": {200, 100}, "3000 with one each": {3000, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			var bad []int64
			var all []campaigns.Message
			for n := range c.chats {
				p := w.person(fmt.Sprint("P", n))
				bad = append(bad, p.ID)
				for k := range c.messages {
					all = append(all, alert(p.ID, k))
				}
			}
			recover := w.fails(sandbox.FaultServer{}, bad...)
			w.enqueue(all...)
			w.start()
			w.eventually("there is trouble", func() bool { return w.logged("could not be sent") >= c.chats/2 })
			ben := w.person("Ben")
			w.pays(ben)
			ben.Gets("Thank you, Ben")
			w.stop()
			recover()
			if n := len(w.waiting()); n != len(all) {
				t.Errorf("%d messages wait, want %d", n, len(all))
			}
		})
	}
}

// TestALargeBacklogKeepsItsOrder has more messages of one chat than the worker holds
// for one. The chat fails at first, and more come while they are sent.
func TestALargeBacklogKeepsItsOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada, boss := w.person("Ada"), w.person("Boss")
	recover := w.fails(sandbox.FaultServer{}, boss.ID)
	const many, first = 2500, 1500
	for n := range first {
		w.enqueue(alert(boss.ID, n))
	}
	w.start()
	w.pays(ada)
	ada.Gets("Thank you, Ada")
	recover()
	for n := first; n < many; n++ {
		w.enqueue(alert(boss.ID, n))
	}
	w.emptied()
	if got := numbers(boss.Chat()); len(got) != many || !slices.IsSorted(got) {
		t.Errorf("%d of %d came, in order: %v", len(got), many, slices.IsSorted(got))
	}
}

// TestTheMemoryIsBounded steps through a long outbox by hand.
func TestTheMemoryIsBounded(t *testing.T) {
	const many = 100_000
	for name, chats := range map[string]int{"of one chat": 1, "of a hundred chats": 100, "of a chat each": many} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			all := make([]campaigns.Message, many)
			for n := range all {
				all[n] = alert(int64(1+n%chats), n)
			}
			w.enqueue(all...)
			w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: sandbox.FaultServer{}})
			for range 200 {
				if err := w.worker.fill(t.Context()); err != nil {
					t.Fatal(err)
				}
				held := 0
				for _, q := range w.worker.chats {
					held += len(q.messages)
				}
				if held != len(w.worker.held) || held > maxHeld || held == 0 || len(w.worker.chats) > maxHeld {
					t.Fatalf("%d messages of %d chats are held, and %d known", held, len(w.worker.chats), len(w.worker.held))
				}
				if w.worker.startDue(t.Context(), t.Context()); w.worker.sending > 0 {
					w.worker.finish(<-w.worker.results)
				}
			}
			for ; w.worker.sending > 0; w.worker.sending-- {
				<-w.worker.results
			}
		})
	}
}

// TestAnEmptyQueueStaysForWhatWasPassedOver: who forgot it would send what is new first.
func TestAnEmptyQueueStaysForWhatWasPassedOver(t *testing.T) {
	w := newWorld(t)
	w.enqueue(alert(1, 1), alert(2, 2))
	if err := w.worker.fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.worker.release(w.worker.chats[1], 0)
	w.worker.chats[2].messages = nil
	w.worker.startDue(t.Context(), t.Context())
	if w.worker.chats[1] == nil || w.worker.chats[2] != nil || len(w.worker.waiting) != 1 {
		t.Errorf("%v", w.worker.chats)
	}
}

// TestWhatWaitsForADayTakesNoMemory has many messages that were refused.
func TestWhatWaitsForADayTakesNoMemory(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.person("Ada")
	var all []campaigns.Message
	for n := range 2 * maxHeld {
		m := alert(ada.ID, n)
		m.RefusedAt, m.NotBefore, m.AwaitsReturn = w.now(), w.now().Add(time.Hour), n%2 == 0
		all = append(all, m)
	}
	if err := w.store.ChangeDonor(t.Context(), ada.ID, func(d *campaigns.Donor) { d.Unreachable = "blocked" }); err != nil {
		t.Fatal(err)
	}
	w.enqueue(all...)
	w.enqueue(alert(ada.ID, 999_999))
	if err := w.worker.fill(t.Context()); err != nil || len(w.worker.held) != 1 {
		t.Errorf("%d messages are held, %v", len(w.worker.held), err)
	}
	if err := w.store.ChangeDonor(t.Context(), ada.ID, func(d *campaigns.Donor) { d.Unreachable = "" }); err != nil {
		t.Fatal(err)
	}
	w.worker.backlog.lookAtAll(w.now())
	if err := w.worker.fill(t.Context()); err != nil || len(w.worker.held) != maxOfChat {
		t.Errorf("%d messages are held, %v", len(w.worker.held), err)
	}
}

func TestTroubleKeepsTheOrder(t *testing.T) {
	for name, kind := range map[string]sandbox.FaultKind{
		"429": sandbox.FaultTooMany{RetryAfter: 1}, "500": sandbox.FaultServer{}, "no network": sandbox.FaultDrop{},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			boss := w.person("Boss")
			w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: kind, Times: 1})
			w.enqueue(alerts(boss.ID, 1, 2, 3)...)
			w.start()
			w.emptied()
			if got := numbers(boss.Chat()); !slices.Equal(got, []int{1, 2, 3}) {
				t.Errorf("%v", got)
			}
		})
	}
}

func TestALongPauseIsObeyedForAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.person("Boss")
	w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: sandbox.FaultTooMany{RetryAfter: 10 * 24 * 3600}, Times: 1})
	w.enqueue(alert(boss.ID, 1))
	w.start()
	w.eventually("it is said", func() bool { return w.logged("Telegram asks for a pause") == 1 && w.logged("next_try=1h0m0s") == 1 })
	w.forward(59 * time.Minute)
	w.enqueue(alert(boss.ID, 2))
	ada := w.person("Ada")
	w.enqueue(alert(ada.ID, 3))
	ada.Gets("n000003;")
	if n := w.sends(boss.ID); n != 1 {
		t.Errorf("%d sends within the hour", n)
	}
	w.forward(2 * time.Minute)
	w.emptied()
	if got := numbers(boss.Chat()); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("%v", got)
	}
}

// TestWhatIsBeingSentIsNotReadAgain looks back at the outbox during a send.
func TestWhatIsBeingSentIsNotReadAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.person("Boss")
	release := w.fails(sandbox.FaultHang{}, boss.ID)
	w.enqueue(alerts(boss.ID, 1, 2)...)
	w.start()
	w.eventually("a send is under way", func() bool { return len(w.waiting()) == 2 })
	for range 3 {
		w.worker.Wake()
		ada := w.person("Ada")
		w.enqueue(alert(ada.ID, 3))
		ada.Gets("n000003;")
	}
	release()
	w.emptied()
	if got := numbers(boss.Chat()); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("%v", got)
	}
}

func TestWhatIsUnderWayAtTheEndIsNoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.person("Boss")
	underWay := make(chan struct{})
	w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: sandbox.FaultSlow{Delay: 200 * time.Millisecond}, Times: 1, Match: func(sandbox.Request) bool {
		close(underWay)
		return true
	}})
	w.enqueue(alerts(boss.ID, 1, 2)...)
	w.start()
	<-underWay
	w.stop()
	if got, left := numbers(boss.Chat()), w.waiting(); !slices.Equal(got, []int{1}) || len(left) != 1 {
		t.Errorf("%v came, %d wait", got, len(left))
	}
	w.renew()
	w.start()
	w.emptied()
	if got := numbers(boss.Chat()); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("%v", got)
	}
}
