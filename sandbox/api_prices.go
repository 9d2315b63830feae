package sandbox

import (
	"encoding/json"

	"github.com/donatebot/donatebot/sandbox/spec"
)

const (
	largestAmount = 999_999_999_999 // tdlib/td, InputInvoice.cpp
	mostTips      = 4               // Bot API documentation, sendInvoice
)

// readPrices reads an array of LabeledPrice (tdlib/telegram-bot-api, Client.cpp).
func readPrices(raw string) ([]Price, *spec.Error) {
	if !json.Valid([]byte(raw)) {
		return nil, spec.BadRequest("can't parse prices JSON object")
	}
	var list []json.RawMessage
	if json.Unmarshal([]byte(raw), &list) != nil || list == nil {
		return nil, spec.BadRequest("expected an Array of labeled prices")
	}
	if len(list) == 0 {
		return nil, spec.BadRequest("there must be at least one price")
	}
	var all []Price
	for _, one := range list {
		p, problem := labeledPrice(one)
		if problem != "" {
			return nil, spec.BadRequest("can't parse labeled price: %s", problem)
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

// wireNumber reads a whole number that may be written as a string; the problem is
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

func (c *call) tips(i *Invoice) *spec.Error {
	if raw := c.Params["max_tip_amount"]; raw != "" {
		n, problem := wireNumber(json.RawMessage(raw))
		if problem != "" {
			return spec.BadRequest(`can't parse "max_tip_amount" as Number`)
		}
		i.MaxTip = n
	}
	raw := c.Params["suggested_tip_amounts"]
	if raw == "" {
		return nil
	}
	if !json.Valid([]byte(raw)) {
		return spec.BadRequest("can't parse suggested_tip_amounts JSON object")
	}
	var list []json.RawMessage
	if json.Unmarshal([]byte(raw), &list) != nil {
		return spec.BadRequest("expected an Array of suggested tip amounts")
	}
	for _, one := range list {
		n, problem := wireNumber(one)
		switch problem {
		case "type":
			return spec.BadRequest("suggested tip amount must be of type Number or String")
		case "value":
			return spec.BadRequest("can't parse suggested tip amount as Number")
		}
		i.Tips = append(i.Tips, n)
	}
	return nil
}

// checkAmounts checks what TDLib checks. Parts may be negative and sums may
// pass the limit midway; only the whole sum counts.
func (i *Invoice) checkAmounts() *spec.Error {
	for _, p := range i.Prices {
		if p.Amount > largestAmount || p.Amount < -largestAmount {
			return spec.BadRequest(spec.TooBigAmount)
		}
	}
	switch total := i.Total(); {
	case total <= 0:
		return spec.BadRequest(spec.TotalNotPositive)
	case total > largestAmount:
		return spec.BadRequest(spec.TotalTooBig)
	}
	return i.checkTips()
}

func (i *Invoice) checkTips() *spec.Error {
	if i.MaxTip < 0 || i.MaxTip > largestAmount {
		return spec.BadRequest(spec.TipLimitWrong)
	}
	for _, tip := range i.Tips {
		if tip <= 0 {
			return spec.BadRequest(spec.TipNotPositive)
		}
		if tip > i.MaxTip {
			return spec.BadRequest(spec.TipAboveLimit)
		}
	}
	if len(i.Tips) > mostTips {
		return spec.BadRequest(spec.TooManyTips)
	}
	return nil
}

// strictlyRising reports whether each amount is above the one before.
func strictlyRising(amounts []int64) bool {
	for n := 1; n < len(amounts); n++ {
		if amounts[n] <= amounts[n-1] {
			return false
		}
	}
	return true
}
