package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// busy has the jobs of the maintenance done all the time.
func busy(w *world) {
	w.tune = func(b *Bot) {
		for i := range b.maintenance.jobs {
			b.maintenance.jobs[i].every = 5 * time.Millisecond
		}
	}
}

// declined has a person's card declined, and lets time pass until that is told.
func (w *world) declined(a *sandboxtest.Actor) {
	w.t.Helper()
	a.Start("boat")
	a.Taps("€10")
	a.Gets("Donation")
	if err := a.PayError(sandbox.Payment{Card: sandbox.CardDeclined}); err != sandbox.ErrDeclined {
		w.t.Fatal(err)
	}
	w.clock.forward(16 * time.Minute)
	a.Start("") // a poll, so that the bot knows that no payment waits
	a.Gets("Harbour Hands")
}

func TestAnUnpaidCheckoutIsClosedWithAButton(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { inParis(t, w); busy(w) })
	noor, ada, ben := w.admin("Noor", "en"), w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	g := w.Group("Office", noor, ben)
	w.team(g.Chat)
	w.declined(ada)
	m := g.Gets("Not paid: €10 for “A lifeboat”, Ada, 20", " CE", "Close")
	for _, r := range w.Requests("sendMessage") {
		if strings.Contains(r.Params["text"], "Not paid") && r.Params["disable_notification"] != "true" {
			t.Errorf("it makes a sound: %v", r.Params)
		}
	}
	if answer := ben.TapsOn(m, "Close"); !strings.Contains(answer.Text, "no longer works") {
		t.Errorf("to somebody else: %+v", answer)
	}
	noor.Send(g.Chat, "/stats")
	g.Gets("€10 from Ada was approved but not paid")
	if answer := noor.TapsOn(m, "Close"); !strings.Contains(answer.Text, "Closed") {
		t.Errorf("%+v", answer)
	}
	if found, err := w.store.OpenItems(t.Context()); err != nil || len(found.Unpaid) != 0 {
		t.Errorf("%+v, %v", found.Unpaid, err)
	}
	if now := g.Message(m.ID); len(now.Keyboard) != 0 || !strings.Contains(now.Text, "Not paid") {
		t.Errorf("%s", sandboxtest.Line(now))
	}
}

// TestAnApprovalThatComesTooLateIsNotToldOf has Telegram refuse the answer: nobody is
// charged, and nothing is to be looked up.
func TestAnApprovalThatComesTooLateIsNotToldOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t, busy)
	boss := w.admin("Boss", "en")
	w.Faults().Add(sandbox.Fault{Method: "answerPreCheckoutQuery", Kind: sandbox.FaultAnswer{Code: 400,
		Description: "Bad Request: query is too old and response timeout expired or query ID is invalid"}})
	boss.Start("boat")
	boss.Taps("€10")
	boss.Gets("Donation")
	w.Deliver([]byte(`{"pre_checkout_query":{"id":"77","from":{"id":1001,"is_bot":false,"first_name":"Boss","language_code":"en"},"currency":"EUR","total_amount":1000,"invoice_payload":"` +
		w.Requests("sendInvoice")[0].Params["payload"] + `"}}`))
	w.eventually("the approval was not taken", func() bool { return w.logged("did not take the answer to a checkout") })
	w.acknowledged()
	w.clock.forward(16 * time.Minute)
	boss.Start("")
	boss.Gets("Harbour Hands")
	w.emptied()
	for _, m := range boss.Chat().Messages() {
		if strings.Contains(m.Text, "Not paid") {
			t.Error(m.Text)
		}
	}
	if found, err := w.store.OpenItems(t.Context()); err != nil || len(found.Unpaid) != 0 {
		t.Errorf("%+v, %v", found.Unpaid, err)
	}
}

// TestAnApprovalWhoseFirstAnswerWasLostIsToldOf loses the answer to an approval that
// Telegram took, and refuses the second attempt: money may come.
func TestAnApprovalWhoseFirstAnswerWasLostIsToldOf(t *testing.T) {
	t.Parallel()
	w := newWorld(t, busy)
	boss, ada := w.admin("Boss", "en"), w.Donor("Ada", "en", "GB")
	boss.Start("")
	boss.Gets("Harbour Hands")
	w.Faults().Add(sandbox.Fault{Method: "answerPreCheckoutQuery", Kind: sandbox.FaultDropAfter{}, Times: 1})
	ada.Start("boat")
	ada.Taps("€10")
	ada.Gets("Donation")
	if err := ada.PayError(sandbox.Payment{Card: sandbox.CardDeclined}); err != sandbox.ErrDeclined {
		t.Fatal(err)
	}
	w.eventually("the second answer was refused", func() bool { return w.logged("did not take the answer to a checkout") })
	w.acknowledged()
	ada.Start("") // a later update, so that what follows the answer is done
	ada.Gets("Harbour Hands")
	w.clock.forward(16 * time.Minute)
	ada.Start("")
	ada.Gets("Harbour Hands")
	boss.Gets("Not paid", "Ada")
}

func TestAnUnpaidCheckoutIsGoneAfterADay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, busy)
	boss, ada := w.admin("Boss", "en"), w.Donor("Ada", "en", "GB")
	boss.Start("")
	boss.Gets("Harbour Hands")
	w.declined(ada) // somebody else, so that the boss sees nothing but what is told
	m := boss.Gets("Not paid", "Close")
	w.clock.forward(24 * time.Hour)
	w.eventually("nothing is open", func() bool {
		found, err := w.store.OpenItems(t.Context())
		return err == nil && len(found.Unpaid) == 0
	})
	if answer := boss.TapsOn(m, "Close"); !strings.Contains(answer.Text, "closed already") {
		t.Errorf("%+v", answer)
	}
}

// TestTheButtonClosesTheCheckoutOfOnePersonInAGroup declines the cards of two who tap one invoice.
func TestTheButtonClosesTheCheckoutOfOnePersonInAGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, busy)
	boss, ada, ben := w.admin("Boss", "en"), w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	boss.Start("")
	boss.Gets("Harbour Hands")
	g := w.Group("Friends", ada, ben)
	ada.Send(g.Chat, "/start boat")
	ada.TapsOn(g.Gets("A lifeboat", "€10"), "€10")
	invoice := g.Gets("A lifeboat", "Donation")
	for _, a := range []*sandboxtest.Actor{ada, ben} {
		if _, err := a.Pay(t.Context(), invoice, sandbox.Payment{Card: sandbox.CardDeclined}); err != sandbox.ErrDeclined {
			t.Fatal(err)
		}
	}
	w.clock.forward(16 * time.Minute)
	ada.Start("") // a poll, so that the bot knows that no payment waits
	ada.Gets("Harbour Hands")
	of := map[bool]*sandbox.Message{} // whether of Ada
	for range 2 {
		m := boss.Gets("Not paid", "Close")
		of[strings.Contains(m.Text, "Ada")] = m
	}
	boss.TapsOn(of[true], "Close")
	w.eventually("Ada's is closed", func() bool {
		found, err := w.store.OpenItems(t.Context())
		return err == nil && len(found.Unpaid) == 1 && found.Unpaid[0].DonorID == ben.ID
	})
}
