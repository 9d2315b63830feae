package bot

import (
	"errors"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
)

func TestADonationFromStartToTheLedger(t *testing.T) {
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("")
	ada.Gets("Harbour Hands", "A lifeboat", "School books")
	ada.Taps("A lifeboat")
	ada.Gets("An engine <for> our boat & crew.", "░░░░░░░░░░ 0%", "€0 of €1,000", "€10", "€25", "Other amount", "All campaigns")
	ada.Taps("€25")
	if i := ada.Gets("A lifeboat", "Your donation to Harbour Hands."); i.Invoice == nil || i.Invoice.Total() != 2500 || i.Invoice.MaxTip != 5000 || i.Invoice.StartParameter != "boat" {
		t.Fatalf("%+v", i.Invoice)
	}
	ada.Pays(sandbox.Payment{Tip: 250})
	ada.Gets("Thank you, Ada!", "A lifeboat", "€27.50", "Gift: €25", "Tip: €2.50", "TEST-20", "-000001", "This was a test", "Give again")
	if got, want := w.totals("boat"), (campaigns.Totals{Raised: 2750, Donations: 1, Donors: 1}); got != want {
		t.Errorf("%+v", got)
	}
	ada.Taps("Give again")
	ada.Gets("€27.50 of €1,000", "1\u00a0donation", "2%")
}

func TestEachCurrency(t *testing.T) {
	w := newWorld(t, nil)
	for _, c := range []struct {
		id     campaigns.ID
		button string
		amount int64
		thanks string
	}{
		{"books", "$12", 1200, "$12"}, {"trees", "¥500", 500, "¥500"}, {"water", "2.500", 2500, "2.500"}, {"lantern", "⭐\u00a050", 50, "⭐\u00a050"},
	} {
		t.Run(string(c.id), func(t *testing.T) {
			ada := w.Donor("Ada", "en", "GB")
			ada.Start(string(c.id))
			ada.Taps(c.button)
			i := ada.Invoice()
			if i.Invoice.Total() != c.amount || len(i.Invoice.Prices) != 1 || i.Invoice.MaxTip != 0 {
				t.Errorf("%+v", i.Invoice)
			}
			ada.Pays(sandbox.Payment{})
			ada.Gets("Thank you", c.thanks)
			if got := w.totals(c.id).Raised; got != c.amount {
				t.Errorf("raised %d", got)
			}
		})
	}
	for _, r := range w.Requests("sendInvoice") {
		_, token := r.Params["provider_token"]
		if stars := r.Params["currency"] == "XTR"; stars == token {
			t.Errorf("provider token of %s: %v", r.Params["currency"], token)
		}
	}
}

func TestPostageByCountry(t *testing.T) {
	w := newWorld(t, nil)
	for _, c := range []struct {
		country, option string
		amount          int64
	}{{"GB", "", 3950}, {"BE", "near", 3490}} {
		ada := w.Donor("Ada", "en", c.country)
		ada.Start("towel")
		ada.Taps("€30")
		r := ada.Pays(sandbox.Payment{Option: c.option, Name: "Ada L", Address: &sandbox.Address{Country: c.country, City: "X", Line1: "12 Old Quay", PostalCode: "1"}})
		if r.Amount != c.amount {
			t.Errorf("%s paid %d", c.country, r.Amount)
		}
		ada.Gets("Thank you", "Delivery: ")
	}
	kenji := w.Donor("Kenji", "fr", "JP")
	kenji.Start("towel")
	kenji.Taps("30\u00a0€")
	var refused *sandbox.Refused
	if err := kenji.PayError(sandbox.Payment{Address: &sandbox.Address{Country: "JP"}}); !errors.As(err, &refused) || !strings.Contains(refused.Text, "Japon") {
		t.Errorf("%v", err)
	}
	if got := w.totals("towel"); got.Raised != 6000 {
		t.Errorf("postage counts towards no goal: %+v", got)
	}
	if found, err := w.store.History(t.Context(), 1001, campaigns.ModeTest, 1); err != nil || found[0].Personal.Contact.Line1 != "12 Old Quay" || found[0].Shipping != 950 {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestAnotherAmount(t *testing.T) {
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("Other amount")
	ada.Gets("Type the amount", "€10", "You can give from €2 to €5,000.")
	for text, answer := range map[string]string{
		"1": "less than we can take", "9999999": "more than we can take", "12.345": "two ways", "12.3456": "too many decimal places", "-5": "more than zero", "1e3": "couldn't read that", "what?": "couldn't read that",
	} {
		ada.Sends(text)
		ada.Gets(answer)
	}
	ada.Sends("€12.50")
	if i := ada.Invoice(); i.Invoice.Total() != 1250 {
		t.Errorf("%+v", i.Invoice)
	}
	ada.Pays(sandbox.Payment{})
	ada.Gets("Thank you", "€12.50")
	ada.Sends("7")
	ada.Gets("Which campaign is this amount for?", "A lifeboat")
}

func TestADeclinedCardIsTriedAgainAndAPaidInvoiceIsNot(t *testing.T) {
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	if err := ada.PayError(sandbox.Payment{Card: sandbox.CardDeclined}); err != sandbox.ErrDeclined {
		t.Fatal(err)
	}
	ada.Pays(sandbox.Payment{})
	ada.Gets("Thank you")
	payload := w.Charges()[0].Payload
	w.Deliver([]byte(`{"pre_checkout_query":{"id":"77","from":{"id":1001,"is_bot":false,"first_name":"Ada","language_code":"en"},"currency":"EUR","total_amount":1000,"invoice_payload":"` + payload + `"}}`))
	w.eventually("the second checkout is refused", func() bool {
		all := w.Requests("answerPreCheckoutQuery")
		last := all[len(all)-1]
		return last.Params["pre_checkout_query_id"] == "77" && strings.Contains(last.Params["error_message"], "already been paid")
	})
}

func TestTermsAreAgreedToOnce(t *testing.T) {
	w := newWorld(t, func(w *world) { w.settings.Organisation.Terms = "Be <kind>." })
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	ada.Gets("Be <kind>.", "I agree")
	ada.Taps("I agree")
	ada.Pays(sandbox.Payment{})
	ada.Gets("Thank you, Ada")
	d, err := w.store.Donor(t.Context(), ada.ID)
	if err != nil || d.TermsVersion != campaigns.TermsVersion("Be <kind>.") || d.AgreedAt.IsZero() {
		t.Errorf("%+v, %v", d, err)
	}
	ada.Taps("Give again")
	ada.Gets("How much would you like to give?")
	ada.Taps("€25")
	ada.Gets("A lifeboat", "Donation")
	ada.Pays(sandbox.Payment{})
	ada.Gets("Thank you, Ada", "€25")
	if all := w.Requests("editMessageText"); len(all) != 0 {
		t.Errorf("a receipt was edited away: %v", all)
	}
}

func TestClosedUnknownAndStale(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.settings.Campaigns[0].Ends = "2020-02-01"
		w.settings.Campaigns[1].Starts = "2199-03-02"
	})
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Gets("“A lifeboat” ended on 1\u00a0February 2020", "Trees")
	ada.Start("books")
	ada.Gets("“School books” opens on 2\u00a0March 2199", "Trees")
	ada.Start("nothing")
	ada.Gets("I can't find that campaign", "Trees")
	ada.Taps("Trees")
	ada.Gets("Trees", "¥500")
	c := *w.settings
	c.Campaigns = c.Campaigns[:2]
	w.reload(&c)
	ada.Taps("¥500")
	ada.Gets("This campaign is closed", "No campaign is open")
	ada.Start("")
	ada.Gets("No campaign is open")
}

func TestFrenchAndTheLanguageCommand(t *testing.T) {
	w := newWorld(t, nil)
	camille := w.Donor("Camille", "fr-CA", "FR")
	camille.Start("boat")
	camille.Gets("0\u00a0€ sur 1\u202f000\u00a0€", "Autre montant")
	camille.Sends("/language")
	camille.Taps("English")
	camille.Gets("All right, English it is!")
	camille.Start("boat")
	camille.Gets("Other amount")
	camille.Sends("/paysupport")
	camille.Gets("help@example.org", "Telegram's own support can't help")
	for _, command := range []string{"/help", "/terms", "/privacy", "/history", "/campaigns"} {
		camille.Sends(command)
		camille.Gets()
	}
	camille.Sends("/dance")
	camille.Gets("I didn't catch that.")
}
