package cmd

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"

	"github.com/spf13/cobra"
)

// adjustment is a command that changes what becomes of one receipt.
type adjustment struct {
	name, short, long string
	flags             string // of its own, for its usage
	done              func(d campaigns.Donation, last campaigns.Adjustment) string
	// request is what it asks for of the donation, without reason and actor.
	request func(campaigns.Donation) (campaigns.AdjustmentRequest, error)
}

func (p *program) adjust(a adjustment) *cobra.Command {
	reason := ""
	c := &cobra.Command{
		Use: a.name + " RECEIPT --reason TEXT" + a.flags, Short: a.short, Long: a.long, DisableFlagsInUseLine: true, Args: oneReceipt,
		PreRunE: func(_ *cobra.Command, args []string) error {
			if err := requireReason(&reason); err != nil {
				return err
			}
			_, err := campaigns.ParseReceiptNo(args[0])
			return err
		},
		RunE: runE(func(ctx context.Context, args []string) error {
			receipt, err := campaigns.ParseReceiptNo(args[0])
			if err != nil {
				return err
			}
			return p.adjustReceipt(ctx, a, receipt, reason, func(use func(control.Admin) error) error {
				return p.withAdmin(ctx, func(_ *config.Config, admin control.Admin) error { return use(admin) }, needTimezone)
			})
		}),
	}
	addReason(c, &reason)
	return c
}

// adjustReceipt looks at a donation, asks for an adjustment of what it saw, and prints
// what became of it. A bot that stops before it has replied may have recorded it: then
// the same request, which changes nothing the second time, is made again.
func (p *program) adjustReceipt(ctx context.Context, a adjustment, receipt campaigns.ReceiptNo, reason string, with func(use func(control.Admin) error) error) error {
	var q campaigns.AdjustmentRequest
	err := with(func(admin control.Admin) error {
		d, before, err := admin.Donation(ctx, receipt)
		if err != nil {
			return err
		}
		if q, err = a.request(d); err != nil {
			return err
		}
		q.Reason, q.Actor, q.Operation, q.Seen = reason, actor(), rand.Text(), len(before)
		return p.requestAdjustment(ctx, admin, a, receipt, q)
	})
	if !errors.Is(err, control.ErrIncomplete) || q.Operation == "" {
		return err
	}
	fmt.Fprintln(p.Err, "the bot stopped before it had replied; the same request is made once more")
	return repeated(ctx, func() error {
		return with(func(admin control.Admin) error { return p.requestAdjustment(ctx, admin, a, receipt, q) })
	})
}

// A process that was killed may still hold its socket for a moment: so often, and with
// such pauses, a request whose reply was lost is made again.
const (
	mostRepeats = 5
	repeatPause = 100 * time.Millisecond
)

// repeated makes a request again until a bot, or this process, replies to it.
func repeated(ctx context.Context, request func() error) (err error) {
	for range mostRepeats {
		select {
		case <-time.After(repeatPause):
		case <-ctx.Done():
			return ctx.Err()
		}
		if err = request(); !errors.Is(err, control.ErrIncomplete) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("it is not known whether it was recorded, so look at 'donatebot export --what adjustments' before you repeat it: %w", err)
	}
	return nil
}

// requestAdjustment asks for an adjustment and prints what became of the donation.
func (p *program) requestAdjustment(ctx context.Context, admin control.Admin, a adjustment, receipt campaigns.ReceiptNo, q campaigns.AdjustmentRequest) error {
	if _, err := admin.Adjust(ctx, receipt, q); err != nil {
		return err
	}
	d, all, err := admin.Donation(ctx, receipt)
	if err != nil || len(all) == 0 {
		return err
	}
	p.printDonation(d, a.done(d, all[len(all)-1]))
	p.printAdjustments(d, all)
	return nil
}

// printDonation prints what was done to a donation.
func (p *program) printDonation(d campaigns.Donation, done string) {
	campaign := string(d.CampaignID)
	if campaign == "" {
		campaign = "no campaign"
	}
	fmt.Fprintf(p.Out, "%s: %s (%s) %s\n", d.Receipt, d.Money(d.Amount).In(english), campaign, done)
}

// printAdjustments prints everything that happened to a donation, a line each.
func (p *program) printAdjustments(d campaigns.Donation, all []campaigns.Adjustment) {
	for _, a := range all {
		kind := string(a.Kind)
		if a.Kind == campaigns.AdjustmentUndo {
			kind += " of " + string(a.Undone)
		}
		fmt.Fprintf(p.Out, "    %s  %s  %s  %s, by %s\n", a.Day, kind, d.Money(a.Amount).In(english), printable(a.Reason), printable(a.Actor))
	}
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
