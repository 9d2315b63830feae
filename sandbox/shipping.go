package sandbox

import (
	"context"
	"encoding/json"
	"strings"
)

// shippingAnswer is what the bot said to a shipping query.
type shippingAnswer struct {
	options []ShippingOption
	refusal string
}

// ShippingOptions asks the bot how it would deliver to the address, as the payment
// sheet of a flexible invoice does.
func (p *Person) ShippingOptions(ctx context.Context, m *Message, a Address) ([]ShippingOption, error) {
	s := p.s
	s.mu.Lock()
	invoice, err := p.payable(m)
	if err != nil || !invoice.Flexible {
		s.mu.Unlock()
		return nil, err
	}
	id, q := s.ask("shipping_query", s.o.CheckoutLimit, fields{"from": p.User, "invoice_payload": invoice.Payload, "shipping_address": a})
	s.mu.Unlock()
	got, err := s.await(ctx, id, q)
	if err != nil {
		return nil, err
	}
	answer := got.(shippingAnswer)
	if answer.refusal != "" {
		return nil, &Refused{answer.refusal}
	}
	return answer.options, nil
}

func answerShippingQuery(s *Sandbox, c *call) (any, *apiError) {
	var a shippingAnswer
	var refused *apiError
	if c.truth("ok") {
		if a.options, refused = c.shippingOptions(); refused != nil {
			return nil, refused
		}
	} else if a.refusal, refused = c.needed("error_message"); refused != nil {
		return nil, refused
	}
	if refused := s.settle("shipping_query", c.Params["shipping_query_id"], a); refused != nil {
		return nil, refused
	}
	return true, nil
}

func (c *call) shippingOptions() ([]ShippingOption, *apiError) {
	raw, refused := c.needed("shipping_options")
	if refused != nil {
		return nil, refused
	}
	if !json.Valid([]byte(raw)) {
		return nil, bad("can't parse shipping options JSON object")
	}
	var list []json.RawMessage
	if json.Unmarshal([]byte(raw), &list) != nil {
		return nil, bad("expected an Array of shipping options")
	}
	if len(list) == 0 {
		return nil, bad("there must be at least one shipping option")
	}
	var all []ShippingOption
	for _, one := range list {
		o, problem := c.shippingOption(one)
		if problem != "" {
			return nil, bad("can't parse shipping option: %s", problem)
		}
		all = append(all, o)
	}
	return all, nil
}

func (c *call) shippingOption(raw json.RawMessage) (ShippingOption, string) {
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
	var refused *apiError
	if o.Prices, refused = c.prices(string(f.Prices)); refused != nil {
		return o, "Can't parse shipping option prices: " + strings.ToUpper(refused.Text[:1]) + refused.Text[1:]
	}
	return o, ""
}
