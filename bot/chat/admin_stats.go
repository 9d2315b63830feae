package chat

import (
	"cmp"
	"errors"
	"html"
	"slices"
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"
)

// figures are what administrators see of the ledger.
type figures struct{ store *storage.Store }

// stats shows the figures, in as many messages as they need.
func (f *figures) stats(r *request) error {
	all, err := f.store.Figures(r.ctx, r.today())
	if err != nil && !errors.Is(err, storage.ErrDamaged) { // administrators were told of the damage
		return &ledgerError{err}
	}
	open, err := f.store.OpenItems(r.ctx)
	if err != nil {
		return &ledgerError{err}
	}
	for _, text := range fill(statsBlocks(r, all, open), "\n\n") {
		if err := r.show(screen{text: text, fresh: true}); err != nil {
			return err
		}
	}
	return nil
}

// statsBlocks are the parts of the figures that stay together in a message.
func statsBlocks(r *request, all []campaigns.Figures, open storage.OpenItems) []string {
	header := r.words("stats_title", locales.Args{"Date": r.date(r.today())})
	if r.settings.Mode == campaigns.ModeTest {
		header += "\n" + r.words("stats_test", nil)
	}
	blocks := []string{header}
	rows := campaigns.StatsRows(r.settings, all)
	if sums := totalPerCurrency(r, rows); sums != "" {
		blocks[0] += "\n" + sums
	}
	for _, row := range rows[:min(len(rows), statsInFull)] {
		blocks = append(blocks, campaignFigures(r, row))
	}
	for rest := range slices.Chunk(rows[min(len(rows), statsInFull):], statsInFull) {
		lines := make([]string, len(rest))
		for i, row := range rest {
			lines[i] = campaignLine(r, row)
		}
		blocks = append(blocks, strings.Join(lines, "\n"))
	}
	if len(rows) == 0 {
		blocks = append(blocks, r.words("stats_none", nil))
	}
	if text := openItems(r, open); text != "" {
		blocks = append(blocks, text)
	}
	return blocks
}

// statsInFull is how many campaigns are shown in full; the others have a line each.
const statsInFull = 8

// totalPerCurrency sums what was raised, "" for nothing.
func totalPerCurrency(r *request, rows []campaigns.StatsRow) string {
	var order []string
	sums := map[string]int64{}
	for _, row := range rows {
		if row.Raised != 0 && !slices.Contains(order, row.Currency) {
			order = append(order, row.Currency)
		}
		sums[row.Currency] += row.Raised
	}
	if len(order) == 0 {
		return ""
	}
	shown := make([]string, len(order))
	for i, currency := range order {
		shown[i] = r.amount(sums[currency], currency)
	}
	return r.words("stats_total", locales.Args{"Amounts": strings.Join(shown, " · ")})
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

// campaignFigures are those of one campaign.
func campaignFigures(r *request, row campaigns.StatsRow) string {
	sum := func(units int64) string { return r.amount(units, row.Currency) }
	lines := []string{statsTitle(r, row)}
	if row.Goal > 0 {
		lines = append(lines, r.words("stats_raised_of", goalArgs(r.lang,
			money.Amount{Units: row.Raised, Currency: row.Currency}, money.Amount{Units: row.Goal, Currency: row.Currency})))
	} else {
		lines = append(lines, r.words("stats_raised", locales.Args{"Raised": sum(row.Raised)}))
	}
	lines = append(lines,
		r.words("stats_donations", locales.Args{locales.Count: int(row.Donations)})+" · "+r.words("stats_donors", locales.Args{locales.Count: int(row.Donors)}),
		r.words("stats_days", locales.Args{"Today": sum(row.Today.Raised), "Week": sum(row.Week.Raised), "Month": sum(row.Month.Raised)}))
	if row.Refunded > 0 {
		lines = append(lines, r.words("stats_refunded", locales.Args{"Amount": sum(row.Refunded)}))
	}
	if row.Review > 0 {
		lines = append(lines, r.words("stats_review", locales.Args{locales.Count: int(row.Review)}))
	}
	return strings.Join(lines, "\n")
}

// statsTitle names the campaign of a row, and says if it takes gifts no more.
func statsTitle(r *request, row campaigns.StatsRow) string {
	title := row.Title
	switch {
	case row.ID == "":
		title = r.plain("stats_unassigned", locales.Args{"Currency": row.Currency})
	case title == "":
		title = string(row.ID)
	}
	title = "<b>" + html.EscapeString(title) + "</b>"
	if c, known := r.settings.Find(row.ID); row.ID != "" && (!known || c.State(r.today()) == campaigns.StateEnded) {
		title += r.words("stats_ended", nil)
	}
	return title
}

// campaignLine is a campaign in one line.
func campaignLine(r *request, row campaigns.StatsRow) string {
	line := statsTitle(r, row) + " " + r.amount(row.Raised, row.Currency)
	if row.Goal > 0 {
		line = statsTitle(r, row) + " " + r.words("stats_line_goal", goalArgs(r.lang,
			money.Amount{Units: row.Raised, Currency: row.Currency}, money.Amount{Units: row.Goal, Currency: row.Currency}))
	}
	if row.Review > 0 {
		line += " · " + r.words("stats_review", locales.Args{locales.Count: int(row.Review)})
	}
	return line
}

// shownOpen is how many open items are shown.
const shownOpen = 10

// openItems lists what waits for an administrator, "" for nothing.
func openItems(r *request, open storage.OpenItems) string {
	var lines []string
	for _, d := range open.Reviews {
		lines = append(lines, r.words("stats_open_review", locales.Args{
			"Receipt": d.Receipt.String(), "Amount": r.amount(d.Amount, d.Currency), "Reason": r.plain("reason_"+string(d.Reason), nil)}))
	}
	for _, u := range open.Unpaid {
		lines = append(lines, r.words("stats_open_unpaid", locales.Args{
			"Date": campaigns.Moment(u.At, r.settings.Organisation.Zone), "Amount": u.Total.In(r.lang), "Name": cmp.Or(telegram.PlainName(u.Name), r.plain("somebody", nil))}))
	}
	for _, u := range open.Unmatched {
		lines = append(lines, r.words("stats_open_unmatched", locales.Args{"ID": u.ID}))
	}
	if len(lines) == 0 {
		return ""
	}
	if more := len(lines) - shownOpen; more > 0 {
		lines = append(lines[:shownOpen], r.words("and_more", locales.Args{locales.Count: more}))
	}
	return r.words("stats_open", nil) + "\n" + strings.Join(lines, "\n") + "\n" + r.words("stats_open_how", nil)
}
