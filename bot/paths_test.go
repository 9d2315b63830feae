package bot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

func TestTwoTapsFromStartToPay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Taps("A lifeboat")
	ada.Taps("€25")
	ada.Pays(sandbox.Payment{})
	ada.Gets("Thank you, Ada!")
	w.stop()
	if n := len(w.Requests("answerCallbackQuery")); n != 2 {
		t.Errorf("%d answers to two taps", n)
	}
}

func TestTwentyCampaignsArePaged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		first := w.settings.Campaigns[0]
		w.settings.Campaigns = nil
		for n := range 20 {
			c := first
			c.ID, c.Title = campaigns.ID(fmt.Sprint("c", n)), fmt.Sprintf("Campaign %02d", n)
			w.settings.Campaigns = append(w.settings.Campaigns, c)
		}
	})
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	m := ada.Gets("Page 1 of 3", "Campaign 00", "Campaign 07", "Next »")
	if strings.Contains(sandboxtest.Words(m), "Previous") || strings.Contains(sandboxtest.Words(m), "Campaign 08") {
		t.Errorf("%s", sandboxtest.Line(m))
	}
	ada.TapsOn(m, "Next »")
	ada.Gets("Page 2 of 3", "Campaign 08", "Campaign 15", "« Previous", "Next »")
	ada.TapsOn(m, "Next »")
	last := ada.Gets("Page 3 of 3", "Campaign 16", "Campaign 19", "« Previous")
	if last.ID != m.ID || strings.Contains(sandboxtest.Words(last), "Next »") {
		t.Errorf("%s", sandboxtest.Line(last))
	}
	ada.TapsOn(m, "« Previous")
	ada.Gets("Page 2 of 3")
	ada.TapsOn(m, "Campaign 12")
	ada.Gets("Campaign 12", "€25")
	ada.TapsOn(m, "All campaigns")
	ada.Gets("Page 1 of 3")
	stale := m
	c := *w.settings
	c.Campaigns = c.Campaigns[:3]
	w.reload(&c)
	ada.TapsOn(stale, "Next »") // there is one page only by now
	if m := ada.Gets("Campaign 02"); strings.Contains(sandboxtest.Words(m), "Page") {
		t.Errorf("%s", sandboxtest.Line(m))
	}
}

func TestTermsThatChangeMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.settings.Organisation.Terms = "Be kind." })
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	ada.Gets("Be kind.", "I agree")
	c := *w.settings
	c.Organisation.Terms = "Be kinder."
	w.reload(&c)
	ada.Taps("I agree")
	ada.Gets("Our terms have changed", "Be kinder.", "I agree")
	if d, err := w.store.Donor(t.Context(), ada.ID); err != nil || d.TermsVersion != "" {
		t.Errorf("%+v, %v", d, err)
	}
	if answer := ada.Taps("I agree"); answer.Text != "Thank you!" {
		t.Errorf("%+v", answer)
	}
	if i := ada.Gets("Donation"); i.Invoice.Total() != 1000 {
		t.Errorf("%+v", i.Invoice)
	}
	if d, err := w.store.Donor(t.Context(), ada.ID); err != nil || d.TermsVersion != campaigns.TermsVersion("Be kinder.") {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestHistoryShowsTheLastTen(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ben.Start("boat")
	ben.Sends("/history")
	ben.Gets("Your donations will appear here")
	ada.Start("boat")
	card := ada.Gets("€10")
	for n := range 10 {
		ada.TapsOn(card, "€10")
		i := ada.Gets("Donation")
		if _, err := ada.Pay(t.Context(), i, sandbox.Payment{Tip: int64(100 + n)}); err != nil {
			t.Fatal(err)
		}
		ada.Gets("Thank you, Ada!")
	}
	ada.Sends("/history")
	if m := ada.Gets("Your donations"); strings.Contains(m.Text, "These are your last") || strings.Count(m.Text, "A lifeboat") != 10 {
		t.Error(m.Text)
	}
	w.Deliver(paymentBy(ada.ID, "odd", "x", 700))
	ada.Gets("doesn't quite match")
	ada.Sends("/history")
	m := ada.Gets("Your donations", "€7", "(being checked)", "These are your last 10", "/paysupport")
	if strings.Contains(m.Text, "-000001") || strings.Count(m.Text, "TEST-") != 10 {
		t.Error(m.Text)
	}
	ben.Sends("/history")
	ben.Gets("Your donations will appear here")
}

func TestEveryTapIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.settings.Organisation.Terms = "Be kind." })
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	taps := 0
	for _, button := range []string{"A lifeboat", "All campaigns", "A lifeboat", "Other amount", "€10", "I agree", "€25"} {
		ada.Taps(button)
		taps++
		ada.Gets()
	}
	ada.Sends("/language")
	ada.Taps("français")
	taps++
	ada.Gets("français")
	w.stop()
	answers := map[string]int{}
	for _, r := range w.Requests("answerCallbackQuery") {
		answers[r.Params["callback_query_id"]]++
	}
	if len(answers) != taps {
		t.Errorf("%d taps, %d were answered", taps, len(answers))
	}
	for id, n := range answers {
		if n != 1 {
			t.Errorf("tap %s was answered %d times", id, n)
		}
	}
}

func TestAnAmountIsForTheCampaignThatWasShownLast(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("Other amount")
	ada.Gets("“A lifeboat”", "Type the amount")
	ada.Start("books")
	ada.Gets("School books")
	ada.Sends("15")
	if i := ada.Gets("School books", "Donation"); i.Invoice.Total() != 1500 {
		t.Errorf("%+v", i.Invoice)
	}
}

func TestWhoBlocksTheBotAndComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	w.gives(ada, "€10")
	ada.Gets("Thank you")
	gone := func(want string) {
		t.Helper()
		w.eventually("the donor is noted as "+want, func() bool {
			d, err := w.store.Donor(t.Context(), ada.ID)
			return err == nil && d.Unreachable == want
		})
	}
	ada.Block()
	gone("blocked")
	ada.Unblock()
	gone("")
	ada.Block()
	gone("blocked")
	ada.Start("boat")
	gone("")
	ada.Gets("A lifeboat")
}

func TestAMessageThatIsGoneIsSentAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	m := ada.Gets("Harbour Hands")
	w.Faults().Add(sandbox.Fault{Method: "editMessageText", Kind: sandbox.FaultAnswer{Code: 400, Description: "Bad Request: message to edit not found"}, Times: 1})
	ada.TapsOn(m, "A lifeboat")
	if fresh := ada.Gets("A lifeboat", "€10"); fresh.ID == m.ID {
		t.Error("it is the same message")
	}
	ada.TapsOn(m, "Trees")
	ada.Gets("Trees", "¥500")
	ada.TapsOn(m, "All campaigns")
	ada.Gets("Harbour Hands")
}
