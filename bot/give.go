package bot

import (
	"context"
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"

	tele "gopkg.in/telebot.v3"
)

// give answers an amount with its invoice, after the visitor has agreed to the
// terms once.
func (v *visit) give(t tap) error {
	c, ok := v.Settings().Find(t.Campaign)
	if !ok {
		return v.list(0, "campaign_closed", nil)
	}
	if ok, err := v.open(c); !ok {
		return err
	}
	if t.Amount < c.Range.Min || c.Range.Max > 0 && t.Amount > c.Range.Max {
		return v.card(c, t.Link) // a button of before the limits were changed
	}
	if v.blocked(v.ctx.Sender().ID) {
		return v.say("blocked", nil)
	}
	if !v.donor.HasAgreed(v.Settings().Organisation) {
		if v.donor.TermsVersion != "" {
			return v.askTerms("terms_changed", t)
		}
		return v.askTerms("ask_terms", t)
	}
	if !v.mayAsk(v.ctx.Sender().ID) {
		return v.say("too_many_invoices", nil)
	}
	return v.invoice(c, t)
}

// askTerms shows the terms with a button to agree and go on.
func (v *visit) askTerms(key string, t tap) error {
	terms := v.Settings().Organisation.Terms
	t.Kind, t.Version = tapAgree, campaigns.TermsVersion(terms)
	return v.show(screen{
		text: v.words(key, locales.Args{"Terms": terms}), fresh: true,
		rows: [][]tele.InlineButton{{button(v.plain("button_agree", nil), t)}},
	})
}

// agree notes that the visitor agrees, if it is to the present terms.
func (v *visit) agree(t tap) error {
	terms := v.Settings().Organisation.Terms
	if terms != "" && t.Version != campaigns.TermsVersion(terms) {
		return v.askTerms("terms_changed", t)
	}
	if !v.donor.HasAgreed(v.Settings().Organisation) {
		agree := func(d *campaigns.Donor) {
			d.Name, d.TermsVersion, d.AgreedAt = v.name(), t.Version, v.now()
		}
		if err := v.change(agree); err != nil {
			return err
		}
		agree(&v.donor)
		if err := v.toast(v.plain("agreed", nil)); err != nil {
			v.log.Warn("an answer to a tap was not taken", "error", telegram.Cause(err))
		}
	}
	return v.give(t)
}

// invoice stores what is agreed and sends it.
func (v *visit) invoice(c campaigns.Campaign, t tap) error {
	i := campaigns.Invoice{
		Payload: campaigns.NewPayload(v.now()), CampaignID: c.ID, Title: c.Title, Gift: c.Money(t.Amount), MaxTip: c.Tips.Max, Shipping: c.Shipping,
		Provider: c.Provider, Mode: v.Settings().Mode, Personal: campaigns.Personal{DonorID: v.ctx.Sender().ID}, Private: v.private(),
		Source: campaigns.SourceChat, CreatedAt: v.now(),
	}
	if t.Link {
		i.Source = campaigns.SourceLink
	}
	if !i.Private {
		i.Source = campaigns.SourceGroup
	}
	ctx, cancel := context.WithTimeout(v.calls, ledgerPatience)
	defer cancel()
	if err := v.store.AddInvoice(ctx, i); err != nil {
		return &ledgerError{err}
	}
	if err := v.toast(""); err != nil {
		v.log.Warn("an answer to a tap was not taken", "error", telegram.Cause(err))
	}
	err := v.sendInvoice(c, i, c.Photo.URL)
	if r := telegram.AsAPIError(err); r != nil && r.PhotoRefused() {
		v.alertOnce(alertPhoto, c, r.Description)
		err = v.sendInvoice(c, i, "")
	}
	if r := telegram.AsAPIError(err); r != nil && !r.Temporary() && r.Unreachable() == "" {
		return v.invoiceRefused(c, i, r)
	}
	return err
}

func (v *visit) sendInvoice(c campaigns.Campaign, i campaigns.Invoice, photo string) error {
	invoice := invoiceOf(v.Bot.words, v.lang, v.configuration.Load(), c, i)
	invoice.PhotoURL = photo
	if i.Private {
		invoice.StartParameter = string(c.ID)
	}
	return v.chatAPI.SendInvoice(v.calls, v.ctx.Chat().ID, invoice)
}

// invoiceOf is an invoice as Telegram takes it, with only what it needs.
func invoiceOf(words *locales.Words, lang string, o *Configuration, c campaigns.Campaign, i campaigns.Invoice) telegram.Invoice {
	invoice := telegram.Invoice{
		Title: c.Title, Description: invoiceDescription(words, lang, o.Settings.Organisation, c), Payload: i.Payload.String(),
		ProviderToken: o.Providers.Token(c.Provider), Currency: i.Gift.Currency,
		Prices: []telegram.LabeledPrice{{Label: words.Plain(lang, "invoice_label", nil), Amount: i.Gift.Units}},
	}
	if i.MaxTip > 0 {
		invoice.MaxTip, invoice.SuggestedTips = i.MaxTip, c.Tips.Suggested
	}
	if c.NeedsShipping() {
		invoice.NeedName, invoice.NeedShippingAddress, invoice.IsFlexible = true, true, true
	}
	return invoice
}

// longestDescription is what an invoice shows (Bot API documentation).
const longestDescription = 255

func invoiceDescription(words *locales.Words, lang string, o campaigns.Organisation, c campaigns.Campaign) string {
	if text := strings.TrimSpace(c.Description); text != "" {
		return telegram.Cut(text, longestDescription)
	}
	if o.Name != "" {
		return words.Plain(lang, "invoice_description", locales.Args{"Organisation": o.Name})
	}
	return words.Plain(lang, "invoice_description_nameless", nil)
}

// invoiceRefused tells the visitor, and administrators with the cause.
func (v *visit) invoiceRefused(c campaigns.Campaign, i campaigns.Invoice, r *telegram.APIError) error {
	v.log.Error("Telegram refuses an invoice", "campaign", c.ID, "error", r)
	v.alertOnce(alertInvoice, c, r.Description)
	if r.AmountRefused() {
		return v.say("invoice_amount_refused", locales.Args{"Amount": i.Gift.String()})
	}
	return v.say("invoice_failed", nil)
}
