package bot

import (
	"context"
	"strings"

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
			v.log.Warn("an answer to a tap was not taken", "error", cause(err))
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
		v.log.Warn("an answer to a tap was not taken", "error", cause(err))
	}
	err := v.sendInvoice(c, i, c.Photo.URL)
	if r := refusedBy(err); r != nil && strings.Contains(r.Description, "WEBDOCUMENT") {
		v.alertOnce(alertPhoto, c, r.Description)
		err = v.sendInvoice(c, i, "")
	}
	if r := refusedBy(err); r != nil && !r.temporary() && r.unreachable() == "" {
		return v.invoiceRefused(c, i, r)
	}
	return err
}

func (v *visit) sendInvoice(c campaigns.Campaign, i campaigns.Invoice, photo string) error {
	params := v.invoiceParams(c, i, photo)
	params["chat_id"] = v.ctx.Chat().ID
	if i.Private {
		params["start_parameter"] = c.ID
	}
	_, err := v.talk.Raw("sendInvoice", params)
	return err
}

// invoiceParams are only what the invoice needs: an empty start_parameter, for
// one, would change who can pay a forwarded copy.
func (v *visit) invoiceParams(c campaigns.Campaign, i campaigns.Invoice, photo string) map[string]any {
	params := map[string]any{
		"title": c.Title, "description": v.invoiceDescription(c), "payload": i.Payload.String(),
		"currency": i.Gift.Currency, "prices": []price{{v.plain("invoice_label", nil), i.Gift.Units}},
	}
	if token := v.configuration.Load().Providers.Token(c.Provider); token != "" {
		params["provider_token"] = token
	}
	if photo != "" {
		params["photo_url"] = photo
	}
	if i.MaxTip > 0 {
		params["max_tip_amount"] = i.MaxTip
		if len(c.Tips.Suggested) > 0 {
			params["suggested_tip_amounts"] = c.Tips.Suggested
		}
	}
	if c.NeedsShipping() {
		params["need_name"], params["need_shipping_address"], params["is_flexible"] = true, true, true
	}
	return params
}

// price is a LabeledPrice (Bot API documentation).
type price struct {
	Label  string `json:"label"`
	Amount int64  `json:"amount"` // smallest unit
}

// longestDescription is what an invoice shows (Bot API documentation).
const longestDescription = 255

func (v *visit) invoiceDescription(c campaigns.Campaign) string {
	if text := strings.TrimSpace(c.Description); text != "" {
		return cut(text, longestDescription)
	}
	if name := v.Settings().Organisation.Name; name != "" {
		return v.plain("invoice_description", locales.Args{"Organisation": name})
	}
	return v.plain("invoice_description_nameless", nil)
}

// invoiceRefused tells the visitor, and administrators with the cause.
func (v *visit) invoiceRefused(c campaigns.Campaign, i campaigns.Invoice, r *APIError) error {
	v.log.Error("Telegram refuses an invoice", "campaign", c.ID, "error", r)
	v.alertOnce(alertInvoice, c, r.Description)
	if strings.Contains(r.Description, "CURRENCY_TOTAL_AMOUNT_INVALID") {
		return v.say("invoice_amount_refused", locales.Args{"Amount": i.Gift.String()})
	}
	return v.say("invoice_failed", nil)
}
