package campaigns

import (
	"strconv"
	"time"
)

// Columns of an export, in their order.
var Columns = []string{
	"receipt", "at", "day", "mode", "status", "campaign", "currency", "amount", "gift", "tip", "fee", "shipping",
	"donor_id", "donor_name", "anonymous", "source", "telegram_charge_id", "provider_charge_id",
	"shipping_option", "name", "email", "phone", "country", "state", "city", "line1", "line2", "postcode",
}

// ExportRow is the donation as a line of an export: amounts in the smallest unit,
// the time in UTC.
type ExportRow struct {
	Receipt          string `json:"receipt"`
	At               string `json:"at"`
	Day              Day    `json:"day"`
	Mode             Mode   `json:"mode"`
	Status           Status `json:"status"`
	CampaignID       ID     `json:"campaign"`
	Currency         string `json:"currency"`
	Amount           int64  `json:"amount"`
	Gift             int64  `json:"gift"`
	Tip              int64  `json:"tip"`
	Fee              int64  `json:"fee"`
	Shipping         int64  `json:"shipping"`
	DonorID          int64  `json:"donor_id"`
	DonorName        string `json:"donor_name"`
	Anonymous        bool   `json:"anonymous"`
	Source           string `json:"source"`
	ChargeID         string `json:"telegram_charge_id"`
	ProviderChargeID string `json:"provider_charge_id"`
	OptionID         string `json:"shipping_option"`
	Name             string `json:"name"`
	Email            string `json:"email"`
	Phone            string `json:"phone"`
	Country          string `json:"country"`
	State            string `json:"state"`
	City             string `json:"city"`
	Line1            string `json:"line1"`
	Line2            string `json:"line2"`
	Postcode         string `json:"postcode"`
}

// ExportRow is the donation as it is exported.
func (d Donation) ExportRow() ExportRow {
	return ExportRow{
		d.Receipt.String(), d.At.UTC().Format(time.RFC3339), d.Day, d.Receipt.Mode, d.Status, d.CampaignID, d.Currency,
		d.Amount, d.Gift, d.Tip, d.Fee, d.Shipping, d.Personal.DonorID, d.Personal.Name, d.Anonymous, d.Source, d.ChargeID, d.ProviderChargeID,
		d.OptionID, d.Personal.Contact.Name, d.Personal.Contact.Email, d.Personal.Contact.Phone, d.Personal.Contact.Country, d.Personal.Contact.State, d.Personal.Contact.City,
		d.Personal.Contact.Line1, d.Personal.Contact.Line2, d.Personal.Contact.Postcode,
	}
}

// Cells are the record's values in the order of Columns.
func (r ExportRow) Cells() []string {
	n := func(v int64) string { return strconv.FormatInt(v, 10) }
	return []string{
		r.Receipt, r.At, string(r.Day), string(r.Mode), string(r.Status), string(r.CampaignID), r.Currency,
		n(r.Amount), n(r.Gift), n(r.Tip), n(r.Fee), n(r.Shipping), n(r.DonorID), r.DonorName, strconv.FormatBool(r.Anonymous), r.Source,
		r.ChargeID, r.ProviderChargeID, r.OptionID, r.Name, r.Email, r.Phone, r.Country, r.State, r.City, r.Line1, r.Line2, r.Postcode,
	}
}
