package sandbox

import (
	"encoding/json"
	"strings"
	"time"
)

// stars is the currency of Telegram Stars.
const stars = "XTR"

// User is a person or the bot as the Bot API describes one.
type User struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Language  string `json:"language_code,omitempty"`
}

// FullName returns first and last name.
func (u User) FullName() string { return strings.TrimSpace(u.FirstName + " " + u.LastName) }

// Button is one button of an inline keyboard; one of the fields after Style is set.
type Button struct {
	Text     string
	Style    string  // "danger", "success", "primary" or empty
	Data     string  // sent back to the bot
	URL      string  // opened by the client
	Inline   *string // inline query that is typed in a chat of the person's choice, or in this one
	Copy     string  // put on the clipboard
	Pay      bool
	Disabled bool
	// raw is the button as the bot gave it, for the answers of the server.
	raw json.RawMessage
}

// File is a photo or a document. Its contents are kept by the sandbox, see Sandbox.File.
type File struct {
	ID            string
	Name          string
	URL           string // if it was sent by URL: it is not fetched
	Size          int
	Width, Height int // photos only
	Type          string
}

// Price is one part of an amount, in the smallest units of the currency.
type Price struct {
	Label  string `json:"label"`
	Amount int64  `json:"amount"`
}

// sum adds up prices.
func sum(prices []Price) int64 {
	var total int64
	for _, p := range prices {
		total += p.Amount
	}
	return total
}

// Invoice is a bill that a message or a link carries. Amounts are in the smallest units
// of the currency.
type Invoice struct {
	Title, Description, Payload, Provider, Currency, StartParameter string
	Prices                                                          []Price
	MaxTip                                                          int64
	Tips                                                            []int64
	PhotoURL                                                        string
	NeedName, NeedPhone, NeedEmail, NeedAddress, Flexible           bool
	// Period is how long a payment lasts until the next one is taken, 0 unless the
	// invoice is a subscription.
	Period time.Duration
	// PaidMessage is the service message about the payment of an invoice that can be
	// paid once; the Pay button is a receipt then.
	PaidMessage int64
}

// Total returns the sum of the prices, without tip and shipping.
func (i *Invoice) Total() int64 { return sum(i.Prices) }

// Test reports whether the provider is in test mode. Stars have no such mode.
func (i *Invoice) Test() bool {
	return i.Currency != stars && !strings.Contains(i.Provider, ":LIVE:")
}

// Address is a shipping address; Country is an ISO 3166-1 alpha-2 code.
type Address struct {
	Country    string `json:"country_code"`
	State      string `json:"state"`
	City       string `json:"city"`
	Line1      string `json:"street_line1"`
	Line2      string `json:"street_line2"`
	PostalCode string `json:"post_code"`
}

// ShippingOption is one way of delivery that the bot offers.
type ShippingOption struct {
	ID     string  `json:"id"`
	Title  string  `json:"title"`
	Prices []Price `json:"prices"`
}

// OrderInfo is what a payer told about themselves.
type OrderInfo struct {
	Name    string   `json:"name,omitempty"`
	Phone   string   `json:"phone_number,omitempty"`
	Email   string   `json:"email,omitempty"`
	Address *Address `json:"shipping_address,omitempty"`
}

// Command is one line of the menu of commands.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
	// Ephemeral marks a command that, in a group, only the bot gets to see.
	Ephemeral bool `json:"is_ephemeral,omitempty"`
}

// Service is what a service message of a group tells.
type Service struct {
	Kind string // field of Message (Bot API), such as "forum_topic_created"
	Name string // of the topic
}

// Lacks are what a group does not let the bot send. Invoices count as texts.
type Lacks struct{ Texts, Photos, Documents bool }
