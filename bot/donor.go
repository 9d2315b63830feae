package bot

import (
	"html"
	"slices"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"

	tele "gopkg.in/telebot.v3"
)

// shownHistory is how many donations /history shows.
const shownHistory = 10

// history shows the visitor's own donations. In a group it would show them to others.
func (v *visit) history() error {
	if !v.private() {
		return nil
	}
	found, err := v.store.History(v.calls, v.ctx.Sender().ID, v.Settings().Mode, shownHistory+1)
	if err != nil {
		return &ledgerError{err}
	}
	if len(found) == 0 {
		return v.say("history_empty", nil)
	}
	var lines []string
	for _, d := range found[:min(len(found), shownHistory)] {
		status := ""
		if d.Status != campaigns.StatusOK {
			status = v.plain("status_"+string(d.Status), nil)
		}
		lines = append(lines, v.words("history_line", locales.Args{
			"Date": v.Bot.words.Date(v.lang, d.Day), "Amount": d.Money(d.Amount).String(), "Title": v.titleOf(d), "Receipt": d.Receipt.String(), "Status": status,
		}))
	}
	text := v.plain("history", locales.Args{"Lines": strings.Join(lines, "\n\n")})
	if len(found) > shownHistory {
		text += v.words("history_more", locales.Args{locales.Count: shownHistory})
	}
	return v.show(screen{text: text, fresh: true})
}

// titleOf is the title of a donation's campaign, or its id once it is gone from
// the configuration.
func (b *Bot) titleOf(d campaigns.Donation) string {
	if c, ok := b.Settings().Find(d.CampaignID); ok {
		return c.Title
	}
	if d.CampaignID == "" {
		return "—"
	}
	if title, err := b.store.Title(b.calls, d.Key()); err == nil && title != "" {
		return title
	}
	return string(d.CampaignID)
}

// askLanguage offers the languages, each by its own name.
func (v *visit) askLanguage() error {
	var rows [][]tele.InlineButton
	for _, name := range v.Bot.words.Languages() {
		rows = append(rows, []tele.InlineButton{button(v.Bot.words.OwnName(name), tap{Kind: tapLanguage, Language: name})})
	}
	return v.show(screen{text: v.words("language_ask", nil), rows: rows, fresh: true})
}

func (v *visit) setLanguage(t tap) error {
	if !slices.Contains(v.Bot.words.Languages(), t.Language) {
		return v.toast(v.plain("stale_button", nil))
	}
	if err := v.change(func(d *campaigns.Donor) { d.Language = t.Language }); err != nil {
		return err
	}
	v.lang = t.Language
	return v.show(screen{text: v.words("language_set", nil)})
}

func (v *visit) terms() error { return v.wordsOf("terms", v.Settings().Organisation.Terms) }

func (v *visit) privacy() error { return v.wordsOf("privacy", v.Settings().Organisation.Privacy) }

// wordsOf shows one of the organisation's texts, or the words for where it has none.
func (v *visit) wordsOf(key, text string) error {
	if text == "" {
		return v.say(key+"_none", nil)
	}
	return v.say(key, locales.Args{"Text": text})
}

func (v *visit) paySupport() error {
	o := v.Settings().Organisation
	if o.Support == "" {
		return v.say("paysupport_none", locales.Args{"Organisation": o.Name})
	}
	return v.say("paysupport", locales.Args{"Support": o.Support})
}

// help lists the commands that the visitor has here.
func (v *visit) help() error {
	names := donorCommands()
	if v.admin() {
		names = append(names, adminCommands()...)
	}
	var lines []string
	for _, name := range names {
		lines = append(lines, "/"+name+" — "+html.EscapeString(v.plain("command_"+name, nil)))
	}
	args := locales.Args{"Organisation": html.EscapeString(v.Settings().Organisation.Name), "Commands": strings.Join(lines, "\n")}
	key := "help"
	if args["Organisation"] == "" {
		key = "help_nameless"
	}
	return v.show(screen{text: v.plain(key, args), fresh: true})
}

// member notes that a person blocked the bot, or let it in again.
func (v *visit) member() error {
	change := v.ctx.ChatMember()
	if change == nil || change.NewChatMember == nil || !v.private() {
		return nil
	}
	gone := ""
	if change.NewChatMember.Role == tele.Kicked || change.NewChatMember.Role == tele.Left {
		gone = "blocked"
	}
	if v.donor.Unreachable == gone {
		return nil
	}
	err := v.store.ChangeDonor(v.calls, v.ctx.Sender().ID, func(d *campaigns.Donor) { d.Unreachable = gone })
	if err == nil && gone == "" {
		v.outbox.Wake()
	}
	return err
}
