package outbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

var noRights = sandbox.FaultAnswer{Code: 400, Description: "not enough rights to send text messages to the chat"}

func TestHowARefusalIsTriedAgain(t *testing.T) {
	begun := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	c := &campaigns.Settings{}
	m, ok := campaigns.Message{Kind: campaigns.KindThanks, Chat: 5}, true
	var last time.Duration
	tries, now := 0, begun
	for ; tries < 100; tries++ {
		if m, ok = afterRefusal(c, m, false, now); !ok {
			break
		}
		wait := m.NotBefore.Sub(now)
		if tries == 0 && wait >= time.Minute || wait < last && m.NotBefore != begun.Add(triedFor) {
			t.Errorf("try %d after %v, the one before after %v", tries, wait, last)
		}
		last, now = wait, m.NotBefore
	}
	if now != begun.Add(24*time.Hour) || tries < 10 || tries > 30 {
		t.Errorf("given up after %d tries and %v", tries, now.Sub(begun))
	}
}

func TestWhatBecomesOfARefusal(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	yesterday := now.Add(-25 * time.Hour)
	team := &campaigns.Settings{AdminChat: -100, Admins: []int64{1, 2}}
	for name, c := range map[string]struct {
		settings *campaigns.Settings
		m        campaigns.Message
		gone     bool
		chat     int64
		later    bool // it waits for a time
		returns  bool
		ok       bool
	}{
		"thanks, a donor who is gone":       {team, campaigns.Message{Kind: campaigns.KindThanks, Chat: 5}, true, 5, true, true, true},
		"thanks, gone for a day":            {team, campaigns.Message{Kind: campaigns.KindThanks, Chat: 5, RefusedAt: yesterday}, true, 5, false, true, true},
		"thanks, refused":                   {team, campaigns.Message{Kind: campaigns.KindThanks, Chat: 5}, false, 5, true, false, true},
		"thanks, refused for a day":         {team, campaigns.Message{Kind: campaigns.KindThanks, Chat: 5, RefusedAt: yesterday}, false, 5, false, false, false},
		"alert, refused":                    {team, campaigns.Message{Kind: campaigns.KindAlert, Chat: -100}, false, -100, true, false, true},
		"alert, the team's chat is gone":    {team, campaigns.Message{Kind: campaigns.KindAlert, Chat: -100}, true, 1, false, false, true},
		"alert, the first is gone too":      {team, campaigns.Message{Kind: campaigns.KindAlert, Chat: 1}, true, 2, false, false, true},
		"alert, all are gone":               {team, campaigns.Message{Kind: campaigns.KindAlert, Chat: 2}, true, -100, true, false, true},
		"alert, all are gone for a day":     {team, campaigns.Message{Kind: campaigns.KindAlert, Chat: 2, RefusedAt: yesterday}, true, -100, false, false, false},
		"alert, a chat that was configured": {team, campaigns.Message{Kind: campaigns.KindAlert, Chat: -7}, true, -100, false, false, true},
		"alert, each has their own":         {&campaigns.Settings{Admins: []int64{1, 2}}, campaigns.Message{Kind: campaigns.KindAlert, Chat: 1}, true, 1, true, true, true},
		"alert, no chat any more":           {&campaigns.Settings{Admins: []int64{1, 2}}, campaigns.Message{Kind: campaigns.KindAlert, Chat: -7}, true, 1, false, false, true},
		"alert, nobody is left":             {&campaigns.Settings{}, campaigns.Message{Kind: campaigns.KindAlert, Chat: -7}, true, -7, true, false, true},
	} {
		m, ok := afterRefusal(c.settings, c.m, c.gone, now)
		if ok != c.ok || m.Chat != c.chat || m.NotBefore.IsZero() == c.later || m.AwaitsReturn != c.returns || m.RefusedAt.IsZero() {
			t.Errorf("%s: %v, %+v", name, ok, m)
		}
	}
}

func TestARefusalThatPassesLosesItsPlaceOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.person("Boss")
	w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: noRights, Times: 1})
	w.enqueue(alerts(boss.ID, 1, 2, 3)...)
	w.start()
	w.eventually("the others came", func() bool { return len(numbers(boss.Chat())) == 2 })
	w.forward(time.Minute)
	w.emptied()
	if got := numbers(boss.Chat()); !slices.Equal(got, []int{2, 3, 1}) {
		t.Errorf("%v", got)
	}
}

func TestARefusalForADayIsGivenUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.person("Boss")
	w.fails(noRights, boss.ID)
	w.enqueue(alert(boss.ID, 1))
	w.start()
	for tries := 1; tries <= 2; tries++ {
		w.eventually("it is tried", func() bool { return w.logged("it is tried again") == tries })
		w.forward(time.Minute)
	}
	w.eventually("it is tried", func() bool { return w.logged("it is tried again") == 3 })
	w.stop()
	w.renew()
	w.start() // knows how long it was tried
	w.forward(24 * time.Hour)
	w.eventually("it is given up", func() bool { return w.logged("a message is given up") == 1 })
	w.emptied()
}

// TestOneOfManyNoticesIsRefused has a notice that Telegram takes in no message.
func TestOneOfManyNoticesIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	g := w.Group("Office", w.person("Ada"))
	w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: sandbox.FaultAnswer{Code: 400, Description: "can't parse entities"}, Match: func(r sandbox.Request) bool {
		return strings.Contains(r.Params["text"], "n000003;")
	}})
	w.enqueue(alerts(g.Chat.ID, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9)...)
	w.start()
	w.eventually("the others came", func() bool { return len(numbers(g.Chat)) == 9 && len(w.waiting()) == 1 })
	if left := w.waiting(); left[0].NotBefore.IsZero() || left[0].Args["id"] != "n000003;" {
		t.Errorf("%+v", left)
	}
}

func TestANoticeGoesToTheNextWhoMustKnow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	never, blocker, boss, other := w.Donor("Never", "en", "GB"), w.person("Blocker"), w.person("Boss"), w.person("Other")
	g := w.Group("Office", boss)
	w.settings.AdminChat = g.Chat.ID
	w.settings.Admins = []int64{never.ID, blocker.ID, boss.ID, other.ID}
	blocker.Block()
	g.Chat.Kick()
	w.enqueue(alerts(g.Chat.ID, 1, 2, 3, 4, 5)...)
	w.start()
	boss.Gets("5\u00a0notices", "n000001;", "n000005;")
	w.emptied()
	if got := numbers(other.Chat()); got != nil {
		t.Errorf("one who need not know was told: %v", got)
	}
	if n := w.logged("its notice goes to the next administrator"); n != 15 {
		t.Errorf("%d lines\n%s", n, w.log)
	}
}

func TestAClosedGroupIsNotTheEndOfANotice(t *testing.T) {
	t.Parallel()
	for _, description := range []string{"Bad Request: TOPIC_CLOSED", "Bad Request: not enough rights to send text messages to the chat"} {
		w := newWorld(t)
		boss := w.person("Boss")
		g := w.Group("Office", boss)
		w.settings.AdminChat, w.settings.Admins = g.Chat.ID, []int64{boss.ID}
		w.fails(sandbox.FaultAnswer{Code: 400, Description: description}, g.Chat.ID)
		w.enqueue(alerts(g.Chat.ID, 1, 2, 3)...)
		w.start()
		boss.Gets("n000003;")
		w.emptied()
	}
}

// TestNobodyWhoMustKnowIsThere has the first one of all come back within the day.
func TestNobodyWhoMustKnowIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	boss := w.person("Boss")
	g := w.Group("Office", boss)
	w.settings.AdminChat, w.settings.Admins = g.Chat.ID, []int64{boss.ID}
	gone := w.fails(sandbox.FaultAnswer{Code: 403, Description: "bot was kicked from the supergroup chat"}, g.Chat.ID, boss.ID)
	w.enqueue(alert(g.Chat.ID, 1))
	w.start()
	w.eventually("all were tried", func() bool { return w.logged("it is tried again") == 1 })
	gone()
	w.forward(time.Minute)
	g.Gets("n000001;")
	w.emptied()
}

func TestWhoComesBackGetsWhatWaits(t *testing.T) {
	for name, after := range map[string]time.Duration{"within the day": time.Hour, "after days": 100 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ada := w.person("Ada")
			ada.Block()
			w.pays(ada)
			w.pays(ada)
			w.start()
			w.eventually("both were refused", func() bool { return w.logged("it is tried again") == 2 })
			w.unreachable(ada, "blocked")
			w.forward(after)
			w.eventually("it was tried again", func() bool { return w.sends(ada.ID) == 4 })
			w.stop()
			w.renew()
			w.start()
			ada.Unblock()
			if err := w.store.ChangeDonor(t.Context(), ada.ID, func(d *campaigns.Donor) { d.Unreachable = "" }); err != nil {
				t.Fatal(err)
			}
			w.worker.Wake()
			ada.Gets("Thank you, Ada", "-000001")
			ada.Gets("Thank you, Ada", "-000002")
			w.emptied()
		})
	}
}

// TestWhoCameBackWhileTheBotWasDown needs nobody to say so.
func TestWhoCameBackWhileTheBotWasDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ada := w.person("Ada")
	w.pays(ada)
	m := w.waiting()[0]
	m.RefusedAt, m.AwaitsReturn = w.now().Add(-100*time.Hour), true
	if err := w.store.Requeue(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	w.start()
	ada.Gets("Thank you, Ada")
	w.emptied()
}

// unreachable waits until the ledger says why a donor can't be reached.
func (w *world) unreachable(a *sandboxtest.Actor, why string) {
	w.t.Helper()
	w.eventually("it is noted on the donor", func() bool {
		d, err := w.store.Donor(w.t.Context(), a.ID)
		return err == nil && d.Unreachable == why
	})
}
