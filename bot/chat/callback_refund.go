package chat

import (
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// What may be begun of a receipt.
const (
	actShow    = 's' // nothing: the receipt is shown again
	actWhole   = 'w' // a refund of all that is left
	actPart    = 'p' // a refund of a part, which is asked for
	actDispute = 'd' // a dispute that was lost
)

// refundString writes a callback about refunds.
func (c callback) refundString() string {
	last := c.Operation
	if c.Kind == callbackRefund {
		last = string(c.Act)
	}
	return strings.Join([]string{string(c.Kind), c.Receipt.String(), strconv.Itoa(c.Seen), last}, ":")
}

// mostAdjustments bounds what a button may say of a receipt's adjustments, which are
// counted in 16 bits.
const mostAdjustments = 1<<16 - 1

// lengthOfOperation is that of rand.Text.
const lengthOfOperation = 26

// parseRefund reads what refundString wrote, after the kind.
func (c *callback) parseRefund(parts []string) bool {
	if len(parts) != 3 {
		return false
	}
	var err, second error
	c.Receipt, err = campaigns.ParseReceiptNo(parts[0])
	c.Seen, second = strconv.Atoi(parts[1])
	if err != nil || second != nil || c.Seen < 0 || c.Seen > mostAdjustments {
		return false
	}
	if c.Kind != callbackRefund {
		c.Operation = parts[2]
		return len(c.Operation) == lengthOfOperation
	}
	if len(parts[2]) == 1 {
		c.Act = parts[2][0]
	}
	return c.Act == actShow || c.Act == actWhole || c.Act == actPart || c.Act == actDispute
}
