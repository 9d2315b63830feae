package chat

import (
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
)

// Invoice returns an invoice as Telegram takes it, in the language given. The
// provider's token, the photo and the start parameter are left to the caller.
func Invoice(words *locales.Words, lang string, o campaigns.Organisation, c campaigns.Campaign, i campaigns.Invoice) telegram.Invoice {
	invoice := telegram.Invoice{
		Title: c.Title, Description: invoiceDescription(words, lang, o, c), Payload: i.Payload.String(), Currency: i.Gift.Currency,
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
