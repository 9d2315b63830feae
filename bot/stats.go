package bot

import (
	"html"
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

// shownOpen is how much of what waits is shown.
const shownOpen = 10

// stats shows administrators the figures, in as many messages as they need.
func (v *visit) stats() error {
	if !v.admin() {
		return v.unknown()
	}
	figures, err := v.store.Figures(v.calls, v.today())
	if err != nil {
		return &ledgerError{err}
	}
	waiting, err := v.store.OpenItems(v.calls)
	if err != nil {
		return &ledgerError{err}
	}
	for _, text := range fill(v.statsBlocks(figures, waiting), "\n\n") {
		if err := v.show(screen{text: text, fresh: true}); err != nil {
			return err
		}
	}
	return nil
}

// statsBlocks are the parts of the figures that stay together in a message.
func (v *visit) statsBlocks(figures []campaigns.Figures, waiting storage.OpenItems) []string {
	c := v.Settings()
	head := v.words("stats_title", locales.Args{"Date": v.Bot.words.Date(v.lang, v.today())})
	if c.Mode == campaigns.ModeTest {
		head += "\n" + v.words("stats_test", nil)
	}
	blocks := []string{head}
	for _, row := range campaigns.StatsRows(c, figures) {
		blocks = append(blocks, v.figures(row))
	}
	if len(blocks) == 1 {
		blocks = append(blocks, v.words("stats_none", nil))
	}
	if text := v.waiting(waiting); text != "" {
		blocks = append(blocks, text)
	}
	return blocks
}

// fill puts blocks together into as few messages as hold them.
func fill(blocks []string, between string) (messages []string) {
	text := ""
	for _, b := range blocks {
		if text != "" && telegram.Units(text+between+b) > telegram.MaxText {
			messages, text = append(messages, text), ""
		}
		if text != "" {
			text += between
		}
		text += b
	}
	return append(messages, text)
}

// figures are those of one campaign.
func (v *visit) figures(row campaigns.StatsRow) string {
	sum := func(amount int64) string { return money.Amount{Units: amount, Currency: row.Currency}.String() }
	title := row.Title
	switch {
	case row.ID == "":
		title = v.plain("stats_unassigned", locales.Args{"Currency": row.Currency})
	case title == "":
		title = string(row.ID)
	}
	lines := []string{"<b>" + html.EscapeString(title) + "</b>"}
	if row.Goal > 0 {
		lines = append(lines, v.words("stats_raised_of", goalArgs(
			money.Amount{Units: row.Raised, Currency: row.Currency}, money.Amount{Units: row.Goal, Currency: row.Currency})))
	} else {
		lines = append(lines, v.words("stats_raised", locales.Args{"Raised": sum(row.Raised)}))
	}
	lines = append(lines,
		v.words("stats_donations", locales.Args{locales.Count: int(row.Donations)})+" · "+v.words("stats_donors", locales.Args{locales.Count: int(row.Donors)}),
		v.words("stats_days", locales.Args{"Today": sum(row.Today.Raised), "Week": sum(row.Week.Raised), "Month": sum(row.Month.Raised)}))
	if row.Refunded > 0 {
		lines = append(lines, v.words("stats_refunded", locales.Args{"Amount": sum(row.Refunded)}))
	}
	if row.Review > 0 {
		lines = append(lines, v.words("stats_review", locales.Args{locales.Count: int(row.Review)}))
	}
	return strings.Join(lines, "\n")
}

// waiting lists what an administrator has to settle, "" for nothing.
func (v *visit) waiting(w storage.OpenItems) string {
	var lines []string
	for _, d := range w.Reviews {
		lines = append(lines, v.words("stats_waiting_review", locales.Args{
			"Receipt": d.Receipt.String(), "Amount": d.Money(d.Amount).String(), "Reason": v.plain("reason_"+string(d.Reason), nil)}))
	}
	for _, u := range w.Unpaid {
		lines = append(lines, v.words("stats_waiting_unpaid", locales.Args{
			"Date": u.At.Format("2006-01-02 15:04"), "Amount": u.Total.String(), "Payload": u.Payload.String()}))
	}
	for _, s := range w.Unmatched {
		lines = append(lines, v.words("stats_waiting_stray", locales.Args{"ID": s.ID}))
	}
	if len(lines) == 0 {
		return ""
	}
	if more := len(lines) - shownOpen; more > 0 {
		lines = append(lines[:shownOpen], v.words("and_more", locales.Args{locales.Count: more}))
	}
	return v.words("stats_waiting", nil) + "\n" + strings.Join(lines, "\n") + "\n" + v.words("stats_waiting_how", nil)
}
