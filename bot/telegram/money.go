package telegram

import "encoding/json"

// Payment is a SuccessfulPayment or a RefundedPayment (Bot API documentation).
// What it says is as it came: it may be no amount and no currency that there is.
type Payment struct {
	Currency       string `json:"currency"`
	Total          int64  `json:"total_amount"` // smallest unit
	Payload        string `json:"invoice_payload"`
	Option         string `json:"shipping_option_id"`
	Charge         string `json:"telegram_payment_charge_id"`
	ProviderCharge string `json:"provider_payment_charge_id"`
	Order          Order  `json:"order_info"`
}

// Order is an OrderInfo: what the payer told (Bot API documentation).
type Order struct {
	Name    string  `json:"name"`
	Phone   string  `json:"phone_number"`
	Email   string  `json:"email"`
	Address Address `json:"shipping_address"`
}

// Address is a ShippingAddress (Bot API documentation).
type Address struct {
	Country  string `json:"country_code"` // ISO 3166-1, two letters
	State    string `json:"state"`
	City     string `json:"city"`
	Line1    string `json:"street_line1"`
	Line2    string `json:"street_line2"`
	Postcode string `json:"post_code"`
}

// ReadPayment reads what [Update.Money] returned.
func ReadPayment(raw json.RawMessage) (Payment, error) {
	var p Payment
	err := json.Unmarshal(raw, &p)
	return p, err
}

// PreCheckoutQuery is Telegram's question whether a payment may go through (Bot API
// documentation). From is the zero Person if it was not named.
type PreCheckoutQuery struct {
	ID       string `json:"id"`
	From     Person `json:"from"`
	Currency string `json:"currency"`
	Total    int64  `json:"total_amount"` // smallest unit
	Payload  string `json:"invoice_payload"`
	Option   string `json:"shipping_option_id"`
	Order    Order  `json:"order_info"`
}

// ReadPreCheckoutQuery reads an update's PreCheckout as far as it can be read.
func ReadPreCheckoutQuery(raw json.RawMessage) (PreCheckoutQuery, error) {
	var q PreCheckoutQuery
	err := json.Unmarshal(raw, &q)
	return q, err
}

// ShippingQuery is Telegram's question what delivery to an address costs (Bot API
// documentation). From is the zero Person if it was not named.
type ShippingQuery struct {
	ID      string  `json:"id"`
	From    Person  `json:"from"`
	Payload string  `json:"invoice_payload"`
	Address Address `json:"shipping_address"`
}

// ReadShippingQuery reads an update's Shipping as far as it can be read.
func ReadShippingQuery(raw json.RawMessage) (ShippingQuery, error) {
	var q ShippingQuery
	err := json.Unmarshal(raw, &q)
	return q, err
}
