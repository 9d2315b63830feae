package cmd

import (
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"

	"github.com/spf13/cobra"
)

func (p *program) refund() *cobra.Command {
	var amount string
	var dispute bool
	c := p.adjust(adjustment{
		name: "refund", short: "Record a refund or a lost dispute at the provider, or give Stars back", flags: " [--amount A] [--dispute]", done: saidRefunded,
		long: "Record a refund that was made at the provider, whole or in part, or a dispute that was lost there. The totals change today;\n" +
			"the donation stays in the list. 'donatebot undo' takes it back.\n\n" +
			"Telegram Stars are not refunded at a provider: this command has Telegram give them back, whole, and records it. That can't be undone.",
		request: func(d campaigns.Donation) (q campaigns.AdjustmentRequest, err error) {
			if q.Kind = campaigns.AdjustmentRefund; dispute {
				q.Kind = campaigns.AdjustmentDispute
			}
			if amount != "" {
				q.Amount, err = parsePositive(amount, d.Currency)
			}
			return q, err
		},
	})
	c.Flags().StringVar(&amount, "amount", "", "how much went back, in the currency's main `unit`, such as 12.50; all that is left, if not given")
	c.Flags().BoolVar(&dispute, "dispute", false, "the donor's bank took it back: the donor is not told")
	return c
}

// parsePositive reads an amount in the currency's main unit.
func parsePositive(text, currency string) (int64, error) {
	c, known := money.ByCode(currency)
	if !known {
		return 0, fmt.Errorf("%q is not a currency of Telegram's", currency)
	}
	units, err := money.ParseExact(text, c)
	if err == nil && units <= 0 {
		err = fmt.Errorf("must be positive")
	}
	if err != nil {
		return 0, fmt.Errorf("--amount %s: %w", text, err)
	}
	return units, nil
}

// saidRefunded says what a refund or a dispute did.
func saidRefunded(d campaigns.Donation, last campaigns.Adjustment) string {
	done := "refunded"
	if last.Kind == campaigns.AdjustmentDispute {
		done = "lost to a dispute"
	}
	if d.Status != campaigns.StatusRefunded {
		done += fmt.Sprintf(" in part: %s; %s is left", d.Money(last.Amount).In(english), d.Money(d.Amount-d.Refunded).In(english))
	}
	if d.InStars() {
		done += " by Telegram"
	}
	return done
}
