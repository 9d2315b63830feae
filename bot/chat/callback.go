package chat

import (
	"slices"
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// What a button can ask for.
const (
	callbackList     = 'l' // a page of the campaigns
	callbackCard     = 'c' // a campaign
	callbackAgain    = 'n' // a campaign, below a receipt, which stays
	callbackAmount   = 'a' // an invoice of that amount
	callbackOther    = 'o' // to type an amount
	callbackAgree    = 'g' // to agree to the terms and get the invoice
	callbackAccept   = 't' // to agree to the terms, and nothing else
	callbackLanguage = 'L' // a language
	callbackClose    = 'x' // an unpaid checkout off the list
	callbackRefund   = 'r' // what may be done of a receipt, or to begin one of that
	callbackConfirm  = 'R' // to do it
	callbackUndo     = 'U' // to take the last of it back
)

// callback is the data of a button. Telegram takes at most 64 bytes of it (Bot API
// documentation), which the longest, of callbackAgree, just fits. Whoever taps may
// have made it up: it can ask for nothing that typing could not.
type callback struct {
	Kind     byte
	Page     int
	Campaign campaigns.ID
	Amount   int64  // smallest unit of Currency
	Currency string // in which the amount was offered; "": the button is of a version that did not say it
	Offer    string // version of the offer that the amount belongs to
	Terms    string // with callbackAgree and callbackAccept: the beginning of their version, see termsInButton
	Language string
	Unpaid   string // a checkout that was not paid, see [storage.UnpaidCheckout.ID]
	Link     bool   // the conversation began with a deep link

	// Of the callbacks about refunds: who taps has seen that many adjustments of the
	// receipt, and what is done is known by its operation.
	Receipt   campaigns.ReceiptNo
	Act       byte // with callbackRefund: one of the acts of a refund
	Seen      int
	Operation string
}

// GiveAgain returns the data of a button below a receipt that shows the campaign.
func GiveAgain(id campaigns.ID) string {
	return callback{Kind: callbackAgain, Campaign: id}.String()
}

// CloseUnpaid returns the data of a button that closes the unpaid checkout of that id.
func CloseUnpaid(id string) string {
	return callback{Kind: callbackClose, Unpaid: id}.String()
}

// String writes the callback as a button's data.
func (c callback) String() string {
	parts := []string{string(c.Kind)}
	switch c.Kind {
	case callbackRefund, callbackConfirm, callbackUndo:
		return c.refundString()
	case callbackList:
		parts = append(parts, strconv.Itoa(c.Page))
	case callbackLanguage:
		parts = append(parts, c.Language)
	case callbackAccept:
		parts = append(parts, c.Terms)
	case callbackClose:
		parts = append(parts, c.Unpaid)
	default:
		parts = append(parts, string(c.Campaign))
	}
	switch {
	case c.Kind == callbackAgree:
		parts = append(parts, strconv.FormatInt(c.Amount, 10), c.Currency, c.Terms)
	case c.Kind == callbackAmount && c.Currency != "":
		parts = append(parts, strconv.FormatInt(c.Amount, 10), c.Currency, c.Offer)
	case c.Kind == callbackAmount:
		parts = append(parts, strconv.FormatInt(c.Amount, 10))
	}
	if c.Link {
		parts = append(parts, "l")
	}
	return strings.Join(parts, ":")
}

// longestAmount is the number of digits of the largest amount that Telegram takes.
const longestAmount = 12

// parseCallback reads what String wrote; ok is false for anything else.
func parseCallback(data string) (c callback, ok bool) {
	parts := strings.Split(data, ":")
	if len(parts) < 2 || len(parts[0]) != 1 || len(data) > 64 {
		return c, false
	}
	c.Kind = parts[0][0]
	if len(parts) > 2 && parts[len(parts)-1] == "l" {
		c.Link, parts = true, parts[:len(parts)-1]
	}
	switch {
	case c.Kind == callbackRefund || c.Kind == callbackConfirm || c.Kind == callbackUndo:
		ok = c.parseRefund(parts[1:])
	case c.Kind == callbackList && len(parts) == 2:
		n, err := strconv.Atoi(parts[1])
		c.Page, ok = n, err == nil && n >= 0 && n < 1000
	case c.Kind == callbackLanguage && len(parts) == 2:
		c.Language, ok = parts[1], len(parts[1]) <= 8
	case c.Kind == callbackClose && len(parts) == 2:
		c.Unpaid = parts[1]
		_, _, ok = storage.ParseUnpaidID(c.Unpaid)
	case c.Kind == callbackAccept && len(parts) == 2:
		c.Terms, ok = parts[1], len(parts[1]) == termsInButton
	default:
		ok = slices.Contains(fieldsOf(c.Kind), len(parts)) && c.parseCampaign(parts[1:])
	}
	return c, ok && c.String() == data
}

// fieldsOf counts the fields of data that names a campaign, its kind among them; nil
// for an unknown kind.
func fieldsOf(kind byte) []int {
	switch kind {
	case callbackCard, callbackAgain, callbackOther:
		return []int{2}
	case callbackAmount:
		return []int{3, 5} // 3: of a version that did not say the currency
	case callbackAgree:
		return []int{5}
	}
	return nil
}

// termsInButton is how much of a version of the terms fits into a button.
const termsInButton = 8

func (c *callback) parseCampaign(parts []string) bool {
	c.Campaign = campaigns.ID(parts[0])
	if !c.Campaign.Valid() {
		return false
	}
	if len(parts) > 1 {
		n, err := strconv.ParseInt(parts[1], 10, 64)
		if err != nil || n <= 0 || len(parts[1]) > longestAmount {
			return false
		}
		c.Amount = n
	}
	if len(parts) > 2 {
		c.Currency = parts[2]
		if c.Kind == callbackAgree {
			c.Terms = parts[3]
		} else {
			c.Offer = parts[3]
		}
	}
	return true
}
