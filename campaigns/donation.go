package campaigns

import (
	"time"

	"github.com/donatebot/donatebot/money"
)

// Payment is what Telegram says of money that has moved (successful_payment).
type Payment struct {
	ChargeID         string // telegram_payment_charge_id, which identifies a charge
	ProviderChargeID string
	Payload          string
	Total            money.Amount
	At               time.Time // Telegram's date of the message
	Donor            Donor
	FirstName        string // the donor's
	OptionID         string
	Contact          Contact
}

// Contact is what the donor typed on the payment sheet.
type Contact struct {
	Name, Email, Phone                           string
	Country, State, City, Line1, Line2, Postcode string
}

// Personal is what a record of the ledger says of a person. It is kept apart from
// everything else, so that it can be sealed, and forgotten, on its own.
type Personal struct {
	DonorID int64 // Telegram's id of the person
	Name    string
	// FirstName greets the person; "" for records that lack it.
	FirstName string
	Contact   Contact
}

// Status of a donation.
type Status string

// The statuses. StatusReview needs an administrator: the money is here, but it
// does not fit what was agreed.
const (
	StatusOK       Status = "ok"
	StatusReview   Status = "review"
	StatusRefunded Status = "refunded"
)

// Donation is one charge in the ledger. Amounts are in the smallest unit of
// Currency. Gift and Tip are what the cause raised; Fee and Shipping count
// towards no goal. Amount is their sum.
type Donation struct {
	Receipt          ReceiptNo
	At               time.Time // UTC
	Day              Day       // of the organisation, when it was recorded
	Status           Status
	Reason           Reason // of a review, kept after it has ended
	CampaignID       ID     // "": fits none
	Currency         string
	Amount           int64
	Gift             int64
	Tip              int64
	Fee              int64
	Shipping         int64
	Refunded         int64 // what went back of Amount: gift first, then tip, then postage and fee
	Personal         Personal
	Language         string // of the thanks
	Anonymous        bool
	Source           string
	ChargeID         string
	ProviderChargeID string
	Payload          string // the invoice's
	OptionID         string
}

// Raised returns what the cause keeps of the donation, whatever its status: gift and
// tip, less what went back.
func (d Donation) Raised() int64 { return max(0, d.Gift+d.Tip-d.Refunded) }

// Money returns an amount, in the smallest unit, with the donation's currency.
func (d Donation) Money(amount int64) money.Amount {
	return money.Amount{Units: amount, Currency: d.Currency}
}

// NewDonation turns a payment into a donation that still lacks its receipt number.
// It refuses nothing, since the money has moved: what does not fit gets the status
// StatusReview and a reason. Without an invoice, the donation has the mode of the
// settings and no campaign, and all of it is a gift.
func NewDonation(s *Settings, i Invoice, found bool, p Payment) Donation {
	d := Donation{
		At: p.At.UTC(), Day: s.Today(p.At), Status: StatusOK,
		Currency: p.Total.Currency, Amount: p.Total.Units, Gift: p.Total.Units,
		Personal: Personal{DonorID: p.Donor.ID, Name: p.Donor.Name, FirstName: p.FirstName, Contact: p.Contact}, Language: p.Donor.Language,
		ChargeID: p.ChargeID, ProviderChargeID: p.ProviderChargeID, Payload: p.Payload,
		OptionID: p.OptionID,
	}
	d.Receipt = ReceiptNo{Mode: s.Mode, Year: d.Day.Year()}
	if !found {
		return d.review(ReasonUnknownInvoice)
	}
	d.Receipt.Mode = i.Mode
	d.Source, d.Anonymous = i.Source, i.Anonymous
	price, reason := i.Split(p.Total, p.OptionID)
	if reason == ReasonWrongCurrency {
		return d.review(reason)
	}
	d.CampaignID = i.CampaignID
	if reason != "" {
		return d.review(reason)
	}
	d.Gift, d.Tip, d.Shipping = price.Gift, price.Tip, price.Shipping
	switch {
	case i.Private && i.Personal.DonorID != p.Donor.ID:
		return d.review(ReasonAnotherPerson)
	case i.Private && i.ChargeID != "" && i.ChargeID != p.ChargeID:
		return d.review(ReasonAlreadyPaid)
	}
	return d
}

func (d Donation) review(r Reason) Donation {
	d.Status, d.Reason = StatusReview, r
	return d
}
