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

// ReadPayment reads what [Update.Money] returned, each field on its own: one of an
// unexpected type is zero, and costs no other.
func ReadPayment(raw json.RawMessage) (p Payment) {
	read(raw, map[string]any{
		"currency": &p.Currency, "total_amount": &p.Total, "invoice_payload": &p.Payload, "shipping_option_id": &p.Option,
		"telegram_payment_charge_id": &p.Charge, "provider_payment_charge_id": &p.ProviderCharge,
	}, func(order json.RawMessage) { p.Order = readOrder(order) }, "order_info")
	return p
}

func readOrder(raw json.RawMessage) (o Order) {
	read(raw, map[string]any{"name": &o.Name, "phone_number": &o.Phone, "email": &o.Email},
		func(address json.RawMessage) { o.Address = readAddress(address) }, "shipping_address")
	return o
}

func readAddress(raw json.RawMessage) (a Address) {
	read(raw, map[string]any{
		"country_code": &a.Country, "state": &a.State, "city": &a.City, "street_line1": &a.Line1, "street_line2": &a.Line2, "post_code": &a.Postcode,
	}, nil, "")
	return a
}

// read reads the fields of an object that can be read, and hands on the one that is an
// object itself.
func read(raw json.RawMessage, fields map[string]any, inner func(json.RawMessage), innerName string) {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return
	}
	for name, field := range fields {
		_ = json.Unmarshal(object[name], field) // what can't be read stays zero
	}
	if inner != nil {
		inner(object[innerName])
	}
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
