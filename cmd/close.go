package cmd

import (
	"context"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"

	"github.com/spf13/cobra"
)

func (p *program) closeItem() *cobra.Command {
	reason := ""
	c := &cobra.Command{
		Use: "close ID --reason TEXT", Short: "Take an item without a receipt off the list of open items", DisableFlagsInUseLine: true,
		Long: "Take an item without a receipt off the list that 'donatebot review' prints: something that could not be read or matched by its id,\n" +
			"or a checkout that was never paid by its payload and its donor, or by the payload alone all of that payload.",
		Args: oneID,
		PreRunE: func(_ *cobra.Command, args []string) error {
			if _, err := campaigns.ParseReceiptNo(args[0]); err == nil {
				return fmt.Errorf("%s is a receipt: use 'accept' to keep the payment, or 'refund' if it was returned", args[0])
			}
			return requireReason(&reason)
		},
		RunE: runE(func(ctx context.Context, args []string) error {
			return p.withAdmin(ctx, func(_ *config.Config, admin control.Admin) error {
				if err := admin.CloseItem(ctx, args[0], reason, actor()); err != nil {
					return err
				}
				_, err := fmt.Fprintf(p.Out, "%s: closed\n", args[0])
				return err
			})
		}),
	}
	addReason(c, &reason)
	return c
}

// oneID fails unless there is exactly one argument.
func oneID(_ *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return fmt.Errorf("no id given: 'donatebot review' lists them")
	case len(args) > 1:
		return fmt.Errorf("only one id at a time, but there is %q as well: put a reason of several words in quotes", args[1])
	}
	return nil
}
