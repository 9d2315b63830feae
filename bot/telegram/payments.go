package telegram

import "context"

// Invoice is what sendInvoice and createInvoiceLink take (Bot API documentation).
// Amounts are in the smallest unit of Currency, and 64 bits wide on every machine,
// which telebot's are not. A field that is empty is not sent: an empty
// start_parameter, for one, would change who can pay a forwarded copy.
type Invoice struct {
	Title               string         `json:"title"`
	Description         string         `json:"description"` // at most 255 characters are shown
	Payload             string         `json:"payload"`
	ProviderToken       string         `json:"provider_token,omitempty"` // secret; "" for Stars
	ProviderData        string         `json:"provider_data,omitempty"`  // an object of JSON, for the provider
	Currency            string         `json:"currency"`
	Prices              []LabeledPrice `json:"prices"`
	MaxTip              int64          `json:"max_tip_amount,omitempty"`
	SuggestedTips       []int64        `json:"suggested_tip_amounts,omitempty"` // at most four, rising
	PhotoURL            string         `json:"photo_url,omitempty"`
	StartParameter      string         `json:"start_parameter,omitempty"` // opens the bot from a forwarded copy, which can't be paid then
	NeedName            bool           `json:"need_name,omitempty"`
	NeedPhone           bool           `json:"need_phone_number,omitempty"`
	NeedEmail           bool           `json:"need_email,omitempty"`
	PassOnPhone         bool           `json:"send_phone_number_to_provider,omitempty"`
	PassOnEmail         bool           `json:"send_email_to_provider,omitempty"`
	NeedShippingAddress bool           `json:"need_shipping_address,omitempty"`
	IsFlexible          bool           `json:"is_flexible,omitempty"` // the price depends on the address
}

// LabeledPrice is a part of a price, in the smallest unit (Bot API documentation).
type LabeledPrice struct {
	Label  string `json:"label"`
	Amount int64  `json:"amount"`
}

// SendInvoice sends an invoice to a chat; thread is the topic of a forum, 0 for none.
func (c *Client) SendInvoice(ctx context.Context, chat int64, thread int, i Invoice) error {
	return c.call(ctx, "sendInvoice", struct {
		Chat   int64 `json:"chat_id"`
		Thread int   `json:"message_thread_id,omitempty"`
		Invoice
	}{chat, thread, i}, nil)
}

// CreateInvoiceLink returns a link that shows an invoice.
func (c *Client) CreateInvoiceLink(ctx context.Context, i Invoice) (string, error) {
	link := ""
	err := c.call(ctx, "createInvoiceLink", i, &link)
	return link, err
}

// ShippingOption is a way of delivery with its price (Bot API documentation).
type ShippingOption struct {
	ID     string         `json:"id"`
	Title  string         `json:"title"`
	Prices []LabeledPrice `json:"prices"`
}

// OfferShipping answers a shipping query with the ways of delivery to the donor's address.
func (c *Client) OfferShipping(ctx context.Context, query string, options []ShippingOption) error {
	return c.call(ctx, "answerShippingQuery", map[string]any{"shipping_query_id": query, "ok": true, "shipping_options": options}, nil)
}

// RefuseShipping answers a shipping query with the reason why nothing can be
// delivered there, which the payment sheet shows.
func (c *Client) RefuseShipping(ctx context.Context, query, reason string) error {
	return c.call(ctx, "answerShippingQuery", map[string]any{"shipping_query_id": query, "ok": false, "error_message": reason}, nil)
}

// ApproveCheckout answers a pre-checkout query: the payment may go through.
func (c *Client) ApproveCheckout(ctx context.Context, query string) error {
	return c.call(ctx, "answerPreCheckoutQuery", map[string]any{"pre_checkout_query_id": query, "ok": true}, nil)
}

// RefuseCheckout answers a pre-checkout query with the reason why the payment may
// not go through, which the payment sheet shows.
func (c *Client) RefuseCheckout(ctx context.Context, query, reason string) error {
	return c.call(ctx, "answerPreCheckoutQuery", map[string]any{"pre_checkout_query_id": query, "ok": false, "error_message": reason}, nil)
}
