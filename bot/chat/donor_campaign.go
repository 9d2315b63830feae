package chat

import (
	"html"
	"slices"
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"

	tele "gopkg.in/telebot.v3"
)

// campaign answers a tap on a campaign of the list.
func (b *browsing) campaign(r *request) error {
	c, ok := r.campaign(r.in.data.Campaign)
	if !ok {
		return b.list(r, 0, "campaign_closed", nil)
	}
	return b.card(r, c, "", false)
}

// again answers a tap below a receipt, which stays.
func (b *browsing) again(r *request) error {
	r.keepMessage = true
	return b.campaign(r)
}

// card shows a campaign with its amounts, or says why it takes none. lead is the key
// of a sentence above it, "" for none; link reports whether a deep link led here.
func (b *browsing) card(r *request, c campaigns.Campaign, lead string, link bool) error {
	if ok, err := b.open(r, c); !ok {
		return err
	}
	totals, err := b.store.Totals(r.ctx, campaigns.TotalsKey{Mode: r.settings.Mode, CampaignID: c.ID, Currency: c.Currency.Code})
	if err != nil {
		return &ledgerError{err}
	}
	if err := b.dialogs.begin(r.in.dialogKey(), dialogCard, gift{Campaign: c.ID, Currency: c.Currency.Code, Early: r.early(), Link: link}); err != nil {
		return err
	}
	above := ""
	if lead != "" {
		above = r.words(lead, nil) + "\n\n"
	}
	return r.show(screen{text: above + story(r, c, totals, telegram.Units(above)), photo: c.Photo, rows: cardButtons(r, c, link)})
}

// open reports whether the campaign takes gifts today; if not, it says so and shows
// those that do.
func (b *browsing) open(r *request, c campaigns.Campaign) (bool, error) {
	switch c.State(r.today()) {
	case campaigns.StateNotYetOpen:
		return false, b.list(r, 0, "campaign_not_open", locales.Args{"Title": c.Title, "Date": r.date(c.Starts)})
	case campaigns.StateEnded:
		return false, b.list(r, 0, "campaign_ended", locales.Args{"Title": c.Title, "Date": r.date(c.Ends)})
	}
	return true, nil
}

// story is the text of a campaign's card. Below a photo, a long description gives
// way to what comes after it; taken is how much of the room others need.
func story(r *request, c campaigns.Campaign, t campaigns.Totals, taken int) string {
	parts := []string{"<b>" + html.EscapeString(c.Title) + "</b>"}
	facts := cardFacts(r, c, t)
	if c.Description != "" {
		room := telegram.MaxText
		if c.Photo != (campaigns.Photo{}) {
			room = telegram.MaxCaption
		}
		room -= taken + telegram.Units(c.Title) + telegram.Units(strings.Join(facts, "\n\n")) + 4
		parts = append(parts, html.EscapeString(telegram.CutUnits(c.Description, room)))
	}
	return strings.Join(append(parts, facts...), "\n\n")
}

// cardFacts are what a card says besides its story.
func cardFacts(r *request, c campaigns.Campaign, t campaigns.Totals) (parts []string) {
	if p := progress(r, c, t); p != "" {
		parts = append(parts, p)
	}
	if c.NeedsShipping() {
		parts = append(parts, r.words("card_posts", nil))
	}
	switch test := r.settings.Mode == campaigns.ModeTest; {
	case test && c.Currency.Code == money.Stars:
		parts = append(parts, r.words("card_test_stars", nil))
	case test:
		parts = append(parts, r.words("card_test", nil))
	}
	return append(parts, r.words("card_choose", nil))
}

// progress says what was raised, by how many, and how many days are left.
func progress(r *request, c campaigns.Campaign, t campaigns.Totals) string {
	var lines []string
	if c.Goal > 0 {
		lines = append(lines, r.words("card_raised_of", goalArgs(r.lang, c.Money(t.Raised), c.Money(c.Goal))))
	} else if t.Raised > 0 {
		lines = append(lines, r.words("card_raised", locales.Args{"Raised": c.Money(t.Raised).In(r.lang)}))
	}
	var facts []string
	if t.Donations > 0 {
		facts = append(facts, r.words("card_donations", locales.Args{locales.Count: int(t.Donations)}))
	}
	if c.Ends != "" {
		switch days := r.today().DaysUntil(c.Ends); {
		case days == 0:
			facts = append(facts, r.words("card_last_day", nil))
		default:
			facts = append(facts, r.words("card_days_left", locales.Args{locales.Count: days + 1}))
		}
	}
	if len(facts) > 0 {
		lines = append(lines, strings.Join(facts, " · "))
	}
	return strings.Join(lines, "\n")
}

// amountsInRow keeps the buttons wide enough for a thumb, and none alone in a row
// if that can be.
func amountsInRow(amounts int) int {
	if amounts%3 == 1 && amounts%2 == 0 {
		return 2
	}
	return 3
}

func cardButtons(r *request, c campaigns.Campaign, link bool) (rows [][]tele.InlineButton) {
	var row []tele.InlineButton
	offer := callback{Kind: callbackAmount, Campaign: c.ID, Currency: c.Currency.Code, Offer: c.OfferVersion(), Link: link}
	if early, ok := earlyAmount(r, c); ok && !slices.Contains(c.Amounts, early) {
		offer.Amount = early
		rows = append(rows, []tele.InlineButton{button(c.Money(early).In(r.lang), offer)})
	}
	for _, amount := range c.Amounts {
		offer.Amount = amount
		row = append(row, button(c.Money(amount).In(r.lang), offer))
		if len(row) == amountsInRow(len(c.Amounts)) {
			rows, row = append(rows, row), nil
		}
	}
	if len(row) > 0 {
		rows = append(rows, row)
	}
	rows = append(rows, []tele.InlineButton{button(r.plain("button_other", nil), callback{Kind: callbackOther, Campaign: c.ID, Link: link})})
	if len(r.open()) > 1 {
		rows = append(rows, []tele.InlineButton{button(r.plain("button_all", nil), callback{Kind: callbackList})})
	}
	return rows
}
