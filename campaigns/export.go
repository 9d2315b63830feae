package campaigns

import "time"

// column is one column of an export. Exactly one of text, number and flag is set.
type column struct {
	name     string
	personal bool // says who gave, so that it is empty once the person is forgotten
	text     func(*Donation) string
	number   func(*Donation) int64
	flag     func(*Donation) bool
}

// columns are those of every export, in their order. Scripts of other people read them by
// name and by place: new ones go to the end. Amounts are in the smallest unit, times
// in UTC.
var columns = []column{
	{name: "receipt", text: func(d *Donation) string { return d.Receipt.String() }},
	{name: "at", text: func(d *Donation) string { return d.At.UTC().Format(time.RFC3339) }},
	{name: "day", text: func(d *Donation) string { return string(d.Day) }},
	{name: "mode", text: func(d *Donation) string { return string(d.Receipt.Mode) }},
	{name: "status", text: func(d *Donation) string { return string(d.Status) }},
	{name: "campaign", text: func(d *Donation) string { return string(d.CampaignID) }},
	{name: "currency", text: func(d *Donation) string { return d.Currency }},
	{name: "amount", number: func(d *Donation) int64 { return d.Amount }},
	{name: "gift", number: func(d *Donation) int64 { return d.Gift }},
	{name: "tip", number: func(d *Donation) int64 { return d.Tip }},
	{name: "fee", number: func(d *Donation) int64 { return d.Fee }},
	{name: "shipping", number: func(d *Donation) int64 { return d.Shipping }},
	{name: "donor_id", personal: true, number: func(d *Donation) int64 { return d.Personal.DonorID }},
	{name: "donor_name", personal: true, text: func(d *Donation) string { return d.Personal.Name }},
	{name: "anonymous", flag: func(d *Donation) bool { return d.Anonymous }},
	{name: "source", text: func(d *Donation) string { return d.Source }},
	{name: "telegram_charge_id", text: func(d *Donation) string { return d.ChargeID }},
	{name: "provider_charge_id", text: func(d *Donation) string { return d.ProviderChargeID }},
	{name: "shipping_option", text: func(d *Donation) string { return d.OptionID }},
	{name: "name", personal: true, text: func(d *Donation) string { return d.Personal.Contact.Name }},
	{name: "email", personal: true, text: func(d *Donation) string { return d.Personal.Contact.Email }},
	{name: "phone", personal: true, text: func(d *Donation) string { return d.Personal.Contact.Phone }},
	{name: "country", personal: true, text: func(d *Donation) string { return d.Personal.Contact.Country }},
	{name: "state", personal: true, text: func(d *Donation) string { return d.Personal.Contact.State }},
	{name: "city", personal: true, text: func(d *Donation) string { return d.Personal.Contact.City }},
	{name: "line1", personal: true, text: func(d *Donation) string { return d.Personal.Contact.Line1 }},
	{name: "line2", personal: true, text: func(d *Donation) string { return d.Personal.Contact.Line2 }},
	{name: "postcode", personal: true, text: func(d *Donation) string { return d.Personal.Contact.Postcode }},
	{name: "refunded", number: func(d *Donation) int64 { return d.Refunded }},
}

// Columns returns the names of an export's columns, in their order.
func Columns() []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return names
}
