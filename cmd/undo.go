package cmd

import (
	"fmt"

	"github.com/donatebot/donatebot/campaigns"

	"github.com/spf13/cobra"
)

func (p *program) undo() *cobra.Command {
	return p.adjust(adjustment{
		name: "undo", short: "Take the last adjustment of a receipt back",
		long: "Take back the last refund, dispute or acceptance of a receipt that was recorded by mistake. The totals change today, and both stay\n" +
			"in the ledger. What Telegram refunded can't be taken back.",
		request: func(campaigns.Donation) (campaigns.AdjustmentRequest, error) {
			return campaigns.AdjustmentRequest{Kind: campaigns.AdjustmentUndo}, nil
		},
		done: func(d campaigns.Donation, last campaigns.Adjustment) string {
			return fmt.Sprintf("is %s again: the %s of %s was taken back", d.Status, last.Undone, d.Money(last.Amount).In(english))
		},
	})
}
