package export

import "github.com/donatebot/donatebot/campaigns"

// donations are the columns of an export of donations, in their order. Scripts of
// other people read them by name and by place: new ones go to the end.
var donations = schema[campaigns.Donation]{
	currency: func(d *campaigns.Donation) string { return d.Currency },
	columns: []column[campaigns.Donation]{
		{heading{name: "receipt", title: "export_receipt", meaning: "export_receipt_means", width: 20},
			func(d *campaigns.Donation) value { return value{text: d.Receipt.String()} }},
		{heading{name: "at", kind: kindTime, title: "export_at", meaning: "export_at_means", width: 25},
			func(d *campaigns.Donation) value { return value{at: d.At} }},
		{heading{name: "day", kind: kindDay, title: "export_day", meaning: "export_day_means", width: 12},
			func(d *campaigns.Donation) value { return value{text: string(d.Day)} }},
		{heading{name: "mode", kind: kindCode, title: "export_mode", meaning: "export_mode_means", width: 9},
			func(d *campaigns.Donation) value { return value{text: string(d.Receipt.Mode)} }},
		{heading{name: "status", kind: kindCode, title: "export_status", meaning: "export_status_means", width: 13},
			func(d *campaigns.Donation) value { return value{text: string(d.Status)} }},
		{heading{name: "campaign", title: "export_campaign", meaning: "export_campaign_means", width: 18},
			func(d *campaigns.Donation) value { return value{text: string(d.CampaignID)} }},
		{heading{name: "currency", title: "export_currency", meaning: "export_currency_means", width: 10},
			func(d *campaigns.Donation) value { return value{text: d.Currency} }},
		{heading{name: "amount", kind: kindAmount, title: "export_amount", meaning: "export_amount_means", width: 16},
			func(d *campaigns.Donation) value { return value{number: d.Amount} }},
		{heading{name: "gift", kind: kindAmount, title: "export_gift", meaning: "export_gift_means", width: 14},
			func(d *campaigns.Donation) value { return value{number: d.Gift} }},
		{heading{name: "tip", kind: kindAmount, title: "export_tip", meaning: "export_tip_means", width: 12},
			func(d *campaigns.Donation) value { return value{number: d.Tip} }},
		{heading{name: "fee", kind: kindAmount, title: "export_fee", meaning: "export_fee_means", width: 14},
			func(d *campaigns.Donation) value { return value{number: d.Fee} }},
		{heading{name: "shipping", kind: kindAmount, title: "export_shipping", meaning: "export_shipping_means", width: 14},
			func(d *campaigns.Donation) value { return value{number: d.Shipping} }},
		{heading{name: "donor_id", kind: kindID, title: "export_donor_id", meaning: "export_donor_id_means", width: 16, personal: true},
			func(d *campaigns.Donation) value { return value{number: d.Personal.DonorID} }},
		{heading{name: "donor_name", title: "export_donor_name", meaning: "export_donor_name_means", width: 24, personal: true},
			func(d *campaigns.Donation) value { return value{text: d.Personal.Name} }},
		{heading{name: "anonymous", kind: kindFlag, title: "export_anonymous", meaning: "export_anonymous_means", width: 12},
			func(d *campaigns.Donation) value { return value{flag: d.Anonymous} }},
		{heading{name: "source", title: "export_source", meaning: "export_source_means", width: 14},
			func(d *campaigns.Donation) value { return value{text: d.Source} }},
		{heading{name: "telegram_charge_id", title: "export_telegram_charge_id", meaning: "export_telegram_charge_id_means", width: 30},
			func(d *campaigns.Donation) value { return value{text: d.ChargeID} }},
		{heading{name: "provider_charge_id", title: "export_provider_charge_id", meaning: "export_provider_charge_id_means", width: 30},
			func(d *campaigns.Donation) value { return value{text: d.ProviderChargeID} }},
		{heading{name: "shipping_option", title: "export_shipping_option", meaning: "export_shipping_option_means", width: 18},
			func(d *campaigns.Donation) value { return value{text: d.OptionID} }},
		{heading{name: "name", title: "export_name", meaning: "export_name_means", width: 24, personal: true},
			func(d *campaigns.Donation) value { return value{text: d.Personal.Contact.Name} }},
		{heading{name: "email", title: "export_email", meaning: "export_email_means", width: 28, personal: true},
			func(d *campaigns.Donation) value { return value{text: d.Personal.Contact.Email} }},
		{heading{name: "phone", title: "export_phone", meaning: "export_phone_means", width: 18, personal: true},
			func(d *campaigns.Donation) value { return value{text: d.Personal.Contact.Phone} }},
		{heading{name: "country", title: "export_country", meaning: "export_country_means", width: 9, personal: true},
			func(d *campaigns.Donation) value { return value{text: d.Personal.Contact.Country} }},
		{heading{name: "state", title: "export_state", meaning: "export_state_means", width: 18, personal: true},
			func(d *campaigns.Donation) value { return value{text: d.Personal.Contact.State} }},
		{heading{name: "city", title: "export_city", meaning: "export_city_means", width: 20, personal: true},
			func(d *campaigns.Donation) value { return value{text: d.Personal.Contact.City} }},
		{heading{name: "line1", title: "export_line1", meaning: "export_line1_means", width: 28, personal: true},
			func(d *campaigns.Donation) value { return value{text: d.Personal.Contact.Line1} }},
		{heading{name: "line2", title: "export_line2", meaning: "export_line2_means", width: 20, personal: true},
			func(d *campaigns.Donation) value { return value{text: d.Personal.Contact.Line2} }},
		{heading{name: "postcode", title: "export_postcode", meaning: "export_postcode_means", width: 12, personal: true},
			func(d *campaigns.Donation) value { return value{text: d.Personal.Contact.Postcode} }},
		{heading{name: "refunded", kind: kindAmount, title: "export_refunded", meaning: "export_refunded_means", width: 14},
			func(d *campaigns.Donation) value { return value{number: d.Refunded} }},
		{heading{name: "dedication", title: "export_dedication", meaning: "export_dedication_means", width: 20},
			func(*campaigns.Donation) value { return value{} }}, // donors can't dedicate yet
		{heading{name: "message", title: "export_message", meaning: "export_message_means", width: 30},
			func(*campaigns.Donation) value { return value{} }}, // donors can't add one yet
		{heading{name: "recurring", kind: kindFlag, title: "export_recurring", meaning: "export_recurring_means", width: 12},
			func(*campaigns.Donation) value { return value{} }}, // there are no subscriptions yet
	},
}

// DonationColumns returns the names of the columns of donations, in their order.
func DonationColumns() []string { return donations.names() }
