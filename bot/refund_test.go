package bot

import (
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// givesBoat is a gift of €25 by card, and its donation.
func (w *world) givesBoat(a *sandboxtest.Actor) campaigns.Donation {
	w.t.Helper()
	a.Start("boat")
	w.gives(a, "€25")
	a.Gets("Thank you")
	return w.newest(a)
}

// adjusted are the adjustments of a receipt.
func (w *world) adjusted(r campaigns.ReceiptNo) []campaigns.Adjustment {
	w.t.Helper()
	_, all, _, err := w.store.Donation(w.t.Context(), r)
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}

// buttonsOf are the texts of a message's buttons.
func buttonsOf(m *sandbox.Message) (texts []string) {
	for _, row := range m.Keyboard {
		for _, b := range row {
			texts = append(texts, b.Text)
		}
	}
	return texts
}

// TestARefundOfStarsInTheChat also taps the button again when all is done.
func TestARefundOfStarsInTheChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor, ada := w.admin("Noor", "en"), w.Donor("Ada", "en", "GB")
	_, d := w.givesStars(ada)
	noor.Sends("/refund")
	noor.Gets("like this", "/refund TEST-20")
	noor.Sends("/refund nonsense")
	noor.Gets("There is no receipt NONSENSE")
	noor.Sends("/refund TEST-2001-000001")
	noor.Gets("There is no receipt TEST-2001-000001")
	noor.Sends("/refund " + strings.ToLower(d.Receipt.String()))
	card := noor.Gets("(test) ⭐\u00a050 for “A lantern” from Ada", d.Receipt.String())
	if got := buttonsOf(card); len(got) != 1 || got[0] != "Refund 50\u00a0Stars" {
		t.Errorf("%q", got)
	}
	noor.TapsOn(card, "Refund 50")
	noor.Gets("Telegram will give ⭐\u00a050 back", "Why?")
	noor.Sends("asked <by> Ada")
	confirm := noor.Gets("Give ⭐\u00a050 back to Ada?", "asked <by> Ada", "can't be undone", "Refund 50\u00a0Stars", "Cancel")
	noor.TapsOn(confirm, "Refund 50")
	done := noor.Gets("Telegram has given the Stars back", "⭐\u00a050 refunded (asked <by> Ada; Noor)")
	if len(done.Keyboard) != 0 {
		t.Errorf("%s", sandboxtest.Line(done))
	}
	ada.Gets("⭐\u00a050", "has been refunded")
	noor.TapsOn(card, "Refund 50") // a stale one
	noor.Gets("Something has changed", "⭐\u00a050 refunded")
	all := w.adjusted(d.Receipt)
	if len(all) != 1 || all[0].Reason != "asked <by> Ada" || all[0].Actor != strings.TrimSpace(all[0].Actor) || all[0].Amount != 50 || all[0].Operation == "" {
		t.Errorf("%+v", all)
	}
	if got, want := w.totals("lantern"), (campaigns.Totals{Refunded: 50}); got != want {
		t.Errorf("%+v", got)
	}
}

func TestARefundOfACardInTheChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor, ada := w.admin("Noor", "en"), w.Donor("Ada", "en", "GB")
	d := w.givesBoat(ada)
	noor.Sends("/refund " + d.Receipt.String())
	noor.Gets("€25 for “A lifeboat” from Ada", "Note a refund of the whole (€25)", "Note a refund of a part", "Lost dispute")
	noor.Taps("of a part")
	noor.Gets("up to €25")
	for _, wrong := range []string{"lots", "26", "0"} {
		noor.Sends(wrong)
		noor.Gets("an amount of up to €25")
	}
	noor.Sends("10.50")
	noor.Gets("First refund €10.50 at your payment provider", d.ProviderChargeID)
	noor.Sends("one of two tickets")
	noor.Gets("Record that €10.50 went back to Ada?", "one of two tickets", "The donor will be told")
	noor.Sends("one of three tickets") // a better reason
	noor.Gets("Record that €10.50", "one of three tickets")
	noor.Taps("Yes, record it")
	noor.Gets("Recorded", "€10.50 refunded (one of three tickets; Noor)", "€14.50 is left", "Note a refund of the whole (€14.50)", "Undo")
	ada.Gets("€10.50 of your payment", "has been refunded")
	if got := w.totals("boat").Raised; got != 1450 {
		t.Errorf("raised %d", got)
	}
	noor.Taps("Undo")
	noor.Gets("Taken back", "€10.50 taken back", "Note a refund of the whole (€25)")
	noor.Taps("Lost dispute")
	noor.Gets("already taken €25 back")
	noor.Sends("card was stolen")
	noor.Gets("lost to a dispute?", "will not be told")
	noor.Taps("Yes, record it")
	m := noor.Gets("Recorded", "€25 lost to a dispute (card was stolen; Noor)", "Undo")
	if got := buttonsOf(m); len(got) != 1 {
		t.Errorf("%q", got)
	}
	noor.TapsOn(m, "Undo")
	noor.Gets("Taken back")
	if all := w.adjusted(d.Receipt); len(all) != 4 || all[3].Kind != campaigns.AdjustmentUndo || all[3].Actor == "" || all[3].Reason == "" {
		t.Errorf("%+v", all)
	}
	w.emptied()
	told := 0
	for _, m := range ada.Chat().Messages() {
		told += strings.Count(m.Text, "has been refunded")
	}
	if told != 1 {
		t.Errorf("the donor was told %d times", told)
	}
}

func TestARefundIsCancelled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor, ada := w.admin("Noor", "fr"), w.Donor("Ada", "en", "GB")
	d := w.givesBoat(ada)
	noor.Sends("/refund " + d.Receipt.String())
	noor.Taps("remboursement total")
	noor.Gets("Remboursez d’abord 25")
	noor.Sends("une erreur")
	confirm := noor.Gets("Enregistrer le remboursement")
	yes := confirm.Keyboard[0][0].Data
	noor.TapsOn(confirm, "Abandonner")
	noor.Gets("A lifeboat", "remboursement total")
	w.Deliver(tapped(noor.ID, "late", yes, true))
	noor.Gets("I've done nothing") // such a tap does not say the person's language
	if all := w.adjusted(d.Receipt); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

// TestTwoAdministratorsRefundOnce has both look and confirm before either is told.
func TestTwoAdministratorsRefundOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor, omar, ada := w.admin("Noor", "en"), w.admin("Omar", "en"), w.Donor("Ada", "en", "GB")
	card, stars := w.givesBoat(ada), campaigns.Donation{}
	_, stars = w.givesStars(ada)
	for _, d := range []campaigns.Donation{card, stars} {
		confirms := map[*sandboxtest.Actor]*sandbox.Message{}
		for _, a := range []*sandboxtest.Actor{noor, omar} {
			a.Sends("/refund " + d.Receipt.String())
			m := a.Gets(d.Receipt.String())
			a.TapsOn(m, "efund")
			a.Gets("A few words")
			a.Sends("asked by Ada")
			confirms[a] = a.Gets("asked by Ada", "Cancel")
		}
		silent := make(chan struct{})
		go func() {
			defer close(silent)
			omar.Tap(t.Context(), confirms[omar], confirms[omar].Keyboard[0][0].Text) //nolint:errcheck // it is looked at below
		}()
		noor.Tap(t.Context(), confirms[noor], confirms[noor].Keyboard[0][0].Text) //nolint:errcheck // likewise
		<-silent
		noor.Gets("refunded (asked by Ada; ")
		omar.Gets("refunded (asked by Ada; ")
		if all := w.adjusted(d.Receipt); len(all) != 1 {
			t.Errorf("%+v", all)
		}
	}
	w.emptied()
	told := 0
	for _, m := range ada.Chat().Messages() {
		told += strings.Count(m.Text, "has been refunded")
	}
	if told != 2 {
		t.Errorf("the donor was told %d times of two refunds", told)
	}
}

// TestARefundThatTelegramRefusesInTheChat also says what can't be known.
func TestARefundThatTelegramRefusesInTheChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor, ada := w.admin("Noor", "en"), w.Donor("Ada", "en", "GB")
	_, d := w.givesStars(ada)
	w.impatient()
	tries := func() {
		noor.Sends("/refund " + d.Receipt.String())
		noor.TapsOn(noor.Gets(d.Receipt.String()), "Refund 50")
		noor.Gets("Why?")
		noor.Sends("asked by Ada")
		noor.TapsOn(noor.Gets("asked by Ada", "Cancel"), "Refund 50")
	}
	for fault, said := range map[sandbox.FaultKind]string{
		sandbox.FaultAnswer{Code: 400, Description: "CHARGE_NOT_FOUND"}: "CHARGE_NOT_FOUND", sandbox.FaultAnswer{Code: 400, Description: "CHARGE_ALREADY_REFUNDED"}: "its own list doesn't have that",
		sandbox.FaultDrop{}: "I couldn't get an answer",
	} {
		remove := w.Faults().Add(sandbox.Fault{Method: "refundStarPayment", Kind: fault})
		tries()
		noor.Gets(said)
		remove()
	}
	tries()
	noor.Gets("Telegram has given the Stars back")
	if all := w.adjusted(d.Receipt); len(all) != 1 {
		t.Errorf("%+v", all)
	}
}

// TestARefundInTheTeamsGroup has an anonymous administrator look, who would need a name
// to act, and somebody of the group who is no administrator.
func TestARefundInTheTeamsGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor, omar, ada := w.admin("Noor", "en"), w.admin("Omar", "en"), w.Donor("Ada", "en", "GB")
	d := w.givesBoat(ada)
	g := w.Group("Team", noor, omar, ada)
	w.team(g.Chat)
	g.Anonymous(noor.Person, true)
	ada.Send(g.Chat, "/refund "+d.Receipt.String())
	noor.Send(g.Chat, "/refund "+d.Receipt.String())
	card := g.Gets("€25 for “A lifeboat” from Ada")
	if answer, err := ada.Tap(t.Context(), card, "of the whole"); err != nil || !strings.Contains(answer.Text, "no longer works") {
		t.Errorf("a stranger taps: %+v, %v", answer, err)
	}
	omar.TapsOn(card, "of the whole")
	question := g.Gets("Omar", "First refund €25")
	noor.Reply(question, "my reason")
	g.Gets("Remain anonymous")
	omar.Send(g.Chat, "not a reply")
	omar.Reply(question, "paid twice")
	confirm := g.Gets("Record that €25", "paid twice")
	if _, err := ada.Tap(t.Context(), confirm, "Yes"); err != nil {
		t.Error(err)
	}
	if all := w.adjusted(d.Receipt); len(all) != 0 {
		t.Fatalf("%+v", all)
	}
	omar.TapsOn(confirm, "Yes")
	g.Gets("Recorded", "€25 refunded (paid twice; Omar)")
	if all := w.adjusted(d.Receipt); len(all) != 1 || all[0].Reason != "paid twice" {
		t.Errorf("%+v", all)
	}
}

// TestAConfirmationAfterARestart finds nothing drafted: nothing is done, and what was
// done before is known.
func TestAConfirmationAfterARestart(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	noor, ada := w.admin("Noor", "en"), w.Donor("Ada", "en", "GB")
	d := w.givesBoat(ada)
	confirm := func() *sandbox.Message {
		noor.Sends("/refund " + d.Receipt.String())
		noor.TapsOn(noor.Gets(d.Receipt.String(), "of the whole"), "of the whole")
		noor.Gets("First refund")
		noor.Sends("paid twice")
		return noor.Gets("Record that €25")
	}
	m := confirm()
	w.restart()
	noor.TapsOn(m, "Yes")
	noor.Gets("I've done nothing")
	m = confirm()
	yes := m.Keyboard[0][0].Data
	noor.TapsOn(m, "Yes")
	noor.Gets("Recorded")
	w.restart()
	w.Deliver(tapped(noor.ID, "again", yes, true))
	noor.Gets("This is done already")
	if all := w.adjusted(d.Receipt); len(all) != 1 {
		t.Errorf("%+v", all)
	}
}
