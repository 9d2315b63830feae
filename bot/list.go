package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"

	tele "gopkg.in/telebot.v3"
)

// perPage is how many campaigns one message shows.
const perPage = 8

// start answers /start, alone or with the campaign of a deep link.
func (v *visit) start() error {
	id := campaigns.ID(strings.TrimSpace(v.ctx.Message().Payload))
	v.asked.forget(v.conversation())
	if _, first := v.unseen.LoadAndDelete(v.ctx.Chat().ID); first {
		v.announceAgain()
	}
	if id == "" {
		return v.campaigns()
	}
	if c, ok := v.Settings().Find(id); ok {
		return v.card(c, true)
	}
	figures, err := v.store.Figures(v.calls, v.today())
	if err != nil {
		return &ledgerError{err}
	}
	if slices.ContainsFunc(figures, func(f campaigns.Figures) bool { return f.CampaignID == id }) {
		return v.list(0, "campaign_closed", nil)
	}
	return v.list(0, "unknown_campaign", nil)
}

// back notes that somebody who could not be reached is here: who had blocked the bot,
// or has paid in a group and never written to it.
func (v *visit) back() error {
	if v.donor.Unreachable == "" || !v.private() || v.ctx.ChatMember() != nil {
		return nil
	}
	if err := v.change(func(d *campaigns.Donor) { d.Unreachable = "" }); err != nil {
		return err
	}
	v.outbox.Wake()
	return nil
}

// ledgerPatience is how long a visitor waits for the ledger before being told that
// something is wrong.
const ledgerPatience = 10 * time.Second

// change changes what is known of the visitor.
func (v *visit) change(change func(*campaigns.Donor)) error {
	ctx, cancel := context.WithTimeout(v.calls, ledgerPatience)
	defer cancel()
	if err := v.store.ChangeDonor(ctx, v.ctx.Sender().ID, change); err != nil {
		return &ledgerError{err}
	}
	return nil
}

// campaigns shows all that are open; a single one at once.
func (v *visit) campaigns() error {
	if open := v.Settings().Open(v.today()); len(open) == 1 {
		return v.card(open[0], false)
	}
	return v.page(0)
}

// page shows a page of the open campaigns.
func (v *visit) page(n int) error {
	if name := v.Settings().Organisation.Name; name != "" {
		return v.list(n, "welcome", locales.Args{"Organisation": name})
	}
	return v.list(n, "welcome_nameless", nil)
}

// list shows a page of the open campaigns under the words of the key.
func (v *visit) list(page int, key string, args locales.Args) error {
	open := v.Settings().Open(v.today())
	if len(open) == 0 {
		if key == "welcome" || key == "welcome_nameless" {
			return v.show(screen{text: v.words("nothing_open", nil)})
		}
		return v.show(screen{text: v.words(key, args) + "\n\n" + v.words("nothing_open", nil)})
	}
	pages := (len(open) + perPage - 1) / perPage
	page = min(page, pages-1)
	s := screen{text: v.words(key, args)}
	for _, c := range open[page*perPage : min(len(open), (page+1)*perPage)] {
		s.rows = append(s.rows, []tele.InlineButton{button(c.Title, tap{Kind: tapCard, Campaign: c.ID})})
	}
	if pages > 1 {
		s.text += "\n\n" + v.words("page_of", locales.Args{"Page": page + 1, "Pages": pages})
		s.rows = append(s.rows, v.turnPages(page, pages))
	}
	return v.show(s)
}

func (v *visit) turnPages(page, pages int) (row []tele.InlineButton) {
	if page > 0 {
		row = append(row, button(v.plain("button_back", nil), tap{Kind: tapList, Page: page - 1}))
	}
	if page < pages-1 {
		row = append(row, button(v.plain("button_more", nil), tap{Kind: tapList, Page: page + 1}))
	}
	return row
}
