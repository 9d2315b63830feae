package chat

import (
	"errors"
	"slices"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

// browsing is looking around among the campaigns.
type browsing struct {
	store   *storage.Store
	dialogs *dialogs
	arrived func(chat int64) // told of each /start
}

// perPage is how many campaigns one message shows.
const perPage = 8

// start answers /start, alone or with the campaign of a deep link.
func (b *browsing) start(r *request) error {
	b.arrived(r.in.chat.ID)
	id := campaigns.ID(strings.TrimSpace(r.in.payload))
	if id == "" {
		return b.all(r)
	}
	if c, ok := r.campaign(id); ok {
		return b.card(r, c, "", true)
	}
	figures, err := b.store.Figures(r.ctx, r.today())
	if err != nil && !errors.Is(err, storage.ErrDamaged) {
		return &ledgerError{err}
	}
	if slices.ContainsFunc(figures, func(f campaigns.Figures) bool { return f.CampaignID == id }) {
		return b.list(r, 0, "campaign_closed", nil)
	}
	return b.list(r, 0, "unknown_campaign", nil)
}

// all shows all campaigns that are open; a single one at once.
func (b *browsing) all(r *request) error {
	if open := r.open(); len(open) == 1 {
		return b.card(r, open[0], "", false)
	}
	return b.welcome(r, 0)
}

// page answers a tap that turns the pages of the list.
func (b *browsing) page(r *request) error { return b.welcome(r, r.in.data.Page) }

// welcome shows a page of the open campaigns.
func (b *browsing) welcome(r *request, page int) error {
	if len(r.open()) == 0 {
		return r.show(screen{text: r.words("nothing_open", nil)})
	}
	return b.listBelow(r, page, greeting(r))
}

// greeting welcomes the person, in the organisation's own words if it has any.
func greeting(r *request) string {
	if own := r.organisation().Welcome; own != "" {
		return own
	}
	if name := r.settings.Organisation.Name; name != "" {
		return r.words("welcome", locales.Args{"Organisation": name})
	}
	return r.words("welcome_nameless", nil)
}

// list shows a page of the open campaigns under the words of the key.
func (b *browsing) list(r *request, page int, key string, args locales.Args) error {
	return b.listBelow(r, page, r.words(key, args))
}

// listBelow shows a page of the open campaigns, if any, below a text.
func (b *browsing) listBelow(r *request, page int, text string) error {
	if err := b.keepEarly(r); err != nil {
		return err
	}
	open := r.open()
	if len(open) == 0 {
		return r.show(screen{text: text + "\n\n" + r.words("nothing_open", nil)})
	}
	pages := (len(open) + perPage - 1) / perPage
	page = min(page, pages-1)
	s := screen{text: text}
	for _, c := range open[page*perPage : min(len(open), (page+1)*perPage)] {
		s.rows = append(s.rows, []tele.InlineButton{button(c.Title, callback{Kind: callbackCard, Campaign: c.ID})})
	}
	if pages > 1 {
		s.text += "\n\n" + r.words("page_of", locales.Args{"Page": page + 1, "Pages": pages})
		s.rows = append(s.rows, pageButtons(r, page, pages))
	}
	return r.show(s)
}

func pageButtons(r *request, page, pages int) (row []tele.InlineButton) {
	if page > 0 {
		row = append(row, button(r.plain("button_back", nil), callback{Kind: callbackList, Page: page - 1}))
	}
	if page < pages-1 {
		row = append(row, button(r.plain("button_more", nil), callback{Kind: callbackList, Page: page + 1}))
	}
	return row
}
