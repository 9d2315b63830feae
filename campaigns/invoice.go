package campaigns

import (
	"time"

	"github.com/donatebot/donatebot/money"
)

// How long an invoice can be paid. Telegram delivers a payment up to 24 hours
// late, so an approval keeps its invoice for twice that.
const (
	InvoiceLife  = 30 * 24 * time.Hour
	ApprovedLife = 48 * time.Hour
)

// Invoice is what was agreed with a donor by a tap on an amount. Later changes
// of the campaign do not touch it.
type Invoice struct {
	Payload    Payload
	CampaignID ID
	Title      string // the campaign's, for when it is gone from the configuration
	Gift       money.Amount
	MaxTip     int64 // smallest unit of the gift's currency
	Shipping   []ShippingOption
	Provider   string
	Mode       Mode
	Personal   Personal // of who asked for it: the DonorID alone
	Private    bool     // only Donor can pay it, once; one in a group can be paid by many
	Source     string
	// Anonymous keeps the donor's name out of what others see of this gift.
	Anonymous  bool
	CreatedAt  time.Time
	ApprovedAt time.Time // the last approval; zero: none
	ChargeID   string    // the charge that paid a private invoice; "": not paid
}

// Sources of an invoice.
const (
	SourceChat  = "chat"  // the list of campaigns in the private chat
	SourceLink  = "link"  // a deep link
	SourceGroup = "group" // a group
)

// Expires is when the invoice is forgotten.
func (i Invoice) Expires() time.Time {
	end := i.CreatedAt.Add(InvoiceLife)
	if late := i.ApprovedAt.Add(ApprovedLife); !i.ApprovedAt.IsZero() && late.After(end) {
		return late
	}
	return end
}

// Price is what an amount that was charged for an invoice consists of, each in
// the smallest unit of the invoice's currency.
type Price struct {
	Gift, Tip, Shipping int64
}

// Split says what a total consists of: the gift that was agreed, the postage of
// the option that was chosen, and what is left is the tip. It is not ok where no
// tip that the invoice allows explains the total, or the option is none of the
// invoice's.
func (i Invoice) Split(total money.Amount, option string) (Price, Reason) {
	if total.Currency != i.Gift.Currency {
		return Price{}, ReasonWrongCurrency
	}
	p := Price{Gift: i.Gift.Units}
	if len(i.Shipping) > 0 {
		o, ok := i.option(option)
		if !ok {
			return Price{}, ReasonWrongShipping
		}
		p.Shipping = o.Price
	}
	p.Tip = total.Units - p.Gift - p.Shipping
	if p.Tip < 0 || p.Tip > i.MaxTip {
		return Price{}, ReasonWrongAmount
	}
	return p, ""
}

func (i Invoice) option(id string) (ShippingOption, bool) {
	for _, o := range i.Shipping {
		if o.ID == id {
			return o, true
		}
	}
	return ShippingOption{}, false
}
