package sandbox

import (
	"encoding/json"
	"time"
)

// User is a person or the bot as the Bot API describes one.
type User struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Language  string `json:"language_code,omitempty"`
}

// Entity is a formatted part of a text. Offset and Length count UTF-16 code units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	EmojiID  string `json:"custom_emoji_id,omitempty"`
	User     *User  `json:"user,omitempty"`
}

// Button is one button of an inline keyboard; one of the fields after Text is set.
type Button struct {
	Text   string
	Data   string  // sent back to the bot
	URL    string  // opened by the client
	Inline *string // inline query that is typed in a chat of the person's choice, or in this one
	Copy   string  // put on the clipboard
	Pay    bool
	// raw is the button as the bot gave it, for the answers of the server.
	raw json.RawMessage
}

// File is a photo or a document. Data is kept by the sandbox, see Sandbox.File.
type File struct {
	ID            string
	Name          string
	URL           string // where it was sent by URL: it is not fetched
	Size          int
	Width, Height int // photos only
	Type          string
}

// Price is one part of an amount, in the smallest units of the currency.
type Price struct {
	Label  string `json:"label"`
	Amount int64  `json:"amount"`
}

// Invoice is a bill that a message carries. Amounts are in the smallest units of
// the currency.
type Invoice struct {
	Title, Description, Payload, Provider, Currency, StartParameter string
	Prices                                                          []Price
	MaxTip                                                          int64
	Tips                                                            []int64
	PhotoURL                                                        string
	NeedName, NeedPhone, NeedEmail, NeedAddress, Flexible           bool
	// PaidMessage is the service message about the payment of an invoice that can be
	// paid once; the Pay button is a receipt then.
	PaidMessage int64
}

// Total is the sum of the prices, without tip and shipping.
func (i *Invoice) Total() int64 {
	var sum int64
	for _, p := range i.Prices {
		sum += p.Amount
	}
	return sum
}

// Message is one message of a chat. It never changes: an edit makes a new one with
// the same ID and a higher Revision.
type Message struct {
	ID             int64
	Chat           *Chat
	From           User
	Date, EditDate time.Time
	Text           string
	Caption        string
	Entities       []Entity // of the text or the caption
	Photo          *File
	Document       *File
	Invoice        *Invoice
	Keyboard       [][]Button
	ReplyKeyboard  [][]string // the person's own keyboard is replaced by this
	Payment        *Charge    // service message: paid
	Refund         *Charge    // service message: refunded
	ReplyTo        int64
	Forwarded      bool
	Deleted        bool
	// Revision rises with each message, edit and deletion of the whole sandbox. That an
	// invoice has been paid is no edit.
	Revision int64
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

// Charge is money that was really taken, in the smallest units of the currency.
type Charge struct {
	ID         string
	ProviderID string
	Person     int64
	Amount     int64 // with tip and shipping
	Tip        int64
	Currency   string
	Payload    string
	Option     string // chosen shipping option
	Order      *OrderInfo
	Time       time.Time
	Refunded   bool
}
