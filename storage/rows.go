package storage

import (
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// A row is what an engine keeps: open fields, and one encoded Personal part that it
// can't read. Amounts are in the currency's smallest unit, times are kept to the
// second. The numbers in tags are the fields' names for engines that write a row as
// one CBOR value: they are never changed and never used again. Fields tagged "-" are
// the row's key.

// PersonID names a person within the ledger: a random number that says nothing of
// them. 0 is nobody.
type PersonID uint64

// Lookup leads from a Telegram id to a person.
type Lookup [16]byte

// UnmatchedID names what could not be booked.
type UnmatchedID [16]byte

// DayNumber is a calendar day as a number: 1 is 1970-01-01, 0 is no day.
type DayNumber uint32

// LastDay is after every other day: 9999-12-31.
const LastDay DayNumber = 2932897

const secondsOfDay = 24 * 60 * 60

// NumberOf is the number of a day; 0 for one before 1970.
func NumberOf(day campaigns.Day) DayNumber {
	at := day.Time().Unix()
	if at < 0 { // the zero time, of no day, too
		return 0
	}
	return DayNumber(at/secondsOfDay) + 1
}

// Day is the day of the number.
func (n DayNumber) Day() campaigns.Day {
	if n == 0 {
		return ""
	}
	return campaigns.DayOf(time.Unix((int64(n)-1)*secondsOfDay, 0), time.UTC)
}

// PersonRow is somebody who asked for an invoice, gave, or chose something.
type PersonRow struct {
	ID           PersonID  `cbor:"-"`
	Language     string    `cbor:"1,keyasint,omitempty"`
	TermsVersion string    `cbor:"2,keyasint,omitempty"`
	AgreedAt     time.Time `cbor:"3,keyasint,omitzero"`
	Unreachable  string    `cbor:"4,keyasint,omitempty"`
	Personal     []byte    `cbor:"5,keyasint,omitempty"` // Telegram id, name
}

// DonationRow is one charge. What was charged is the sum of gift, tip, fee and shipping.
type DonationRow struct {
	Receipt          campaigns.ReceiptNo `cbor:"-"`
	At               time.Time           `cbor:"1,keyasint,omitzero"`
	Day              DayNumber           `cbor:"2,keyasint,omitempty"`
	Status           campaigns.Status    `cbor:"3,keyasint,omitempty"`
	Reason           campaigns.Reason    `cbor:"4,keyasint,omitempty"`
	CampaignID       campaigns.ID        `cbor:"5,keyasint,omitempty"`
	Currency         string              `cbor:"6,keyasint,omitempty"`
	Gift             int64               `cbor:"7,keyasint,omitempty"`
	Tip              int64               `cbor:"8,keyasint,omitempty"`
	Fee              int64               `cbor:"9,keyasint,omitempty"`
	Shipping         int64               `cbor:"10,keyasint,omitempty"`
	Person           PersonID            `cbor:"11,keyasint,omitempty"`
	Personal         []byte              `cbor:"12,keyasint,omitempty"` // Telegram id, name, contact, a payload that is not ours
	Language         string              `cbor:"13,keyasint,omitempty"`
	Anonymous        bool                `cbor:"14,keyasint,omitempty"`
	ChargeID         string              `cbor:"15,keyasint,omitempty"`
	ProviderChargeID string              `cbor:"16,keyasint,omitempty"`
	Payload          []byte              `cbor:"17,keyasint,omitempty"` // of an invoice of ours
	Source           string              `cbor:"18,keyasint,omitempty"`
	OptionID         string              `cbor:"19,keyasint,omitempty"`
	Refunded         int64               `cbor:"20,keyasint,omitempty"` // what its adjustments say
}

// AdjustmentRow is what happened to a donation after it was recorded. Rows are only
// ever added.
type AdjustmentRow struct {
	Receipt    campaigns.ReceiptNo      `cbor:"-"`
	Number     uint16                   `cbor:"-"` // counts from 1 within the receipt
	At         time.Time                `cbor:"1,keyasint,omitzero"`
	Day        DayNumber                `cbor:"2,keyasint,omitempty"`
	Kind       campaigns.AdjustmentKind `cbor:"3,keyasint,omitempty"`
	From       campaigns.Status         `cbor:"4,keyasint,omitempty"`
	To         campaigns.Status         `cbor:"5,keyasint,omitempty"`
	Amount     int64                    `cbor:"6,keyasint,omitempty"` // positive
	Operation  []byte                   `cbor:"7,keyasint,omitempty"` // by which a repeated command is known
	Personal   []byte                   `cbor:"8,keyasint,omitempty"` // reason, actor
	Undone     campaigns.AdjustmentKind `cbor:"9,keyasint,omitempty"`
	CampaignID campaigns.ID             `cbor:"10,keyasint,omitempty"` // that it gave, or its undo took
}

// TotalsRow is the totals of one key, of all days or of one.
type TotalsRow struct {
	Key       campaigns.TotalsKey `cbor:"-"`
	Day       DayNumber           `cbor:"-"` // 0: all days
	Raised    int64               `cbor:"1,keyasint,omitempty"`
	Donations int64               `cbor:"2,keyasint,omitempty"`
	Donors    int64               `cbor:"3,keyasint,omitempty"`
	Refunded  int64               `cbor:"4,keyasint,omitempty"`
	Review    int64               `cbor:"5,keyasint,omitempty"`
	Title     string              `cbor:"6,keyasint,omitempty"` // the campaign's last one; "" for a day
}

// Totals are the row's figures.
func (row TotalsRow) Totals() campaigns.Totals {
	return campaigns.Totals{Raised: row.Raised, Donations: row.Donations, Donors: row.Donors, Refunded: row.Refunded, Review: row.Review}
}

// Plus is the row with the change added.
func (row TotalsRow) Plus(change campaigns.Totals) TotalsRow {
	row.Raised += change.Raised
	row.Donations += change.Donations
	row.Donors += change.Donors
	row.Refunded += change.Refunded
	row.Review += change.Review
	return row
}

// DonorCountRow is how many donations of a person totals count.
type DonorCountRow struct {
	Key       campaigns.TotalsKey
	Person    PersonID
	Donations int64
}

// InvoiceRow is what was agreed.
type InvoiceRow struct {
	Payload    campaigns.Payload `cbor:"-"`
	CampaignID campaigns.ID      `cbor:"1,keyasint,omitempty"`
	Title      string            `cbor:"2,keyasint,omitempty"`
	Gift       int64             `cbor:"3,keyasint,omitempty"`
	Currency   string            `cbor:"4,keyasint,omitempty"`
	MaxTip     int64             `cbor:"5,keyasint,omitempty"`
	Shipping   []OptionRow       `cbor:"6,keyasint,omitempty"`
	Provider   string            `cbor:"7,keyasint,omitempty"`
	Mode       campaigns.Mode    `cbor:"8,keyasint,omitempty"`
	Person     PersonID          `cbor:"9,keyasint,omitempty"`  // who asked for it
	Personal   []byte            `cbor:"10,keyasint,omitempty"` // Telegram id
	Private    bool              `cbor:"11,keyasint,omitempty"`
	Source     string            `cbor:"12,keyasint,omitempty"`
	Anonymous  bool              `cbor:"13,keyasint,omitempty"`
	CreatedAt  time.Time         `cbor:"14,keyasint,omitzero"`
	ApprovedAt time.Time         `cbor:"15,keyasint,omitzero"`
	ChargeID   string            `cbor:"16,keyasint,omitempty"`
}

// OptionRow is a way of delivery that an invoice offers.
type OptionRow struct {
	ID        string   `cbor:"1,keyasint,omitempty"`
	Title     string   `cbor:"2,keyasint,omitempty"`
	Price     int64    `cbor:"3,keyasint,omitempty"`
	Countries []string `cbor:"4,keyasint,omitempty"`
}

// ApprovalRow is a checkout that was approved and is not paid yet.
type ApprovalRow struct {
	Payload  campaigns.Payload `cbor:"-"`
	Person   PersonID          `cbor:"-"`
	At       time.Time         `cbor:"1,keyasint,omitzero"`
	Total    int64             `cbor:"2,keyasint,omitempty"`
	Currency string            `cbor:"3,keyasint,omitempty"`
	ToldAt   time.Time         `cbor:"5,keyasint,omitzero"` // when administrators were told of it; zero: not yet
	// Earlier is the approval of the same invoice and person that this one took the
	// place of, without one of its own; nil if there was none.
	Earlier *ApprovalRow `cbor:"6,keyasint,omitempty"`
}

// UnmatchedRow is money that could not be booked: a refund, or an update that can't
// be read whole. Charge, total, currency and time are empty where they can't be read.
type UnmatchedRow struct {
	ID       UnmatchedID `cbor:"-"`
	At       time.Time   `cbor:"1,keyasint,omitzero"`
	Refund   bool        `cbor:"2,keyasint,omitempty"`
	ChargeID string      `cbor:"3,keyasint,omitempty"`
	Total    int64       `cbor:"4,keyasint,omitempty"`
	Currency string      `cbor:"5,keyasint,omitempty"`
	MovedAt  time.Time   `cbor:"6,keyasint,omitzero"`  // Telegram's date
	Told     bool        `cbor:"7,keyasint,omitempty"` // administrators know of it
	ClosedAt time.Time   `cbor:"8,keyasint,omitzero"`
	Payment  bool        `cbor:"10,keyasint,omitempty"` // an update about a payment
	Personal []byte      `cbor:"9,keyasint,omitempty"`  // the update or the refund's donor, reason, actor
}

// MessageRow waits in the outbox.
type MessageRow struct {
	ID        uint64                `cbor:"-"`
	Kind      campaigns.MessageKind `cbor:"1,keyasint,omitempty"`
	Mode      campaigns.Mode        `cbor:"2,keyasint,omitempty"` // of the receipt that it is about
	Year      int                   `cbor:"3,keyasint,omitempty"`
	Number    uint32                `cbor:"4,keyasint,omitempty"`
	Key       string                `cbor:"5,keyasint,omitempty"`
	CreatedAt time.Time             `cbor:"6,keyasint,omitzero"`
	Person    PersonID              `cbor:"7,keyasint,omitempty"` // whom it is for; 0: an administrator's chat
	Personal  []byte                `cbor:"8,keyasint,omitempty"` // chat, args

	// What a refusal by Telegram left behind.
	RefusedAt    time.Time `cbor:"9,keyasint,omitzero"`
	NotBefore    time.Time `cbor:"10,keyasint,omitzero"`
	AwaitsReturn bool      `cbor:"11,keyasint,omitempty"`
}
