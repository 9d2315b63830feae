package campaigns

import (
	"slices"
	"strings"

	"github.com/donatebot/donatebot/money"
)

// ID names a campaign for ever: 1-32 of A-Z a-z 0-9 _ -, so that a deep link
// t.me/BOT?start=ID can carry it.
type ID string

// MaxIDLength keeps an ID well within the 64 characters of a deep link and
// within a button's 64 bytes of callback data (Bot API documentation).
const MaxIDLength = 32

// Valid reports whether a deep link and a button can carry the ID.
func (id ID) Valid() bool {
	if len(id) == 0 || len(id) > MaxIDLength {
		return false
	}
	for _, r := range id {
		if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", r) {
			return false
		}
	}
	return true
}

// Campaign is something that people give to. Amounts are in the smallest unit
// of Currency.
type Campaign struct {
	ID          ID
	Title       string // 1-32 characters
	Description string // at most 800 characters
	Photo       Photo
	Currency    money.Currency
	Provider    string // name of a provider; empty for Stars, which need none
	Goal        int64  // 0: none
	Amounts     []int64
	Range       money.Range // of a gift
	Tips        Tips
	Starts      Day              // "": open from the beginning
	Ends        Day              // included; "": never ends
	Shipping    []ShippingOption // nil: nothing is sent to the donor
	// Translations are the texts in other languages, by language; see [Campaign.In].
	Translations map[string]CampaignText
}

// Photo is a campaign's picture: a URL, which card and invoice can show, or a
// file on this machine, which only the card can.
type Photo struct {
	URL  string
	File string // absolute path
}

// Tips are what a donor may add on the payment sheet, in the smallest unit.
type Tips struct {
	Max       int64   // 0: no tips
	Suggested []int64 // at most 4, rising, none above Max
}

// ShippingOption is a way of sending a thank-you gift to the donor.
type ShippingOption struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Countries []string `json:"countries"` // ISO 3166-1 alpha-2
	Price     int64    `json:"price"`     // smallest unit of the campaign's currency
}

// State is whether a campaign takes gifts.
type State int

// The states of a campaign.
const (
	StateOpen State = iota
	StateNotYetOpen
	StateEnded
)

// State returns whether the campaign takes gifts on the organisation's day; both of
// its dates are included.
func (c Campaign) State(today Day) State {
	switch {
	case c.Starts != "" && today < c.Starts:
		return StateNotYetOpen
	case c.Ends != "" && today > c.Ends:
		return StateEnded
	}
	return StateOpen
}

// Money returns an amount, in the smallest unit, with the campaign's currency.
func (c Campaign) Money(amount int64) money.Amount {
	return money.Amount{Units: amount, Currency: c.Currency.Code}
}

// NeedsShipping reports whether something is sent to the donor, which makes the
// invoice flexible.
func (c Campaign) NeedsShipping() bool { return len(c.Shipping) > 0 }

// OptionsTo returns the options that deliver to a country, in the order of the list.
func OptionsTo(options []ShippingOption, country string) []ShippingOption {
	var fit []ShippingOption
	for _, o := range options {
		if slices.Contains(o.Countries, country) {
			fit = append(fit, o)
		}
	}
	return fit
}
