package chat

import (
	"slices"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

// account is what a person has with the bot: donations, a language.
type account struct {
	store  *storage.Store
	browse *browsing
	menu   *menu
	title  func(d campaigns.Donation, lang string) string
	back   func() // told when somebody who could not be reached can be again
}

// shownHistory is how many donations /history shows.
const shownHistory = 10

// history shows the person's own donations. In a group it would show them to others.
func (a *account) history(r *request) error {
	found, err := a.store.History(r.ctx, r.in.person.ID, r.settings.Mode, shownHistory+1)
	if err != nil {
		return &ledgerError{err}
	}
	if len(found) == 0 {
		return r.say("history_empty", nil)
	}
	var lines []string
	for _, d := range found[:min(len(found), shownHistory)] {
		status := ""
		if d.Status != campaigns.StatusOK {
			status = r.plain("status_"+string(d.Status), nil)
		}
		lines = append(lines, r.words("history_line", locales.Args{
			"Date": r.date(d.Day), "Amount": r.amount(d.Amount, d.Currency), "Title": a.title(d, r.lang), "Receipt": d.Receipt.String(), "Status": status,
		}))
	}
	text := r.plain("history", locales.Args{"Lines": strings.Join(lines, "\n\n")})
	if len(found) > shownHistory {
		text += r.words("history_more", locales.Args{locales.Count: shownHistory})
	}
	return r.show(screen{text: text, fresh: true})
}

// askLanguage offers the languages, each by its own name.
func (a *account) askLanguage(r *request) error {
	var rows [][]tele.InlineButton
	for _, name := range r.display.words.Languages() {
		rows = append(rows, []tele.InlineButton{button(r.display.words.OwnName(name), callback{Kind: callbackLanguage, Language: name})})
	}
	return r.show(screen{text: r.words("language_ask", nil), rows: rows, fresh: true})
}

func (a *account) setLanguage(r *request) error {
	lang := r.in.data.Language
	if !slices.Contains(r.display.words.Languages(), lang) {
		return r.stale()
	}
	if err := r.change(a.store, func(d *campaigns.Donor) { d.Language = lang }); err != nil {
		return err
	}
	r.lang, r.donor.Language = lang, lang
	if !r.private() {
		return r.show(screen{text: r.words("language_set", nil)})
	}
	a.menu.speak(r)
	if open := r.open(); len(open) == 1 {
		return a.browse.card(r, open[0], "language_set", false)
	}
	return a.browse.listBelow(r, 0, r.words("language_set", nil)+"\n\n"+greeting(r))
}

// member notes that a person blocked the bot, or let it in again, and greets a group
// that has taken it in.
func (a *account) member(r *request) error {
	change := r.in.update.MyChatMember
	if change.NewChatMember == nil {
		return nil
	}
	if !r.private() {
		return greet(r, change)
	}
	gone := ""
	if change.NewChatMember.Role == tele.Kicked || change.NewChatMember.Role == tele.Left {
		gone = "blocked"
	}
	if r.donor.Unreachable == gone {
		return nil
	}
	err := a.store.ChangeDonor(r.ctx, r.in.person.ID, func(d *campaigns.Donor) { d.Unreachable = gone })
	if err == nil && gone == "" {
		a.back()
	}
	return err
}
