package chat

import (
	"context"
	"log/slog"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"
)

// giving leads from an amount to its invoice.
type giving struct {
	store     *storage.Store
	browse    *browsing
	agreed    *agreeing
	providers func() campaigns.Providers
	excluded  func(donor int64) bool
	mayAsk    func(donor int64) bool
	alert     func(key string, c campaigns.ID, cause string)
	log       *slog.Logger
}

// gift is what somebody is about to give.
type gift struct {
	Early    string       `json:"early,omitempty"` // an amount as it was typed before a campaign was chosen
	Campaign campaigns.ID `json:"campaign"`
	Amount   int64        `json:"amount,omitempty"`   // smallest unit of Currency; 0: not known yet
	Currency string       `json:"currency,omitempty"` // in which the person saw the campaign
	Offer    string       `json:"offer,omitempty"`    // version of the offer whose button was tapped; "": the amount was typed
	Link     bool         `json:"link,omitempty"`     // the conversation began with a deep link
}

func giftOf(c callback) gift {
	return gift{Campaign: c.Campaign, Amount: c.Amount, Currency: c.Currency, Offer: c.Offer, Link: c.Link}
}

// stale reports whether the campaign has changed since the person saw it, so that
// the amount might mean something else now.
func (of gift) stale(c campaigns.Campaign) bool {
	return of.Currency != c.Currency.Code || of.Offer != "" && of.Offer != c.OfferVersion() ||
		of.Amount < c.Range.Min || c.Range.Max > 0 && of.Amount > c.Range.Max
}

// amount answers a tap on an amount.
func (g *giving) amount(r *request) error { return g.give(r, giftOf(r.in.data)) }

// give answers an amount with its invoice, after the person has agreed to the terms once.
func (g *giving) give(r *request, of gift) error {
	c, ok := r.campaign(of.Campaign)
	if !ok {
		return g.browse.list(r, 0, "campaign_closed", nil)
	}
	if ok, err := g.browse.open(r, c); !ok {
		return err
	}
	if of.stale(c) {
		return g.browse.card(r, c, "offer_changed", of.Link)
	}
	if g.excluded(r.in.person.ID) {
		return r.say("excluded", nil)
	}
	if !r.donor.HasAgreed(r.settings.Organisation) {
		if r.donor.TermsVersion != "" {
			return askTerms(r, "terms_changed", of)
		}
		return askTerms(r, "ask_terms", of)
	}
	if !g.mayAsk(r.in.person.ID) {
		return r.say("too_many_invoices", nil)
	}
	return g.invoice(r, c, of)
}

// agree notes that the person agrees, if it is to the present terms, and goes on.
func (g *giving) agree(r *request) error {
	if !presentTerms(r) {
		return askTerms(r, "terms_changed", giftOf(r.in.data))
	}
	if !r.donor.HasAgreed(r.settings.Organisation) {
		if err := g.agreed.note(r); err != nil {
			return err
		}
		g.note(r.toast(r.plain("agreed", nil)))
	}
	return g.give(r, giftOf(r.in.data))
}

// note logs an answer to a tap that Telegram did not take, which keeps nobody from
// their invoice.
func (g *giving) note(err error) {
	if err != nil {
		g.log.Warn("an answer to a tap was not taken", "error", telegram.Cause(err))
	}
}

// invoice stores what is agreed and sends it.
func (g *giving) invoice(r *request, c campaigns.Campaign, of gift) error {
	known, _ := r.settings.Find(c.ID) // the ledger keeps the title in the organisation's language
	i := campaigns.Invoice{
		Payload: campaigns.NewPayload(r.now), CampaignID: c.ID, Title: known.Title, Gift: c.Money(of.Amount), MaxTip: c.Tips.Max, Shipping: c.Shipping,
		Provider: c.Provider, Mode: r.settings.Mode, Personal: campaigns.Personal{DonorID: r.in.person.ID}, Private: r.private(),
		Source: sourceOf(r, of), CreatedAt: r.now,
	}
	ctx, cancel := context.WithTimeout(r.ctx, ledgerLimit)
	defer cancel()
	if err := g.store.AddInvoice(ctx, i); err != nil {
		return &ledgerError{err}
	}
	g.note(r.acknowledge())
	err := g.send(r, c, i, c.Photo.URL)
	if r.follow(err) {
		err = g.send(r, c, i, c.Photo.URL)
	}
	if e := telegram.AsAPIError(err); e != nil && e.PhotoRefused() {
		g.alert(alertPhoto, c.ID, e.Description)
		err = g.send(r, c, i, "")
	}
	if e := telegram.AsAPIError(err); e != nil && !e.Temporary() && e.Unreachable() == "" && !e.ShutOut() {
		return g.refused(r, c, i, e)
	}
	return err
}

// sourceOf says what led to the gift.
func sourceOf(r *request, of gift) string {
	switch {
	case !r.private():
		return campaigns.SourceGroup
	case of.Link:
		return campaigns.SourceLink
	}
	return campaigns.SourceChat
}

// send sends an invoice; photo is the URL of its picture, "" for none.
func (g *giving) send(r *request, c campaigns.Campaign, i campaigns.Invoice, photo string) error {
	provider, _ := g.providers().Find(c.Provider)
	invoice := ByProvider(provider, Invoice(r.display.words, r.lang, r.settings.Organisation, c, i))
	invoice.PhotoURL = photo
	if i.Private {
		invoice.StartParameter = string(c.ID)
	}
	return r.display.api.SendInvoice(r.ctx, r.in.chat.ID, r.in.thread, invoice)
}

// Keys of the alerts about what Telegram refuses.
const (
	alertInvoice = "invoice"
	alertPhoto   = "photo"
)

// refused tells the person, and administrators with the cause.
func (g *giving) refused(r *request, c campaigns.Campaign, i campaigns.Invoice, e *telegram.APIError) error {
	g.log.Error("Telegram refuses an invoice", "campaign", c.ID, "error", e)
	g.alert(alertInvoice, c.ID, e.Description)
	if e.AmountRefused() {
		return r.say("invoice_amount_refused", locales.Args{"Amount": i.Gift.In(r.lang)})
	}
	return r.say("invoice_failed", nil)
}
