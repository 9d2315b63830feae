package sandbox

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/donatebot/donatebot/sandbox/markup"
	"github.com/donatebot/donatebot/sandbox/spec"
)

// Bounds of an invoice (Bot API documentation).
const (
	longestTitle       = 32
	longestDescription = 255
	longestPayload     = 128 // bytes
	// mostStars of one invoice is not published; the sandbox chooses.
	mostStars         = 100_000
	mostStarsPerMonth = 10_000
	// subscriptionPeriod is the only one there is.
	subscriptionPeriod = 30 * 24 * time.Hour
)

// wrongInvoice is what the sandbox answers to a title or a description that is too
// long; what Telegram says there is not published.
const wrongInvoice = "wrong invoice information specified"

func sendInvoice(s *Sandbox, c *call) (any, *spec.Error) {
	invoice, refused := c.invoice()
	if refused != nil {
		return nil, refused
	}
	invoice.StartParameter = c.Params["start_parameter"]
	chat, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	if c.integer("subscription_period") != 0 { // links alone can be subscribed to
		return nil, spec.BadRequest("SUBSCRIPTION_EXPORT_MISSING")
	}
	if refused := s.accept(invoice, c.Params["provider_data"]); refused != nil {
		return nil, refused
	}
	return s.post(c, chat, Message{Invoice: invoice})
}

func createInvoiceLink(s *Sandbox, c *call) (any, *spec.Error) {
	invoice, refused := c.invoice()
	if refused != nil {
		return nil, refused
	}
	invoice.Period = time.Duration(c.integer("subscription_period")) * time.Second
	if refused := s.accept(invoice, c.Params["provider_data"]); refused != nil {
		return nil, refused
	}
	link := "https://t.me/$sandbox" + strconv.FormatInt(s.number(), 10)
	s.money.links[link] = invoice
	return link, nil
}

// invoice reads the parameters in the order of the server, with its texts
// (tdlib/telegram-bot-api, Client.cpp; tdlib/td, InputInvoice.cpp).
func (c *call) invoice() (*Invoice, *spec.Error) {
	i := &Invoice{Provider: c.Params["provider_token"]}
	var refused *spec.Error
	for _, p := range []struct {
		name string
		into *string
	}{{"title", &i.Title}, {"description", &i.Description}, {"payload", &i.Payload}} {
		if *p.into, refused = c.needed(p.name); refused != nil {
			return nil, refused
		}
	}
	if !utf8.ValidString(i.Payload) {
		return nil, spec.BadRequest("the payload must be encoded in UTF-8")
	}
	if i.Currency, refused = c.needed("currency"); refused != nil {
		return nil, refused
	}
	raw, refused := c.needed("prices")
	if refused == nil {
		i.Prices, refused = readPrices(raw)
	}
	if refused == nil {
		refused = c.tips(i)
	}
	if refused != nil {
		return nil, refused
	}
	c.details(i)
	return i, i.checkAmounts()
}

// details are the flags of an invoice.
func (c *call) details(i *Invoice) {
	i.NeedName, i.NeedPhone, i.NeedEmail = c.boolean("need_name"), c.boolean("need_phone_number"), c.boolean("need_email")
	i.NeedAddress, i.Flexible = c.boolean("need_shipping_address"), c.boolean("is_flexible")
	i.NeedAddress = i.NeedAddress || i.Flexible
	i.NeedPhone = i.NeedPhone || c.boolean("send_phone_number_to_provider")
	i.NeedEmail = i.NeedEmail || c.boolean("send_email_to_provider")
	if url := c.Params["photo_url"]; url != "" {
		i.PhotoURL = markup.WebAddress(url) // one that leads nowhere is silently dropped
	}
	if i.Currency == stars {
		i.NeedName, i.NeedPhone, i.NeedEmail, i.NeedAddress, i.Flexible = false, false, false, false, false
	}
}

// accept is what Telegram's servers check. The texts for a long title, a long
// description and tips that do not rise are the sandbox's choice.
func (s *Sandbox) accept(i *Invoice, providerData string) *spec.Error {
	least, most, known := spec.InvoiceLimits(i.Currency)
	switch {
	case utf8.RuneCountInString(i.Title) > longestTitle, utf8.RuneCountInString(i.Description) > longestDescription:
		return spec.BadRequest(wrongInvoice)
	case len(i.Payload) > longestPayload:
		return spec.BadRequest("INVOICE_PAYLOAD_INVALID")
	case !deepLink.MatchString(i.StartParameter):
		return spec.BadRequest("START_PARAM_INVALID")
	case i.Period != 0 && !i.subscribable():
		return spec.BadRequest("SUBSCRIPTION_PERIOD_INVALID")
	case i.Currency == stars:
		return i.acceptStars()
	case !known:
		return spec.BadRequest("CURRENCY_INVALID")
	case !s.provides(i.Provider):
		return spec.BadRequest("PAYMENT_PROVIDER_INVALID")
	case i.Total() < least || i.Total() > most:
		return spec.BadRequest("CURRENCY_TOTAL_AMOUNT_INVALID")
	case providerData != "" && !json.Valid([]byte(providerData)):
		return spec.BadRequest("DATA_JSON_INVALID")
	case !strictlyRising(i.Tips):
		return spec.BadRequest("SUGGESTED_TIP_AMOUNTS_INVALID")
	}
	return nil
}

// subscribable reports whether an invoice can be paid each month (Bot API
// documentation, createInvoiceLink).
func (i *Invoice) subscribable() bool {
	return i.Period == subscriptionPeriod && i.Currency == stars && i.Total() <= mostStarsPerMonth
}

// acceptStars checks an invoice in Telegram Stars.
func (i *Invoice) acceptStars() *spec.Error {
	if i.Provider != "" || len(i.Prices) != 1 || i.MaxTip != 0 || len(i.Tips) > 0 || i.Total() > mostStars {
		return spec.BadRequest("STARS_INVOICE_INVALID")
	}
	return nil
}

// provides reports whether a provider token is good.
func (s *Sandbox) provides(token string) bool {
	if s.o.Providers == nil {
		return strings.Contains(token, ":TEST:") || strings.Contains(token, ":LIVE:")
	}
	return token != "" && slices.Contains(s.o.Providers, token)
}
