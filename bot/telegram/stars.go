package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// RefundStars gives all of a payment in Stars back to the person who made it
// (refundStarPayment, Bot API documentation), and returns Telegram's time of its
// answer, zero if it said none. Of a charge that went back already it is a refusal, see
// [APIError.AlreadyRefunded]; that may be the answer to an attempt before, of which the
// outcome was lost.
func (c *Client) RefundStars(ctx context.Context, person int64, charge string) (at time.Time, err error) {
	const method = "refundStarPayment"
	resp, err := c.post(ctx, method, map[string]any{"user_id": person, "telegram_payment_charge_id": charge})
	if err != nil {
		return at, err
	}
	defer resp.Body.Close()
	made := false
	if err := readResult(resp.Body, method, &made); err != nil {
		return at, err
	}
	if !made {
		return at, fmt.Errorf("%s: %w", method, errNotTelegrams)
	}
	if at, err = http.ParseTime(resp.Header.Get("Date")); err != nil {
		return time.Time{}, nil
	}
	return at, nil
}

// StarTransaction is a StarTransaction as far as the program looks at it. A refund has
// the id of the charge that goes back (Bot API documentation).
type StarTransaction struct {
	ID       string
	Date     time.Time
	Outgoing bool // from the bot to somebody
}

// mostTransactions is how many transactions one call returns (Bot API documentation).
const mostTransactions = 100

// StarTransactions returns the bot's transactions in Stars after so many others, in the
// order of time (getStarTransactions, Bot API documentation): none at the end. One that
// can't be read has no ID.
func (c *Client) StarTransactions(ctx context.Context, after int) ([]StarTransaction, error) {
	var found struct {
		Transactions []json.RawMessage `json:"transactions"`
	}
	if err := c.call(ctx, "getStarTransactions", map[string]any{"offset": after, "limit": mostTransactions}, &found); err != nil {
		return nil, err
	}
	if found.Transactions == nil {
		return nil, fmt.Errorf("getStarTransactions: %w", errNotTelegrams)
	}
	all := make([]StarTransaction, len(found.Transactions))
	for i, raw := range found.Transactions {
		all[i] = readTransaction(raw)
	}
	return all, nil
}

// readTransaction reads each field on its own: partners come in kinds that are yet to be
// made up.
func readTransaction(raw json.RawMessage) (t StarTransaction) {
	var date int64
	var receiver json.RawMessage
	read(raw, map[string]any{"id": &t.ID, "date": &date}, func(partner json.RawMessage) { receiver = partner }, "receiver")
	t.Date, t.Outgoing = time.Unix(date, 0), Given(receiver)
	return t
}
