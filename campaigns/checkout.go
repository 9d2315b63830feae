package campaigns

import "time"

// Reason says why a checkout is refused, or why a payment needs a review.
type Reason string

// The reasons. The first ones can be met at a checkout and at a payment.
const (
	UnknownInvoice  Reason = "unknown_invoice"
	AlreadyPaid     Reason = "already_paid"
	AnotherPerson   Reason = "another_person"
	WrongCurrency   Reason = "wrong_currency"
	WrongAmount     Reason = "wrong_amount"
	WrongShipping   Reason = "wrong_shipping"
	InvoiceExpired  Reason = "invoice_expired"
	CampaignClosed  Reason = "campaign_closed"
	CampaignNotOpen Reason = "campaign_not_open"
	CampaignEnded   Reason = "campaign_ended"
	NoPostage       Reason = "no_postage"
	TooMany         Reason = "too_many"
	Blocked         Reason = "blocked"
	LedgerBusy      Reason = "ledger_busy"
)

// Checkout is Telegram's question, asked when a donor has tapped Pay, whether
// the payment may go through (pre_checkout_query).
type Checkout struct {
	Donor   int64
	Payload string
	Total   Money
	Option  string // shipping option that was chosen
	Country string // of the shipping address, "" without one
}

// Refusal is a no to a checkout or to a shipping address, and why.
type Refusal struct {
	Reason   Reason
	Campaign Campaign // the one it is about, as far as it is known
	Country  string   // with NoPostage
}

// Approve decides on a checkout. found tells whether the payload is an
// invoice's at all. It is the only place where a donation is refused: after it,
// money moves and is recorded whatever it is for. A nil result approves.
func Approve(c *Catalogue, i Invoice, found bool, q Checkout, now time.Time) *Refusal {
	if !found {
		return &Refusal{Reason: UnknownInvoice}
	}
	campaign, refusal := i.payable(c, q.Donor, now)
	if refusal != nil {
		return refusal
	}
	_, reason := i.Split(q.Total, q.Option)
	if reason == "" && i.Shipping != nil && q.Country != "" && !i.posts(q.Option, q.Country) {
		return &Refusal{Reason: NoPostage, Campaign: campaign, Country: q.Country}
	}
	if reason != "" {
		return &Refusal{Reason: reason, Campaign: campaign}
	}
	return nil
}

// Post answers a shipping query: the ways of posting to the country that was
// asked for, or why there is none.
func Post(c *Catalogue, i Invoice, found bool, donor int64, country string, now time.Time) ([]ShippingOption, *Refusal) {
	if !found {
		return nil, &Refusal{Reason: UnknownInvoice}
	}
	campaign, refusal := i.payable(c, donor, now)
	if refusal != nil {
		return nil, refusal
	}
	options := OptionsFor(i.Shipping, country)
	if len(options) == 0 {
		return nil, &Refusal{Reason: NoPostage, Campaign: campaign, Country: country}
	}
	return options, nil
}

// payable says whether this person can pay the invoice now at all.
func (i Invoice) payable(c *Catalogue, donor int64, now time.Time) (Campaign, *Refusal) {
	campaign, known := c.Find(i.Campaign)
	no := func(r Reason) (Campaign, *Refusal) {
		return campaign, &Refusal{Reason: r, Campaign: campaign}
	}
	switch {
	case i.Private && i.Donor != donor:
		return no(AnotherPerson)
	case i.Private && i.Charge != "":
		return no(AlreadyPaid)
	case !known:
		return no(CampaignClosed)
	case now.After(i.Made.Add(InvoiceLife)) || i.Mode != c.Mode:
		return no(InvoiceExpired)
	}
	switch campaign.State(c.Today(now)) {
	case NotYetOpen:
		return no(CampaignNotOpen)
	case Ended:
		return no(CampaignEnded)
	}
	return campaign, nil
}

func (i Invoice) posts(option, country string) bool {
	for _, o := range OptionsFor(i.Shipping, country) {
		if o.ID == option {
			return true
		}
	}
	return false
}
