package bot

import (
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// changes reloads the settings with the campaign changed.
func (w *world) changes(id campaigns.ID, change func(*campaigns.Campaign)) {
	w.t.Helper()
	c := *w.settings
	c.Campaigns = append([]campaigns.Campaign{}, c.Campaigns...)
	for i := range c.Campaigns {
		if c.Campaigns[i].ID == id {
			change(&c.Campaigns[i])
		}
	}
	w.settings = &c
	w.reload(&c)
}

// inYen makes a campaign one in another currency, of which Telegram has no decimals.
func inYen(c *campaigns.Campaign) {
	c.Currency, c.Amounts, c.Goal = currency("JPY"), []int64{1000, 5000}, 0
	c.Range, c.Tips = money.Range{Min: 300, Max: 300_000}, campaigns.Tips{}
}

// noInvoice fails if the bot has sent one.
func (w *world) noInvoice() {
	w.t.Helper()
	for _, r := range w.Requests("sendInvoice") {
		w.t.Errorf("an invoice was sent: %s %s", r.Params["prices"], r.Params["currency"])
	}
}

func TestAButtonNeverMeansAnotherCurrency(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	card := ada.Gets("€10")
	w.changes("boat", inYen)
	ada.TapsOn(card, "€10")
	ada.Gets("has changed", "A lifeboat", "¥1,000")
	w.acknowledged()
	w.noInvoice()
}

func TestAButtonOfOtherAmountsLeadsToTheNewOnes(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*campaigns.Campaign){
		"amounts": func(c *campaigns.Campaign) { c.Amounts = []int64{2000} },
		"limits":  func(c *campaigns.Campaign) { c.Range.Min = 1500 },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, nil)
			ada := w.Donor("Ada", "en", "GB")
			ada.Start("boat")
			card := ada.Gets("€10")
			w.changes("boat", change)
			ada.TapsOn(card, "€10")
			again := ada.Gets("has changed", "A lifeboat", "How much would you like")
			if again.ID != card.ID {
				t.Errorf("the old card stays beside the new one: %s", sandboxtest.Line(again))
			}
			w.acknowledged()
			w.noInvoice()
		})
	}
}

func TestATypedAmountNeverMeansAnotherCurrency(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ada.Start("boat")
	ada.Taps("Other amount")
	ada.Gets("Type the amount")
	ben.Start("boat")
	ben.Gets("A lifeboat")
	w.changes("boat", inYen)
	ada.Sends("1000")
	ada.Gets("has changed", "¥1,000")
	ben.Sends("1000")
	ben.Gets("has changed", "¥1,000")
	w.acknowledged()
	w.noInvoice()
	ada.Sends("1000")
	if i := ada.Gets("Donation"); i.Invoice.Total() != 1000 || i.Invoice.Currency != "JPY" {
		t.Errorf("%+v", i.Invoice)
	}
}

func TestAgreeingToTheTermsAgreesToTheAmountThatWasMeant(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.settings.Organisation.Terms = "Be kind." })
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("boat")
	ada.Taps("€10")
	ada.Gets("Be kind.")
	w.changes("boat", inYen)
	ada.Taps("I agree")
	ada.Gets("has changed", "¥1,000")
	w.acknowledged()
	w.noInvoice()
	if d, err := w.store.Donor(t.Context(), ada.ID); err != nil || !d.HasAgreed(w.settings.Organisation) {
		t.Errorf("%+v, %v", d, err)
	}
}

// TestAnInvoiceOutlivesChanges pays an invoice after everything that a campaign says
// was changed, except whether it is open.
func TestAnInvoiceOutlivesChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	ada := w.Donor("Ada", "en", "GB")
	ada.Start("towel")
	ada.Taps("€30")
	ada.Gets("Donation")
	w.changes("towel", func(c *campaigns.Campaign) {
		c.Title, c.Amounts, c.Provider = "Other", []int64{9000}, "another"
		c.Range, c.Tips, c.Shipping = money.Range{Min: 8000, Max: 9000}, campaigns.Tips{Max: 1}, nil
	})
	ada.Pays(sandbox.Payment{Option: "far", Name: "Ada", Address: &sandbox.Address{Country: "GB", City: "X", Line1: "1 Quay", PostalCode: "1"}})
	ada.Gets("Thank you, Ada!", "€39.50", "€30", "€9.50")
	if got, want := w.totals("towel"), (campaigns.Totals{Raised: 3000, Donations: 1, Donors: 1}); got != want {
		t.Errorf("%+v", got)
	}
	if strings.Contains(w.log.String(), "review") {
		t.Error(w.log)
	}
}
