package chat

import (
	"html"
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
	if err != nil {
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
	for _, row := range campaigns.StatsRows(r.settings, all) {
		blocks = append(blocks, campaignFigures(r, row))
	}
	if len(blocks) == 1 {
		blocks = append(blocks, r.words("stats_none", nil))
	}
	if text := openItems(r, open); text != "" {
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

// campaignFigures are those of one campaign.
func campaignFigures(r *request, row campaigns.StatsRow) string {
	sum := func(units int64) string { return r.amount(units, row.Currency) }
	title := row.Title
	switch {
	case row.ID == "":
		title = r.plain("stats_unassigned", locales.Args{"Currency": row.Currency})
	case title == "":
		title = string(row.ID)
	}
	lines := []string{"<b>" + html.EscapeString(title) + "</b>"}
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

// shownOpen is how many open items are shown.
const shownOpen = 10

// openItems lists what waits for an administrator, "" for nothing.
func openItems(r *request, open storage.OpenItems) string {
	var lines []string
	for _, d := range open.Reviews {
		lines = append(lines, r.words("stats_waiting_review", locales.Args{
			"Receipt": d.Receipt.String(), "Amount": r.amount(d.Amount, d.Currency), "Reason": r.plain("reason_"+string(d.Reason), nil)}))
	}
	for _, u := range open.Unpaid {
		lines = append(lines, r.words("stats_waiting_unpaid", locales.Args{
			"Date": u.At.Format("2006-01-02 15:04"), "Amount": u.Total.In(r.lang), "Payload": u.Payload.String()}))
	}
	for _, u := range open.Unmatched {
		lines = append(lines, r.words("stats_waiting_unmatched", locales.Args{"ID": u.ID}))
	}
	if len(lines) == 0 {
		return ""
	}
	if more := len(lines) - shownOpen; more > 0 {
		lines = append(lines[:shownOpen], r.words("and_more", locales.Args{locales.Count: more}))
	}
	return r.words("stats_waiting", nil) + "\n" + strings.Join(lines, "\n") + "\n" + r.words("stats_waiting_how", nil)
}
