//go:build unix

package cmd

import (
	"regexp"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// lanternTown is a town with a campaign in Stars.
func lanternTown(t *testing.T) *town {
	t.Helper()
	w := newTown(t, sandbox.Options{})
	w.configure(runConfig + "  - {id: lantern, title: A lantern, currency: XTR, amounts: [50]}\n")
	return w
}

// givesStars is a gift of fifty Stars.
func (w *town) givesStars(name string) *sandboxtest.Actor {
	w.t.Helper()
	a := w.Donor(name, "en", "GB")
	a.Start("lantern")
	a.Taps("50")
	a.Pays(sandbox.Payment{})
	a.Gets("Thank you, " + name)
	return a
}

// toldOfRefunds counts what a donor was told.
func toldOfRefunds(a *sandboxtest.Actor) (n int) {
	for _, m := range a.Chat().Messages() {
		n += strings.Count(m.Text, "has been refunded")
	}
	return n
}

// adjustments are the rows about a receipt.
func (w *town) adjustments(receipt string) []string {
	w.t.Helper()
	return regexp.MustCompile(`(?m)^`+receipt+`,.*$`).FindAllString(w.do("export", "--what", "adjustments"), -1)
}

func TestStarsAreRefundedWhileTheBotRunsAndWhileItDoesNot(t *testing.T) {
	t.Parallel()
	w := lanternTown(t)
	p := w.run()
	ada, ben := w.givesStars("Ada"), w.givesStars("Ben")
	first := firstReceipt(t, w.do("export"))
	second := strings.TrimSuffix(first, "1") + "2"
	w.fails("Telegram gives Stars back whole", "refund", first, "--reason", "a part", "--amount", "20")
	w.fails("Stars can't be lost to a dispute", "refund", first, "--reason", "a dispute", "--dispute")
	w.says(first+": ⭐\u00a050 (lantern) refunded by Telegram\n", "refund", first, "--reason", "asked by Ada", "--amount", "50")
	ada.Gets("Your payment of ⭐\u00a050", "has been refunded")
	w.fails("was refunded by Telegram, which can't be taken back", "undo", first, "--reason", "a mistake")
	w.fails("is already refunded", "refund", first, "--reason", "again")
	p.stops()

	w.says(second+": ⭐\u00a050 (lantern) refunded by Telegram\n", "refund", second, "--reason", "asked by Ben")
	w.fails("was refunded by Telegram, which can't be taken back", "undo", second, "--reason", "a mistake")
	again := w.run() // which gets Telegram's message
	ben.Gets("Your payment of ⭐\u00a050", "has been refunded")
	eventually(t, "everything has come", func() bool { return w.Pending() == 0 })
	for receipt, reason := range map[string]string{first: "asked by Ada", second: "asked by Ben"} {
		if rows := w.adjustments(receipt); len(rows) != 1 || !strings.Contains(rows[0], ",refund,50,XTR,lantern,test,"+reason+",command") {
			t.Errorf("%s: %q", receipt, rows)
		}
	}
	w.says("everything adds up", "verify")
	again.stops()
	if toldOfRefunds(ada) != 1 || toldOfRefunds(ben) != 1 {
		t.Errorf("Ada was told %d times, Ben %d times", toldOfRefunds(ada), toldOfRefunds(ben))
	}
}

func TestStarsNeedTheTokenIfNoBotRuns(t *testing.T) {
	t.Parallel()
	w := lanternTown(t)
	p := w.run()
	w.gives("Ada")
	w.givesStars("Ben")
	p.stops()
	cards := firstReceipt(t, w.do("export"))
	w.configure(strings.Replace(runConfig, "token: "+townToken, "token: ''", 1))
	w.fails(`(?s)without a running bot this command has to ask it:\n.*telegram\.token: is empty`, "refund", strings.TrimSuffix(cards, "1")+"2", "--reason", "asked by Ben")
	w.says("refunded", "refund", cards, "--reason", "refunded at the provider")
}

// TestABotThatIsKilledWhileStarsGoBack is killed while Telegram works on the refund: the
// command makes the same request again, on its own, and it is one refund.
func TestABotThatIsKilledWhileStarsGoBack(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]sandbox.FaultKind{"before it is made": sandbox.FaultHang{}, "after it was made": sandbox.FaultServerAfter{}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := lanternTown(t)
			p := w.run()
			ada := w.givesStars("Ada")
			receipt := firstReceipt(t, w.do("export"))
			var asked atomic.Bool
			remove := w.Faults().Add(sandbox.Fault{Method: "refundStarPayment", Kind: kind, Match: func(sandbox.Request) bool { asked.Store(true); return true }})
			w.Faults().Add(sandbox.Fault{Method: "getUpdates", Kind: sandbox.FaultHang{}})
			w.Faults().Add(sandbox.Fault{Method: "sendMessage", Kind: sandbox.FaultHang{}}) // a kill in the middle of a send may repeat it
			done := make(chan answer, 1)
			go func() { done <- command(t, w.directory, nil, "refund", receipt, "--reason", "asked by Ada") }()
			eventually(t, "Telegram is asked", asked.Load)
			p.signal(syscall.SIGKILL)
			<-p.ended
			remove()
			select {
			case a := <-done:
				if a.status != 0 || !strings.Contains(a.out, "refunded by Telegram") || !strings.Contains(a.err, "the same request is made once more") {
					t.Fatalf("%+v", a)
				}
			case <-time.After(patience):
				t.Fatal("the command does not end")
			}
			w.Faults().Clear()
			again := w.run()
			ada.Gets("has been refunded")
			eventually(t, "everything has come", func() bool { return w.Pending() == 0 })
			if rows := w.adjustments(receipt); len(rows) != 1 || !strings.Contains(rows[0], "asked by Ada,command") {
				t.Errorf("%q", rows)
			}
			w.says("everything adds up", "verify")
			again.stops()
			if toldOfRefunds(ada) != 1 {
				t.Errorf("Ada was told %d times", toldOfRefunds(ada))
			}
		})
	}
}
