package chat

import (
	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
)

// Invoice returns an invoice as Telegram takes it, in the language given. The
// photo and the start parameter are left to the caller, and [ByProvider] adds what its provider needs.
func Invoice(words *locales.Words, lang string, o campaigns.Organisation, c campaigns.Campaign, i campaigns.Invoice) telegram.Invoice {
	invoice := telegram.Invoice{
		Title: c.Title, Description: invoiceDescription(words, lang, o), Payload: i.Payload.String(), Currency: i.Gift.Currency,
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

// ByProvider returns the invoice with what its provider needs: token and data, and the
// email and phone of the donor. The zero Provider, which Stars have, needs nothing.
func ByProvider(p campaigns.Provider, i telegram.Invoice) telegram.Invoice {
	i.ProviderToken, i.ProviderData = p.Token, p.Data
	i.NeedEmail, i.PassOnEmail = p.Email != campaigns.ContactNo, p.Email == campaigns.ContactPassOn
	i.NeedPhone, i.PassOnPhone = p.Phone != campaigns.ContactNo, p.Phone == campaigns.ContactPassOn
	return i
}

// invoiceDescription leaves the campaign's story to its card, just above: the invoice
// would show it again, and the payment sheet a third time.
func invoiceDescription(words *locales.Words, lang string, o campaigns.Organisation) string {
	if o.Name != "" {
		return telegram.Cut(words.Plain(lang, "invoice_description", locales.Args{"Organisation": o.Name}), longestDescription)
	}
	return words.Plain(lang, "invoice_description_nameless", nil)
}

// longestDescription is what an invoice shows (Bot API documentation).
const longestDescription = 255
