package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// ofTheBot are the bot's messages that a person can see.
func (w *world) ofTheBot(a *sandboxtest.Actor) (lines []string) {
	for _, m := range a.Chat().Messages() {
		if m.From.IsBot && !m.Deleted {
			lines = append(lines, sandboxtest.Line(m))
		}
	}
	return lines
}

func TestLookingAroundLeavesOneMessage(t *testing.T) {
	t.Parallel()
	for name, photos := range map[string][]int{"without photos": nil, "some with photos": {0, 2}, "all with photos": {0, 1, 2}} {
		w := newWorld(t, func(w *world) {
			for _, i := range photos {
				w.settings.Campaigns[i].Photo = campaigns.Photo{File: picture(t)}
			}
		})
		ada := w.Donor("Ada", "en", "GB")
		ada.Start("")
		for _, title := range []string{"A lifeboat", "School books", "Trees"} {
			ada.Taps(title)
			ada.Gets(title, "How much would you like")
			ada.Taps("All campaigns")
			ada.Gets("What would you like to give to?")
		}
		w.acknowledged()
		w.bot.dispatcher.queues.idle.Wait()
		if got := w.ofTheBot(ada); len(got) != 1 {
			t.Errorf("%s: %d messages:\n%s", name, len(got), strings.Join(got, "\n"))
		}
	}
}

func TestAPhotoThatCannotBeDeletedLosesItsButtons(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.settings.Campaigns[0].Photo = campaigns.Photo{File: picture(t)} })
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	card := ada.Gets("A lifeboat", "€10")
	w.Faults().Add(sandbox.Fault{Method: "deleteMessage", Kind: sandbox.FaultAnswer{Code: 400, Description: "Bad Request: message can't be deleted for everyone"}})
	ada.Taps("All campaigns")
	ada.Gets("Harbour Hands")
	w.eventually("the card has no buttons", func() bool { return len(ada.Chat().Message(card.ID).Keyboard) == 0 })
}

func TestAnAmountThatIsTypedEarlyIsOffered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands")
	ada.Sends("137.50")
	ada.Gets("Which campaign is this amount for?")
	ada.Taps("Trees") // yen have no cents
	ada.Gets("Trees", "¥500")
	ada.Taps("All campaigns")
	ada.Gets("Harbour Hands")
	ada.Taps("A lifeboat")
	ada.Gets("A lifeboat", "€137.50", "€10")
	ada.Taps("€137.50")
	if i := ada.Gets("Donation"); i.Invoice.Total() != 13750 {
		t.Errorf("%+v", i.Invoice)
	}
	ada.Sends("42") // after an invoice
	ada.Gets("Which campaign is this amount for?")
	ada.Taps("School books")
	ada.Gets("School books", "$42")
	ada.Start("boat")
	if m := ada.Gets("A lifeboat"); !strings.Contains(sandboxtest.Words(m), "€42") {
		t.Errorf("%s", sandboxtest.Line(m))
	}
	ada.Taps("€10")
	ada.Gets("Donation")
	ada.Start("boat")
	if m := ada.Gets("A lifeboat"); strings.Contains(sandboxtest.Words(m), "€42") {
		t.Errorf("it is still there: %s", sandboxtest.Line(m))
	}
}

func TestAnotherLanguageIsThereAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.settings.Admins = []int64{1001} })
	boss, camille := w.Donor("Boss", "en", "GB"), w.Donor("Camille", "en", "FR")
	for _, a := range []*sandboxtest.Actor{boss, camille} {
		a.Start("")
		a.Sends("/language")
		a.Taps("français")
		a.Gets("C’est noté", "Quelle campagne souhaitez-vous soutenir", "A lifeboat")
		a.Taps("A lifeboat")
		a.Gets("Combien")
		w.eventually("the menu is French", func() bool {
			all := w.Commands(a.Chat(), a.Person)
			return len(all) > 0 && all[0].Description == "Faire un don"
		})
	}
	before := len(w.Requests("setMyCommands"))
	w.restart()
	w.eventually("the commands are registered again", func() bool { return len(w.Requests("setMyCommands")) >= before+6 })
	if all := w.Commands(boss.Chat(), boss.Person); all[0].Description != "Faire un don" {
		t.Errorf("%+v", all[0])
	}
}

func TestThanksAreAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, camille := w.Donor("Ada", "en", "GB"), w.Donor("Camille", "fr", "FR")
	ada.Start("boat")
	ada.Sends("Thank you!")
	ada.Gets("You're very welcome")
	ada.Taps("Other amount")
	ada.Gets("Type the amount")
	ada.Sends("thanks :)")
	ada.Gets("You're very welcome")
	camille.Start("")
	camille.Sends("Merci beaucoup")
	camille.Gets("Merci à vous")
}

func TestTheFirstNameGreetsAndTheOrganisationStandsOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		o := &w.settings.Organisation
		o.LegalID, o.Address = "Charity 123", "Harbour Hands, 12 Quay Road"
	})
	p := w.NewPerson("Mary Ann", "Evans", "en", "GB")
	w.Deliver(json.RawMessage(fmt.Sprintf(`{"message":{"message_id":1,"date":%d,"from":{"id":%d,"is_bot":false,"first_name":"Mary Ann","last_name":"Evans","language_code":"en"},
		"chat":{"id":%[2]d,"type":"private"},"successful_payment":{"currency":"EUR","total_amount":1000,"invoice_payload":"x","telegram_payment_charge_id":"c1"}}}`, time.Now().Unix(), p.ID)))
	w.eventually("the thanks are on their way", func() bool { return len(w.Requests("sendMessage")) > 0 })
	text := w.Requests("sendMessage")[0].Params["text"]
	if !strings.Contains(text, "Thank you, Mary Ann!") || strings.Contains(text, "Evans") {
		t.Error(text)
	}
	if strings.Count(text, "Harbour Hands") != 1 || !strings.Contains(text, "Harbour Hands · Charity 123 · 12 Quay Road") {
		t.Error(text)
	}
}

func TestTheStoryIsTheCardsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Gets("An engine <for> our boat & crew.")
	ada.Taps("€10")
	if i := ada.Gets("Donation"); strings.Contains(i.Invoice.Description, "engine") || i.Invoice.Description == "" {
		t.Errorf("%+v", i.Invoice)
	}
}

// TestEachSpeaksTheDonorsLanguage has a campaign and an organisation with texts in
// French, and words of their own.
func TestEachSpeaksTheDonorsLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		o := &w.settings.Organisation
		o.Terms, o.Welcome, o.Thanks = "Be kind.", "<b>Ahoy!</b>", "The crew <i>sends</i> its love."
		o.Translations = map[string]campaigns.OrganisationText{"fr": {Terms: "Soyez gentils.", Welcome: "<b>Ohé&nbsp;!</b>", Thanks: "L’équipage vous embrasse.", Privacy: "Rien ne sort d’ici.", Support: "aide@example.org"}}
		w.settings.Campaigns[0].Translations = map[string]campaigns.CampaignText{"fr": {Title: "Un canot", Description: "Un moteur."}}
	})
	ada, camille := w.Donor("Ada", "en", "GB"), w.Donor("Camille", "fr-CA", "FR")
	for _, c := range []struct {
		a                                              *sandboxtest.Actor
		welcome, title, story, terms, thanks, decision string
	}{
		{ada, "Ahoy!", "A lifeboat", "An engine", "Be kind.", "The crew sends its love.", "I agree"},
		{camille, "Ohé", "Un canot", "Un moteur.", "Soyez gentils.", "L’équipage vous embrasse.", "J’accepte"},
	} {
		c.a.Start("")
		c.a.Gets(c.welcome, c.title)
		c.a.Taps(c.title)
		c.a.Gets(c.title, c.story)
		c.a.Taps("10")
		c.a.Gets(c.terms, c.decision)
		c.a.Taps(c.decision)
		if i := c.a.Invoice(); i.Invoice.Title != c.title {
			t.Errorf("%+v", i.Invoice)
		}
		c.a.Pays(sandbox.Payment{})
		c.a.Gets(c.thanks, c.title)
		if d, err := w.store.Donor(t.Context(), c.a.ID); err != nil || d.TermsVersion != campaigns.TermsVersion("Be kind.") {
			t.Errorf("%+v, %v", d, err)
		}
		c.a.Sends("/history")
		c.a.Gets(c.title)
	}
	camille.Sends("/privacy")
	camille.Gets("Rien ne sort")
	camille.Sends("/paysupport")
	camille.Gets("aide@example.org")
	if title, err := w.store.Title(t.Context(), campaigns.TotalsKey{Mode: campaigns.ModeTest, CampaignID: "boat", Currency: "EUR"}); err != nil || title != "A lifeboat" {
		t.Errorf("%q, %v", title, err)
	}
}
