package sandbox

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/donatebot/donatebot/sandbox/markup"
	"github.com/donatebot/donatebot/sandbox/spec"
)

// longestNotice is the most characters of a callback's answer (Bot API documentation).
const longestNotice = 200

func answerCallbackQuery(s *Sandbox, c *call) (any, *spec.Error) {
	a := CallbackAnswer{Text: c.Params["text"], Alert: c.boolean("show_alert"), URL: c.Params["url"]}
	if utf8.RuneCountInString(a.Text) > longestNotice {
		return nil, spec.BadRequest("MESSAGE_TOO_LONG")
	}
	if a.URL != "" && markup.CheckURL(a.URL) != "" {
		return nil, spec.BadRequest("URL_INVALID")
	}
	return s.settled("callback_query", c.Params["callback_query_id"], a)
}

// settled gives an answer to an open question.
func (s *Sandbox) settled(kind, id string, answer any) (any, *spec.Error) {
	if refused := s.queries.settle(kind, id, answer); refused != nil {
		return nil, refused
	}
	return true, nil
}

func answerPreCheckoutQuery(s *Sandbox, c *call) (any, *spec.Error) {
	refusal := ""
	if !c.boolean("ok") {
		var refused *spec.Error
		if refusal, refused = c.needed("error_message"); refused != nil {
			return nil, refused
		}
	}
	return s.settled("pre_checkout_query", c.Params["pre_checkout_query_id"], refusal)
}

func answerShippingQuery(s *Sandbox, c *call) (any, *spec.Error) {
	var a shippingAnswer
	var refused *spec.Error
	if c.boolean("ok") {
		a.options, refused = c.shippingOptions()
	} else {
		a.refusal, refused = c.needed("error_message")
	}
	if refused != nil {
		return nil, refused
	}
	return s.settled("shipping_query", c.Params["shipping_query_id"], a)
}

func (c *call) shippingOptions() ([]ShippingOption, *spec.Error) {
	raw, refused := c.needed("shipping_options")
	if refused != nil {
		return nil, refused
	}
	if !json.Valid([]byte(raw)) {
		return nil, spec.BadRequest("can't parse shipping options JSON object")
	}
	var list []json.RawMessage
	if json.Unmarshal([]byte(raw), &list) != nil {
		return nil, spec.BadRequest("expected an Array of shipping options")
	}
	if len(list) == 0 {
		return nil, spec.BadRequest("there must be at least one shipping option")
	}
	var all []ShippingOption
	for _, one := range list {
		o, problem := shippingOption(one)
		if problem != "" {
			return nil, spec.BadRequest("can't parse shipping option: %s", problem)
		}
		all = append(all, o)
	}
	return all, nil
}

func shippingOption(raw json.RawMessage) (ShippingOption, string) {
	var f struct {
		ID, Title string
		Prices    json.RawMessage
	}
	if json.Unmarshal(raw, &f) != nil {
		return ShippingOption{}, "ShippingOption must be an Object"
	}
	o := ShippingOption{ID: f.ID, Title: f.Title}
	switch {
	case o.ID == "":
		return o, "ShippingOption identifier must be non-empty"
	case o.Title == "":
		return o, "ShippingOption title must be non-empty"
	case f.Prices == nil:
		return o, "Can't parse shipping option prices: Can't find field \"prices\""
	}
	var refused *spec.Error
	if o.Prices, refused = readPrices(string(f.Prices)); refused != nil {
		return o, "Can't parse shipping option prices: " + strings.ToUpper(refused.Text[:1]) + refused.Text[1:]
	}
	return o, ""
}
