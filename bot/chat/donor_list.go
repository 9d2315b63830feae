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
	if c, ok := r.settings.Find(id); ok {
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
	if open := r.settings.Open(r.today()); len(open) == 1 {
		return b.card(r, open[0], "", false)
	}
	return b.welcome(r, 0)
}

// page answers a tap that turns the pages of the list.
func (b *browsing) page(r *request) error { return b.welcome(r, r.in.data.Page) }

// welcome shows a page of the open campaigns.
func (b *browsing) welcome(r *request, page int) error {
	if name := r.settings.Organisation.Name; name != "" {
		return b.list(r, page, "welcome", locales.Args{"Organisation": name})
	}
	return b.list(r, page, "welcome_nameless", nil)
}

// list shows a page of the open campaigns under the words of the key.
func (b *browsing) list(r *request, page int, key string, args locales.Args) error {
	open := r.settings.Open(r.today())
	if len(open) == 0 {
		if key == "welcome" || key == "welcome_nameless" {
			return r.show(screen{text: r.words("nothing_open", nil)})
		}
		return r.show(screen{text: r.words(key, args) + "\n\n" + r.words("nothing_open", nil)})
	}
	pages := (len(open) + perPage - 1) / perPage
	page = min(page, pages-1)
	s := screen{text: r.words(key, args)}
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
