package export

import (
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// AdjustmentRow is a row of an export of adjustments: what happened to a donation
// after it was recorded.
type AdjustmentRow struct {
	Receipt    campaigns.ReceiptNo
	At         time.Time
	Day        campaigns.Day // of the organisation; totals change on this day
	Kind       string        // "refund", "dispute", "accept" or "undo"
	Amount     int64         // that moved, never negative, in the smallest unit of Currency
	Currency   string
	CampaignID campaigns.ID // "": fits none
	Mode       campaigns.Mode
	Reason     string
	Actor      string // who did it: see [campaigns.Adjustment]
}

// RowOf is an adjustment as it is exported. currency and campaign are those of its
// donation.
func RowOf(a campaigns.Adjustment, currency string, campaign campaigns.ID) AdjustmentRow {
	return AdjustmentRow{
		Receipt: a.Receipt, At: a.At, Day: a.Day, Kind: string(a.Kind), Amount: a.Amount, Currency: currency, CampaignID: campaign,
		Mode: a.Receipt.Mode, Reason: a.Reason, Actor: a.Actor,
	}
}

// adjustments are the columns of an export of adjustments, in their order. New ones
// go to the end.
var adjustments = schema[AdjustmentRow]{
	currency: func(a *AdjustmentRow) string { return a.Currency },
	columns: []column[AdjustmentRow]{
		{heading{name: "receipt", title: "export_receipt", meaning: "export_adjusted_receipt_means", width: 20},
			func(a *AdjustmentRow) value { return value{text: a.Receipt.String()} }},
		{heading{name: "at", kind: kindTime, title: "export_at", meaning: "export_adjusted_at_means", width: 25},
			func(a *AdjustmentRow) value { return value{at: a.At} }},
		{heading{name: "day", kind: kindDay, title: "export_day", meaning: "export_adjusted_day_means", width: 12},
			func(a *AdjustmentRow) value { return value{text: string(a.Day)} }},
		{heading{name: "kind", kind: kindCode, title: "export_kind", meaning: "export_kind_means", width: 16},
			func(a *AdjustmentRow) value { return value{text: a.Kind} }},
		{heading{name: "amount", kind: kindAmount, title: "export_adjusted_amount", meaning: "export_adjusted_amount_means", width: 14},
			func(a *AdjustmentRow) value { return value{number: a.Amount} }},
		{heading{name: "currency", title: "export_currency", meaning: "export_currency_means", width: 10},
			func(a *AdjustmentRow) value { return value{text: a.Currency} }},
		{heading{name: "campaign", title: "export_campaign", meaning: "export_campaign_means", width: 18},
			func(a *AdjustmentRow) value { return value{text: string(a.CampaignID)} }},
		{heading{name: "mode", kind: kindCode, title: "export_mode", meaning: "export_mode_means", width: 9},
			func(a *AdjustmentRow) value { return value{text: string(a.Mode)} }},
		{heading{name: "reason", title: "export_reason", meaning: "export_reason_means", width: 40},
			func(a *AdjustmentRow) value { return value{text: a.Reason} }},
		{heading{name: "by", title: "export_by", meaning: "export_by_means", width: 16},
			func(a *AdjustmentRow) value { return value{text: a.Actor} }},
	},
}
