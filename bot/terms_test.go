package bot

import (
	"errors"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// withTerms are settings that ask for an agreement, and allow few failures.
func withTerms(w *world) {
	w.settings.Organisation.Terms = "You may not have it back."
	w.limits.Refusals = 2
}

// refusedForTerms has a person try to pay, and fails unless they are told where to agree.
func (w *world) refusedForTerms(a *sandboxtest.Actor, invoice *sandbox.Message, words ...string) {
	w.t.Helper()
	_, err := a.Pay(w.t.Context(), invoice, sandbox.Payment{})
	var refused *sandbox.Refused
	if !errors.As(err, &refused) {
		w.t.Fatalf("%s, who agreed to nothing, pays: %v", a.FirstName, err)
	}
	for _, part := range append(words, "t.me/DonationSandboxBot", "/terms") {
		if !strings.Contains(refused.Text, part) {
			w.t.Errorf("the refusal does not say %q: %s", part, refused.Text)
		}
	}
}

func TestNobodyPaysInAGroupWithoutAgreeing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withTerms)
	ada, ben, cleo := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB"), w.Donor("Cleo", "fr", "FR")
	g := w.Group("Friends", ada, ben)
	ada.Send(g.Chat, "/start boat")
	ada.TapsOn(g.Gets("A lifeboat", "€10"), "€10")
	ada.TapsOn(g.Gets("You may not have it back"), "agree")
	invoice := g.Gets("Donation")
	for range 3 { // more often than the limit of refusals
		w.refusedForTerms(ben, invoice, "accept our terms")
	}
	w.refusedForTerms(cleo, ada.Forward(invoice, cleo.Chat()), "accepter nos conditions")
	ben.Start("")
	ben.Sends("/terms")
	ben.Gets("You may not have it back", "I agree")
	ben.Taps("I agree")
	if m := ben.Gets("You may not have it back"); len(m.Keyboard) > 0 {
		t.Errorf("it still asks: %s", sandboxtest.Line(m))
	}
	ben.Gets("You can pay now")
	if _, err := ben.Pay(t.Context(), invoice, sandbox.Payment{}); err != nil {
		t.Errorf("%v\n%s", err, w.log)
	}
	w.counted("boat", 1)
	if w.logged("panicked") {
		t.Error(w.log)
	}
}

func TestTermsMayBeAgreedToInTheGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withTerms)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	g := w.Group("Friends", ada, ben)
	ada.Send(g.Chat, "/terms")
	m := g.Gets("You may not have it back", "I agree")
	for _, a := range []*sandboxtest.Actor{ada, ben} {
		if answer := a.TapsOn(m, "I agree"); !strings.Contains(answer.Text, "You can pay now") {
			t.Errorf("%+v", answer)
		}
		if d, err := w.store.Donor(t.Context(), a.ID); err != nil || !d.HasAgreed(w.settings.Organisation) {
			t.Errorf("%+v, %v", d, err)
		}
	}
	g.GetsNothing(0)
}

func TestTermsThatChangeBeforeThePayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withTerms)
	dan := w.Donor("Dan", "en", "GB")
	dan.Start("boat")
	dan.Taps("€10")
	dan.Taps("agree")
	dan.Gets("Donation")
	c := *w.settings
	c.Organisation.Terms = "Quite other terms."
	w.settings = &c
	w.reload(&c)
	invoice := dan.Invoice()
	w.refusedForTerms(dan, invoice)
	dan.Sends("/terms")
	dan.Gets("Quite other terms", "I agree")
	dan.Taps("I agree")
	dan.Gets("You can pay now")
	if _, err := dan.Pay(t.Context(), invoice, sandbox.Payment{}); err != nil {
		t.Errorf("%v\n%s", err, w.log)
	}
	dan.Gets("Thank you, Dan!", "€10")
}

func TestOldTermsAreNotAgreedToBelowTheirText(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withTerms)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Sends("/terms")
	old := ada.Gets("You may not have it back", "I agree")
	c := *w.settings
	c.Organisation.Terms = "Quite other terms."
	w.reload(&c)
	ada.TapsOn(old, "I agree")
	if m := ada.Gets("Quite other terms", "I agree"); m.ID != old.ID {
		t.Errorf("%s", sandboxtest.Line(m))
	}
	if d, err := w.store.Donor(t.Context(), ada.ID); err != nil || d.TermsVersion != "" {
		t.Errorf("%+v, %v", d, err)
	}
}
