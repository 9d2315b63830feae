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

func (p *program) refund() *cobra.Command {
	return p.entry("refund RECEIPT", "Note a refund that was made at the provider", "refunded", control.Admin.Refund)
}

// noted says what was noted.
func (p *program) noted(d campaigns.Donation, done string) error {
	of := string(d.CampaignID)
	if of == "" {
		of = "no campaign"
	}
	if d.Status == campaigns.StatusRefunded && d.Currency == "XTR" {
		done += "; this only notes it: Stars are given back in Telegram"
	}
	_, err := fmt.Fprintf(p.Out, "%s: %s of %s %s\n", d.Receipt, d.Money(d.Amount), of, done)
	return err
}

// oneReceipt is an error where a command is not given exactly one argument.
func oneReceipt(c *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return fmt.Errorf("RECEIPT is missing: donatebot %s 2026-000017 --reason TEXT", c.Name())
	case len(args) > 1:
		return fmt.Errorf("one RECEIPT at a time, and %q is one more: put a reason of several words in quotes", args[1])
	}
	return nil
}

// entry makes a command that notes something about a receipt.
func (p *program) entry(use, short, done string,
	note func(control.Admin, context.Context, campaigns.ReceiptNo, string, string) (campaigns.Donation, error)) *cobra.Command {
	reason := ""
	var receipt campaigns.ReceiptNo
	c := &cobra.Command{
		Use: use + " --reason TEXT", Short: short, Args: oneReceipt,
		PreRunE: func(_ *cobra.Command, args []string) (err error) {
			if reason = strings.TrimSpace(reason); reason == "" {
				return errors.New("--reason TEXT is missing: auditors will ask why")
			}
			receipt, err = campaigns.ParseReceiptNo(args[0])
			return err
		},
		RunE: does(func(ctx context.Context, _ []string) error {
			return p.desk(ctx, func(_ *config.Config, desk control.Admin) error {
				d, err := note(desk, ctx, receipt, reason, campaigns.ActorCommand)
				if err != nil {
					return err
				}
				return p.noted(d, done)
			})
		}),
	}
	c.Flags().StringVar(&reason, "reason", "", "why, in a few `words`; it is kept")
	return c
}
