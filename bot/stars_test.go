package bot

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/bot/stars"
	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// givesStars is a gift of fifty Stars, and its donation.
func (w *world) givesStars(a *sandboxtest.Actor) (sandbox.Receipt, campaigns.Donation) {
	w.t.Helper()
	a.Start("lantern")
	paid := w.gives(a, "⭐\u00a050")
	a.Gets("Thank you")
	return paid, w.newest(a)
}

// newest is what the person gave last.
func (w *world) newest(a *sandboxtest.Actor) campaigns.Donation {
	w.t.Helper()
	found, err := w.store.History(w.t.Context(), a.ID, campaigns.ModeTest, 1)
	if err != nil || len(found) != 1 {
		w.t.Fatal(found, err)
	}
	return found[0]
}

// starsRequest is what an administrator asks for who has seen no adjustments.
func starsRequest(operation string) campaigns.AdjustmentRequest {
	return campaigns.AdjustmentRequest{Kind: campaigns.AdjustmentRefund, Reason: "asked by Ada", Actor: "7", Operation: operation}
}

// refundedOnce waits until all updates are there, and fails unless there is one
// adjustment of the receipt, by that request, and the donor heard of it once.
func (w *world) refundedOnce(a *sandboxtest.Actor, r campaigns.ReceiptNo, operation string) campaigns.Adjustment {
	w.t.Helper()
	w.acknowledged()
	w.emptied()
	d, all, _, err := w.store.Donation(w.t.Context(), r)
	if err != nil || d.Status != campaigns.StatusRefunded || len(all) != 1 {
		w.t.Fatalf("%+v, %+v, %v", d, all, err)
	}
	if got := all[0]; got.Operation != operation || got.Reason != "asked by Ada" || got.Actor != "7" || got.Amount != 50 {
		w.t.Errorf("%+v", got)
	}
	if left, err := w.store.StarsIntents(w.t.Context()); err != nil || len(left) != 0 {
		w.t.Errorf("still asked for: %+v, %v", left, err)
	}
	if open, err := w.store.OpenItems(w.t.Context()); err != nil || len(open.Unmatched) != 0 {
		w.t.Errorf("waiting: %+v, %v", open.Unmatched, err)
	}
	told := 0
	for _, m := range a.Chat().Messages() {
		told += strings.Count(m.Text, "has been refunded")
	}
	if told != 1 {
		w.t.Errorf("the donor was told %d times", told)
	}
	return all[0]
}

// impatient lets refunds take one short attempt for each call.
func (w *world) impatient() {
	w.t.Helper()
	api, err := telegram.Connect(w.URL, w.Token()).Client(w.t.Context(), func(string) telegram.RetryPolicy {
		return telegram.RetryPolicy{Attempt: 5 * time.Second}
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.bot.refunds.API = api
}

// deaf keeps updates from the bot until faults are cleared. The poll that is open takes
// one more.
func (w *world) deaf() {
	w.t.Helper()
	w.acknowledged()
	w.Faults().Add(sandbox.Fault{Method: "getUpdates", Kind: sandbox.FaultServer{}})
	last := w.Donor("Last", "en", "GB")
	last.Start("")
	last.Gets("Harbour Hands")
}

func TestStarsGoBackWithTelegramsDate(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	_, d := w.givesStars(ada)
	w.clock.forward(100 * time.Hour)
	got, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("one"))
	if err != nil || got.Status != campaigns.StatusRefunded {
		t.Fatalf("%+v, %v", got, err)
	}
	a := w.refundedOnce(ada, d.Receipt, "one")
	if off := time.Since(a.At).Abs(); off > time.Minute {
		t.Errorf("it is dated by a clock that is wrong: %v", a.At)
	}
	if got, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("one")); err != nil || got.Status != campaigns.StatusRefunded {
		t.Errorf("a repeated request: %+v, %v", got, err)
	}
	if _, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("two")); !errors.Is(err, campaigns.ErrAlreadyRefunded) {
		t.Errorf("a second one: %v", err)
	}
	if n := len(w.Requests("refundStarPayment")); n != 1 {
		t.Errorf("Telegram was asked %d times", n)
	}
}

// TestStarsGoBackOnceHoweverAnswersAreLost has Telegram make the refund without its answer
// arriving, with its message about it coming at once and late.
func TestStarsGoBackOnceHoweverAnswersAreLost(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]sandbox.FaultKind{
		"a server's error": sandbox.FaultServerAfter{}, "no answer": sandbox.FaultDropAfter{}, "half an answer": sandbox.FaultHalf{},
	} {
		for _, late := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", late update ", late), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, nil)
				ada := w.Donor("Ada", "en", "GB")
				_, d := w.givesStars(ada)
				if w.impatient(); late {
					defer w.Faults().Clear()
					w.deaf()
				}
				w.Faults().Add(sandbox.Fault{Method: "refundStarPayment", Kind: kind, Times: 1})
				if got, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("one")); err != nil || got.Status != campaigns.StatusRefunded {
					t.Fatalf("%+v, %v", got, err)
				}
				w.Faults().Clear()
				w.refundedOnce(ada, d.Receipt, "one")
			})
		}
	}
}

// TestARefundThatTelegramOnlySaysIsThere has CHARGE_ALREADY_REFUNDED of a charge that never went back.
func TestARefundThatTelegramOnlySaysIsThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	_, d := w.givesStars(ada)
	remove := w.Faults().Add(sandbox.Fault{Method: "refundStarPayment", Kind: sandbox.FaultAnswer{Code: 400, Description: "CHARGE_ALREADY_REFUNDED"}})
	if _, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("one")); !errors.Is(err, stars.ErrNotThere) {
		t.Errorf("%v", err)
	}
	if d, all, _, err := w.store.Donation(t.Context(), d.Receipt); err != nil || d.Status != campaigns.StatusOK || len(all) != 0 {
		t.Errorf("%+v, %+v, %v", d, all, err)
	}
	remove()
	if _, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("two")); err != nil {
		t.Error(err)
	}
	w.refundedOnce(ada, d.Receipt, "two")
}

func TestARefusedRefundOfStarsLeavesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	paid, d := w.givesStars(ada)
	remove := w.Faults().Add(sandbox.Fault{Method: "refundStarPayment", Kind: sandbox.FaultAnswer{Code: 400, Description: "CHARGE_NOT_FOUND"}})
	if _, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("one")); err == nil || !strings.Contains(err.Error(), "CHARGE_NOT_FOUND") || telegram.AsAPIError(err) == nil {
		t.Errorf("%v", err)
	}
	remove()
	if left, err := w.store.StarsIntents(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("still asked for: %+v, %v", left, err)
	}
	if err := w.RefundStars(paid.ID); err != nil { // by Telegram itself, later
		t.Fatal(err)
	}
	ada.Gets("has been refunded")
	if _, all, _, err := w.store.Donation(t.Context(), d.Receipt); err != nil || len(all) != 1 || all[0].Actor != campaigns.ActorTelegram {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestARefundIsLookedUpOnEveryPage has it beyond the first hundred transactions.
func TestARefundIsLookedUpOnEveryPage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	_, d := w.givesStars(ada)
	g := w.Group("Friends", ada)
	ada.Send(g.Chat, "/start lantern")
	ada.TapsOn(g.Gets("A lantern"), "⭐\u00a050")
	invoice := g.Gets("Donation")
	for n := range 101 {
		friend := w.Donor(fmt.Sprint("Friend ", n), "en", "GB")
		friend.Start("") // so that the bot can thank them
		if _, err := friend.Pay(t.Context(), invoice, sandbox.Payment{}); err != nil {
			t.Fatal(err)
		}
	}
	w.impatient()
	w.deaf()
	w.Faults().Add(sandbox.Fault{Method: "refundStarPayment", Kind: sandbox.FaultServerAfter{}, Times: 1})
	if _, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("one")); err != nil {
		t.Error(err)
	}
	if pages := len(w.Requests("getStarTransactions")); pages != 2 {
		t.Errorf("%d pages", pages)
	}
	w.Faults().Clear()
	w.refundedOnce(ada, d.Receipt, "one")
}

// TestARefundWhoseOutcomeIsNotKnownIsLookedUpLater has Telegram fail altogether, after the
// refund was made and before.
func TestARefundWhoseOutcomeIsNotKnownIsLookedUpLater(t *testing.T) {
	t.Parallel()
	for _, made := range []bool{true, false} {
		t.Run(fmt.Sprint("made ", made), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			ada := w.Donor("Ada", "en", "GB")
			_, d := w.givesStars(ada)
			w.impatient()
			w.deaf()
			kind := map[bool]sandbox.FaultKind{true: sandbox.FaultDropAfter{}, false: sandbox.FaultDrop{}}[made]
			w.Faults().Add(sandbox.Fault{Method: "refundStarPayment", Kind: kind})
			remove := w.Faults().Add(sandbox.Fault{Method: "getStarTransactions", Kind: sandbox.FaultServer{HTML: true}})
			for _, operation := range []string{"one", "one", "two"} { // a second one is not asked for before the first is known
				if _, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest(operation)); !errors.Is(err, stars.ErrOutcomeUnknown) {
					t.Fatalf("%s: %v", operation, err)
				}
			}
			remove()
			if err := w.bot.refunds.SettleAll(t.Context()); err != nil {
				t.Error(err)
			}
			left, err := w.store.StarsIntents(t.Context())
			if err != nil || (len(left) == 0) != made {
				t.Errorf("%+v, %v", left, err)
			}
			if made {
				w.Faults().Clear()
				w.refundedOnce(ada, d.Receipt, "one")
				return
			}
			w.clock.forward(11 * time.Minute)
			if err := w.bot.refunds.SettleAll(t.Context()); err != nil {
				t.Error(err)
			}
			if left, err := w.store.StarsIntents(t.Context()); err != nil || len(left) != 0 {
				t.Errorf("it is not forgotten: %+v, %v", left, err)
			}
			w.Faults().Clear()
			if _, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("three")); err != nil {
				t.Error(err)
			}
			w.refundedOnce(ada, d.Receipt, "three")
		})
	}
}

// TestAnotherRequestSettlesTheOneBefore has a second administrator ask after the first
// one's outcome was lost.
func TestAnotherRequestSettlesTheOneBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	_, d := w.givesStars(ada)
	w.impatient()
	w.deaf()
	w.Faults().Add(sandbox.Fault{Method: "refundStarPayment", Kind: sandbox.FaultDropAfter{}, Times: 1})
	remove := w.Faults().Add(sandbox.Fault{Method: "getStarTransactions", Kind: sandbox.FaultDrop{}})
	if _, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("one")); !errors.Is(err, stars.ErrOutcomeUnknown) {
		t.Fatal(err)
	}
	remove()
	if _, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("two")); !errors.Is(err, campaigns.ErrAlreadyRefunded) {
		t.Errorf("%v", err)
	}
	w.Faults().Clear()
	w.refundedOnce(ada, d.Receipt, "one")
}

func TestTwoRefundsOfStarsAtOnceAreOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	_, d := w.givesStars(ada)
	errs := make([]error, 8)
	var all sync.WaitGroup
	for n := range errs {
		all.Go(func() { _, errs[n] = w.bot.RefundStars(t.Context(), d.Receipt, starsRequest(fmt.Sprint(n))) })
	}
	all.Wait()
	winner := -1
	for n, err := range errs {
		switch {
		case err == nil && winner < 0:
			winner = n
		case !errors.Is(err, campaigns.ErrAlreadyRefunded):
			t.Errorf("request %d: %v", n, err)
		}
	}
	w.refundedOnce(ada, d.Receipt, fmt.Sprint(winner))
	if n := len(w.Requests("refundStarPayment")); n != 1 {
		t.Errorf("Telegram was asked %d times", n)
	}
}

// TestABotThatIsKilledBetweenTheStepsOfARefund starts again after each of them, with and
// without the request coming again.
func TestABotThatIsKilledBetweenTheStepsOfARefund(t *testing.T) {
	t.Parallel()
	for _, made := range []bool{false, true} {
		for _, again := range []bool{false, true} {
			t.Run(fmt.Sprint("made ", made, ", again ", again), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, nil)
				ada := w.Donor("Ada", "en", "GB")
				paid, d := w.givesStars(ada)
				w.acknowledged()
				w.stop()
				if _, _, err := w.store.IntendStarsRefund(t.Context(), w.settings, d.Receipt, starsRequest("one"), w.clock.now()); err != nil {
					t.Fatal(err)
				}
				if made {
					if err := w.RefundStars(paid.ID); err != nil {
						t.Fatal(err)
					}
				}
				w.start()
				if again {
					if got, err := w.bot.RefundStars(t.Context(), d.Receipt, starsRequest("one")); err != nil || got.Status != campaigns.StatusRefunded {
						t.Errorf("%+v, %v", got, err)
					}
				}
				if made || again {
					ada.Gets("has been refunded")
					w.refundedOnce(ada, d.Receipt, "one")
					return
				}
				w.clock.forward(11 * time.Minute)
				if err := w.bot.refunds.SettleAll(t.Context()); err != nil {
					t.Error(err)
				}
				if d := w.newest(ada); d.Status != campaigns.StatusOK {
					t.Errorf("%+v", d)
				}
				if left, err := w.store.StarsIntents(t.Context()); err != nil || len(left) != 0 {
					t.Errorf("%+v, %v", left, err)
				}
			})
		}
	}
}

func TestACardForStarsAsksForNoTestCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("lantern")
	if card := ada.Gets("A lantern", "Test mode"); strings.Contains(card.Text, "4242") || !strings.Contains(card.Text, "Stars are not real") {
		t.Error(card.Text)
	}
	ada.Start("boat")
	ada.Gets("A lifeboat", "Test mode", "4242")
}
