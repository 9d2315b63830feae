package sandbox

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Bounds of an invoice (Bot API documentation).
const (
	longestTitle       = 32
	longestDescription = 255
	longestPayload     = 128 // bytes
	mostTips           = 4
	largestAmount      = 999_999_999_999 // tdlib/td, InputInvoice.cpp
	// mostStars of one invoice is not published; the sandbox chooses.
	mostStars = 100_000
)

// wrongInvoice is what the sandbox answers to a title or a description that is too
// long; what Telegram says there is not published.
const wrongInvoice = "wrong invoice information specified"

var startParameter = regexp.MustCompile(`^[A-Za-z0-9_-]{0,64}$`)

// payButton is the one of an invoice without a keyboard.
func payButton(i *Invoice) Button {
	return Button{Text: "Pay", Pay: true, raw: json.RawMessage(`{"text":"Pay","pay":true}`)}
}

func sendInvoice(s *Sandbox, c *call) (any, *apiError) {
	invoice, refused := c.invoice()
	if refused != nil {
		return nil, refused
	}
	chat, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	if refused := s.accept(invoice, c.Params["provider_data"]); refused != nil {
		return nil, refused
	}
	return s.post(c, chat, Message{Invoice: invoice})
}

func createInvoiceLink(s *Sandbox, c *call) (any, *apiError) {
	invoice, refused := c.invoice()
	if refused != nil {
		return nil, refused
	}
	if period := toInteger(c.Params["subscription_period"]); period != 0 && (period != 2_592_000 || invoice.Currency != "XTR" || invoice.Total() > 10_000) {
		return nil, bad("SUBSCRIPTION_PERIOD_INVALID")
	}
	if refused := s.accept(invoice, c.Params["provider_data"]); refused != nil {
		return nil, refused
	}
	link := "https://t.me/$sandbox" + itoa(s.number())
	s.links[link] = invoice
	return link, nil
}

// invoice reads the parameters in the order of the server, with its texts
// (tdlib/telegram-bot-api, Client.cpp; tdlib/td, InputInvoice.cpp).
func (c *call) invoice() (*Invoice, *apiError) {
	i := &Invoice{Provider: c.Params["provider_token"], StartParameter: c.Params["start_parameter"]}
	var refused *apiError
	for _, p := range []struct {
		name string
		into *string
	}{{"title", &i.Title}, {"description", &i.Description}, {"payload", &i.Payload}} {
		if *p.into, refused = c.needed(p.name); refused != nil {
			return nil, refused
		}
	}
	if !utf8.ValidString(i.Payload) {
		return nil, bad("the payload must be encoded in UTF-8")
	}
	if i.Currency, refused = c.needed("currency"); refused != nil {
		return nil, refused
	}
	raw, refused := c.needed("prices")
	if refused == nil {
		i.Prices, refused = c.prices(raw)
	}
	if refused == nil {
		refused = c.tips(i)
	}
	if refused != nil {
		return nil, refused
	}
	c.details(i)
	return i, i.amounts()
}

// details are the flags of an invoice.
func (c *call) details(i *Invoice) {
	i.NeedName, i.NeedPhone, i.NeedEmail = c.truth("need_name"), c.truth("need_phone_number"), c.truth("need_email")
	i.NeedAddress, i.Flexible = c.truth("need_shipping_address"), c.truth("is_flexible")
	i.NeedAddress = i.NeedAddress || i.Flexible
	i.NeedPhone = i.NeedPhone || c.truth("send_phone_number_to_provider")
	i.NeedEmail = i.NeedEmail || c.truth("send_email_to_provider")
	if url := c.Params["photo_url"]; url != "" {
		i.PhotoURL = webAddress(url) // one that leads nowhere is silently dropped
	}
	if i.Currency == "XTR" {
		i.NeedName, i.NeedPhone, i.NeedEmail, i.NeedAddress, i.Flexible = false, false, false, false, false
	}
}

func (c *call) prices(raw string) ([]Price, *apiError) {
	if !json.Valid([]byte(raw)) {
		return nil, bad("can't parse prices JSON object")
	}
	var list []json.RawMessage
	if json.Unmarshal([]byte(raw), &list) != nil || list == nil {
		return nil, bad("expected an Array of labeled prices")
	}
	if len(list) == 0 {
		return nil, bad("there must be at least one price")
	}
	var all []Price
	for _, one := range list {
		p, problem := labeledPrice(one)
		if problem != "" {
			return nil, bad("can't parse labeled price: %s", problem)
		}
		all = append(all, p)
	}
	return all, nil
}

func labeledPrice(raw json.RawMessage) (Price, string) {
	var f map[string]json.RawMessage
	if json.Unmarshal(raw, &f) != nil || f == nil {
		return Price{}, "LabeledPrice must be an Object"
	}
	var p Price
	if v := f["label"]; v != nil && json.Unmarshal(v, &p.Label) != nil {
		return Price{}, `Field "label" must be of type String`
	}
	if p.Label == "" {
		return Price{}, "LabeledPrice label must be non-empty"
	}
	if f["amount"] == nil {
		return Price{}, `Can't find field "amount"`
	}
	var problem string
	p.Amount, problem = wireNumber(f["amount"])
	switch problem {
	case "type":
		return Price{}, `Field "amount" must be a Number`
	case "value":
		return Price{}, `Field "amount" must be a valid Number`
	}
	return p, ""
}

// wireNumber is a whole number that may be written as a string; the problem is
// "type" or "value" (tdlib/td, JsonBuilder.cpp).
func wireNumber(raw json.RawMessage) (n int64, problem string) {
	text := string(raw)
	if text[0] == '"' {
		if json.Unmarshal(raw, &text) != nil {
			return 0, "value"
		}
	} else if text[0] != '-' && (text[0] < '0' || text[0] > '9') {
		return 0, "type"
	}
	if json.Unmarshal([]byte(text), &n) != nil {
		return 0, "value"
	}
	return n, ""
}

func (c *call) tips(i *Invoice) *apiError {
	if raw := c.Params["max_tip_amount"]; raw != "" {
		n, problem := wireNumber(json.RawMessage(raw))
		if problem != "" {
			return bad(`can't parse "max_tip_amount" as Number`)
		}
		i.MaxTip = n
	}
	raw := c.Params["suggested_tip_amounts"]
	if raw == "" {
		return nil
	}
	if !json.Valid([]byte(raw)) {
		return bad("can't parse suggested_tip_amounts JSON object")
	}
	var list []json.RawMessage
	if json.Unmarshal([]byte(raw), &list) != nil {
		return bad("expected an Array of suggested tip amounts")
	}
	for _, one := range list {
		n, problem := wireNumber(one)
		switch problem {
		case "type":
			return bad("suggested tip amount must be of type Number or String")
		case "value":
			return bad("can't parse suggested tip amount as Number")
		}
		i.Tips = append(i.Tips, n)
	}
	return nil
}

// amounts checks what TDLib checks. Parts may be negative, their sum may not.
func (i *Invoice) amounts() *apiError {
	var total int64
	for _, p := range i.Prices {
		if p.Amount > largestAmount || p.Amount < -largestAmount {
			return bad("too big amount of the currency specified")
		}
		if total += p.Amount; total > largestAmount || total < -largestAmount {
			return bad("total price is too big")
		}
	}
	if total <= 0 {
		return bad("total price must be positive")
	}
	if i.MaxTip < 0 || i.MaxTip > largestAmount {
		return bad("invalid max_tip_amount of the currency specified")
	}
	for _, tip := range i.Tips {
		if tip <= 0 {
			return bad("suggested tip amount must be positive")
		}
		if tip > i.MaxTip {
			return bad("suggested tip amount can't be bigger than max_tip_amount")
		}
	}
	if len(i.Tips) > mostTips {
		return bad("there can be at most 4 suggested tip amounts")
	}
	return nil
}

// accept is what Telegram's servers check. The texts for a long title, a long
// description and tips that do not rise are the sandbox's choice.
func (s *Sandbox) accept(i *Invoice, providerData string) *apiError {
	bounds, known := currencyLimits[i.Currency]
	switch {
	case utf8.RuneCountInString(i.Title) > longestTitle, utf8.RuneCountInString(i.Description) > longestDescription:
		return bad(wrongInvoice)
	case len(i.Payload) > longestPayload:
		return bad("INVOICE_PAYLOAD_INVALID")
	case !startParameter.MatchString(i.StartParameter):
		return bad("START_PARAM_INVALID")
	case i.Currency == "XTR":
		return i.acceptStars()
	case !known:
		return bad("CURRENCY_INVALID")
	case !s.provides(i.Provider):
		return bad("PAYMENT_PROVIDER_INVALID")
	case i.Total() < bounds.least || i.Total() > bounds.most:
		return bad("CURRENCY_TOTAL_AMOUNT_INVALID")
	case providerData != "" && !json.Valid([]byte(providerData)):
		return bad("DATA_JSON_INVALID")
	}
	for n := 1; n < len(i.Tips); n++ {
		if i.Tips[n] <= i.Tips[n-1] {
			return bad("SUGGESTED_TIP_AMOUNTS_INVALID")
		}
	}
	return nil
}

// acceptStars checks an invoice in Telegram Stars.
func (i *Invoice) acceptStars() *apiError {
	if i.Provider != "" || len(i.Prices) != 1 || i.MaxTip != 0 || len(i.Tips) > 0 || i.Total() > mostStars {
		return bad("STARS_INVOICE_INVALID")
	}
	return nil
}

// provides tells whether a provider token is good.
func (s *Sandbox) provides(token string) bool {
	if s.o.Providers == nil {
		return strings.Contains(token, ":TEST:") || strings.Contains(token, ":LIVE:")
	}
	for _, good := range s.o.Providers {
		if token == good && token != "" {
			return true
		}
	}
	return false
}
