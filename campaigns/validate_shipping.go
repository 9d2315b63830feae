package campaigns

import (
	"fmt"
	"slices"

	"github.com/donatebot/donatebot/money"
)

// longestOption bounds an option's id and title, in characters, so that they fit
// on a phone's payment sheet.
const longestOption = 32

func (p *problems) shipping(c Campaign) {
	switch {
	case c.Shipping == nil:
		return
	case c.Currency.Code == money.Stars:
		p.add(Problem{Field: "shipping", Code: ProblemStarsShipping})
		return
	case len(c.Shipping) == 0:
		p.add(Problem{Field: "shipping.options", Code: ProblemMissing})
	}
	for i, o := range c.Shipping {
		field := fmt.Sprintf("shipping.options[%d]", i)
		p.option(field, o)
		first := slices.IndexFunc(c.Shipping, func(x ShippingOption) bool { return x.ID == o.ID })
		if o.ID != "" && first < i {
			p.add(Problem{Field: field + ".id", Code: ProblemSameID, Index: first})
		}
	}
}

func (p *problems) option(field string, o ShippingOption) {
	p.line(field+".id", o.ID, longestOption)
	p.line(field+".title", o.Title, longestOption)
	if len(o.Countries) == 0 {
		p.add(Problem{Field: field + ".countries", Code: ProblemMissing})
	}
	for i, code := range o.Countries {
		country := fmt.Sprintf("%s.countries[%d]", field, i)
		switch {
		case !isCountry(code):
			p.add(Problem{Field: country, Code: ProblemUnknownCountry, Name: meantCountry(code)})
		case slices.Contains(o.Countries[:i], code):
			p.add(Problem{Field: country, Code: ProblemListedTwice})
		}
	}
	p.payable(field+".price", o.Price, 0)
}
