package bot

import (
	"html"
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"

	tele "gopkg.in/telebot.v3"
)

// card shows a campaign with its amounts, or says why it takes none. link tells
// that a deep link led here.
func (v *visit) card(c campaigns.Campaign, link bool) error {
	if ok, err := v.open(c); !ok {
		return err
	}
	totals, err := v.store.Totals(v.calls, campaigns.TotalsKey{Mode: v.Settings().Mode, CampaignID: c.ID, Currency: c.Currency.Code})
	if err != nil {
		return &ledgerError{err}
	}
	v.asked.put(v.conversation(), tap{Kind: tapCard, Campaign: c.ID, Link: link})
	return v.show(screen{text: v.story(c, totals), photo: c.Photo, rows: v.amounts(c, link)})
}

// open tells whether the campaign takes gifts today; where not, it says so and
// shows those that do.
func (v *visit) open(c campaigns.Campaign) (bool, error) {
	switch c.State(v.today()) {
	case campaigns.StateNotYetOpen:
		return false, v.list(0, "campaign_not_open", locales.Args{"Title": c.Title, "Date": v.Bot.words.Date(v.lang, c.Starts)})
	case campaigns.StateEnded:
		return false, v.list(0, "campaign_ended", locales.Args{"Title": c.Title, "Date": v.Bot.words.Date(v.lang, c.Ends)})
	}
	return true, nil
}

// story is the text of a campaign's card. Below a photo, a long description gives
// way to what comes after it.
func (v *visit) story(c campaigns.Campaign, t campaigns.Totals) string {
	head := []string{"<b>" + html.EscapeString(c.Title) + "</b>"}
	tail := v.facts(c, t)
	if c.Description != "" {
		room := telegram.MaxText
		if c.Photo != (campaigns.Photo{}) {
			room = telegram.MaxCaption
		}
		room -= telegram.Units(c.Title) + telegram.Units(strings.Join(tail, "\n\n")) + 4
		head = append(head, html.EscapeString(telegram.CutUnits(c.Description, room)))
	}
	return strings.Join(append(head, tail...), "\n\n")
}

// facts are what a card says besides its story.
func (v *visit) facts(c campaigns.Campaign, t campaigns.Totals) (parts []string) {
	if p := v.progress(c, t); p != "" {
		parts = append(parts, p)
	}
	if c.NeedsShipping() {
		parts = append(parts, v.words("card_posts", nil))
	}
	if onlyTest(v.Settings().Mode, c.Currency.Code) {
		parts = append(parts, v.words("card_test", nil))
	}
	return append(parts, v.words("card_choose", nil))
}

// progress says what was raised, by how many, and how many days are left.
func (v *visit) progress(c campaigns.Campaign, t campaigns.Totals) string {
	var lines []string
	if c.Goal > 0 {
		lines = append(lines, v.words("card_raised_of", goalArgs(c.Money(t.Raised), c.Money(c.Goal))))
	} else if t.Raised > 0 {
		lines = append(lines, v.words("card_raised", locales.Args{"Raised": c.Money(t.Raised).String()}))
	}
	var facts []string
	if t.Donations > 0 {
		facts = append(facts, v.words("card_donations", locales.Args{locales.Count: int(t.Donations)}))
	}
	if c.Ends != "" {
		switch days := v.today().DaysUntil(c.Ends); {
		case days == 0:
			facts = append(facts, v.words("card_last_day", nil))
		default:
			facts = append(facts, v.words("card_days_left", locales.Args{locales.Count: days + 1}))
		}
	}
	if len(facts) > 0 {
		lines = append(lines, strings.Join(facts, " · "))
	}
	return strings.Join(lines, "\n")
}

// goalArgs are those of the words that show what was raised of a goal.
func goalArgs(raised, goal money.Amount) locales.Args {
	percent := max(raised.Units, 0) * 100 / goal.Units
	return locales.Args{"Bar": bar(percent), "Percent": strconv.FormatInt(percent, 10), "Raised": raised.String(), "Goal": goal.String()}
}

// bar draws a percentage in ten cells.
func bar(percent int64) string {
	full := int(min(percent/10, 10))
	return strings.Repeat("▓", full) + strings.Repeat("░", 10-full)
}

// amountsInRow keeps the buttons wide enough for a thumb, and none alone in a row
// where that can be.
func amountsInRow(amounts int) int {
	if amounts%3 == 1 && amounts%2 == 0 {
		return 2
	}
	return 3
}

func (v *visit) amounts(c campaigns.Campaign, link bool) (rows [][]tele.InlineButton) {
	var row []tele.InlineButton
	for _, amount := range c.Amounts {
		row = append(row, button(c.Money(amount).String(), tap{Kind: tapAmount, Campaign: c.ID, Amount: amount, Link: link}))
		if len(row) == amountsInRow(len(c.Amounts)) {
			rows, row = append(rows, row), nil
		}
	}
	if len(row) > 0 {
		rows = append(rows, row)
	}
	rows = append(rows, []tele.InlineButton{button(v.plain("button_other", nil), tap{Kind: tapOther, Campaign: c.ID, Link: link})})
	if len(v.Settings().Open(v.today())) > 1 {
		rows = append(rows, []tele.InlineButton{button(v.plain("button_all", nil), tap{Kind: tapList})})
	}
	return rows
}

// onlyTest reports whether no money moves: Stars are real whatever the mode is.
func onlyTest(mode campaigns.Mode, currency string) bool {
	return mode == campaigns.ModeTest && currency != stars
}

// stars is the code of Telegram's own currency.
const stars = "XTR"
