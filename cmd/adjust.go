package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"

	"github.com/spf13/cobra"
)

// adjustment is a command that changes what becomes of one receipt.
type adjustment struct {
	name, short, long string
	done              string // what is printed once it is done
	record            func(a control.Admin, ctx context.Context, r campaigns.ReceiptNo, reason, actor string) (campaigns.Donation, error)
}

func (p *program) adjust(a adjustment) *cobra.Command {
	reason := ""
	var receipt campaigns.ReceiptNo
	c := &cobra.Command{
		Use: a.name + " RECEIPT --reason TEXT", Short: a.short, Long: a.long, DisableFlagsInUseLine: true, Args: oneReceipt,
		PreRunE: func(_ *cobra.Command, args []string) (err error) {
			if err := requireReason(&reason); err != nil {
				return err
			}
			receipt, err = campaigns.ParseReceiptNo(args[0])
			return err
		},
		RunE: runE(func(ctx context.Context, _ []string) error {
			return p.withAdmin(ctx, func(_ *config.Config, admin control.Admin) error {
				d, err := a.record(admin, ctx, receipt, reason, actor())
				if err != nil {
					return err
				}
				return p.printAdjustment(d, a.done)
			}, needTimezone)
		}),
	}
	addReason(c, &reason)
	return c
}

// printAdjustment prints what was done to a donation.
func (p *program) printAdjustment(d campaigns.Donation, done string) error {
	campaign := string(d.CampaignID)
	if campaign == "" {
		campaign = "no campaign"
	}
	if d.Status == campaigns.StatusRefunded && d.Currency == "XTR" {
		done += "; this only records it: Stars themselves are refunded in Telegram"
	}
	_, err := fmt.Fprintf(p.Out, "%s: %s (%s) %s\n", d.Receipt, d.Money(d.Amount).In(english), campaign, done)
	return err
}

// oneReceipt fails unless there is exactly one argument.
func oneReceipt(c *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return fmt.Errorf("no receipt given: try 'donatebot %s 2026-000017 --reason TEXT'", c.Name())
	case len(args) > 1:
		return fmt.Errorf("only one receipt at a time, but there is %q as well: put a reason of several words in quotes", args[1])
	}
	return nil
}

func addReason(c *cobra.Command, reason *string) {
	c.Flags().StringVar(reason, "reason", "", "why, in a few `words`, which are kept in the ledger")
}

// requireReason fails if the reason is empty, and trims it.
func requireReason(reason *string) error {
	if *reason = strings.TrimSpace(*reason); *reason == "" {
		return errors.New("--reason TEXT is required: auditors will ask why")
	}
	return nil
}
