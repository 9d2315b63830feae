package campaigns

import (
	"time"

	"github.com/donatebot/donatebot/money"
)

// Reason is why a checkout is refused, or why a payment needs a review.
type Reason string

// The reasons. Those of the first group also put a payment under review; the others
// only refuse a checkout or an address.
const (
	ReasonUnknownInvoice Reason = "unknown_invoice"
	ReasonAlreadyPaid    Reason = "already_paid"
	ReasonAnotherPerson  Reason = "another_person"
	ReasonWrongCurrency  Reason = "wrong_currency"
	ReasonWrongAmount    Reason = "wrong_amount"
	ReasonWrongShipping  Reason = "wrong_shipping"
	ReasonUnread         Reason = "unread" // an administrator booked what could not be read

	ReasonInvoiceExpired  Reason = "invoice_expired"
	ReasonCampaignClosed  Reason = "campaign_closed"
	ReasonCampaignNotOpen Reason = "campaign_not_open"
	ReasonCampaignEnded   Reason = "campaign_ended"
	ReasonNoShipping      Reason = "no_shipping"
	ReasonTooMany         Reason = "too_many"
	ReasonExcluded        Reason = "excluded"
	ReasonLedgerBusy      Reason = "ledger_busy"
	ReasonTerms           Reason = "terms" // the payer has not agreed to the present ones
)

// Checkout is Telegram's question, when a donor has tapped Pay, whether the payment
// may go through (pre_checkout_query).
type Checkout struct {
	DonorID  int64
	Payload  string
	Total    money.Amount
	OptionID string // shipping option that was chosen
	Country  string // of the shipping address, "" without one
	// TermsVersion is the version of the terms that the payer has agreed to, as the
	// ledger knows; see [TermsVersion].
	TermsVersion string
}

// Refusal says why a checkout or a shipping address is refused.
type Refusal struct {
	Reason   Reason
	Campaign Campaign // the one it is about, as far as it is known
	Country  string   // with ReasonNoShipping
}

// Approve decides on a checkout; nil approves it. found reports whether the payload
// is that of an invoice. It is the only place where a donation is refused: once it
// has approved, money moves, which is recorded whatever it is for.
func Approve(s *Settings, i Invoice, found bool, q Checkout, now time.Time) *Refusal {
	if !found {
		return &Refusal{Reason: ReasonUnknownInvoice}
	}
	campaign, refusal := i.payable(s, q.DonorID, now)
	if refusal != nil {
		return refusal
	}
	if payer := (Donor{TermsVersion: q.TermsVersion}); !payer.HasAgreed(s.Organisation) {
		return &Refusal{Reason: ReasonTerms, Campaign: campaign}
	}
	_, reason := i.Split(q.Total, q.OptionID)
	if reason == "" && i.Shipping != nil && q.Country != "" && !i.delivers(q.OptionID, q.Country) {
		return &Refusal{Reason: ReasonNoShipping, Campaign: campaign, Country: q.Country}
	}
	if reason != "" {
		return &Refusal{Reason: reason, Campaign: campaign}
	}
	return nil
}

// QuoteShipping answers a shipping query: it returns the options that deliver to the
// country, or the refusal if there are none. found is as in Approve.
func QuoteShipping(s *Settings, i Invoice, found bool, donor int64, country string, now time.Time) ([]ShippingOption, *Refusal) {
	if !found {
		return nil, &Refusal{Reason: ReasonUnknownInvoice}
	}
	campaign, refusal := i.payable(s, donor, now)
	if refusal != nil {
		return nil, refusal
	}
	options := OptionsTo(i.Shipping, country)
	if len(options) == 0 {
		return nil, &Refusal{Reason: ReasonNoShipping, Campaign: campaign, Country: country}
	}
	return options, nil
}

// payable returns the invoice's campaign, as far as it is known, and why the person
// can't pay the invoice now; nil if they can.
func (i Invoice) payable(s *Settings, donor int64, now time.Time) (Campaign, *Refusal) {
	campaign, known := s.Find(i.CampaignID)
	no := func(r Reason) (Campaign, *Refusal) {
		return campaign, &Refusal{Reason: r, Campaign: campaign}
	}
	switch {
	case i.Private && i.Personal.DonorID != donor:
		return no(ReasonAnotherPerson)
	case i.Private && i.ChargeID != "":
		return no(ReasonAlreadyPaid)
	case !known:
		return no(ReasonCampaignClosed)
	case now.After(i.CreatedAt.Add(InvoiceLife)) || i.Mode != s.Mode:
		return no(ReasonInvoiceExpired)
	}
	switch campaign.State(s.Today(now)) {
	case StateNotYetOpen:
		return no(ReasonCampaignNotOpen)
	case StateEnded:
		return no(ReasonCampaignEnded)
	}
	return campaign, nil
}

// delivers reports whether the option goes to the country.
func (i Invoice) delivers(option, country string) bool {
	for _, o := range OptionsTo(i.Shipping, country) {
		if o.ID == option {
			return true
		}
	}
	return false
}
