package cmd

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"

	"github.com/spf13/cobra"
)

// acceptance is what the flags of accept say.
type acceptance struct {
	reason, campaign, amount, currency, charge string
	donor                                      int64
}

func (p *program) accept() *cobra.Command {
	var a acceptance
	c := &cobra.Command{
		Use: "accept RECEIPT|ID --reason TEXT [--campaign ID]", Short: "Accept a payment under review, or book one that could not be read", DisableFlagsInUseLine: true,
		Long: "Accept a payment under review, which counts from today on; with --campaign, what it is for if it fits none. One that was returned at\n" +
			"the provider is recorded with 'refund' instead. A payment that could not be read is booked by its id, with what is missing.\n" +
			"'donatebot review' lists both.",
		Args:    oneReceipt,
		PreRunE: func(_ *cobra.Command, args []string) error { return a.check(args[0]) },
		RunE: runE(func(ctx context.Context, args []string) error {
			needs := []string{needTimezone, needTokens, needEnvironment, needAPIURL} // the day on which it counts, and the mode
			if receipt, err := campaigns.ParseReceiptNo(args[0]); err == nil {
				return p.adjustReceipt(ctx, a.adjustment(), receipt, a.reason, func(use func(control.Admin) error) error {
					return p.withAdmin(ctx, func(_ *config.Config, admin control.Admin) error { return use(admin) }, needs...)
				})
			}
			return p.withReceipts(ctx, func(_ *config.Config, admin control.Admin) error { return p.book(ctx, admin, args[0], a) }, needs...)
		}),
	}
	addReason(c, &a.reason)
	c.Flags().StringVar(&a.campaign, "campaign", "", "the `id` of the campaign that it is for")
	c.Flags().StringVar(&a.amount, "amount", "", "what was paid, in the currency's main `unit`, if it could not be read")
	c.Flags().StringVar(&a.currency, "currency", "", "the currency's `code`, if it could not be read")
	c.Flags().StringVar(&a.charge, "charge", "", "Telegram's charge `id`, if it could not be read")
	c.Flags().Int64Var(&a.donor, "donor", 0, "the donor's Telegram `id`, if it could not be read")
	return c
}

func (a *acceptance) check(argument string) error {
	if err := requireReason(&a.reason); err != nil {
		return err
	}
	if a.campaign != "" && !campaigns.ID(a.campaign).Valid() {
		return fmt.Errorf("--campaign %q is not a campaign's id", a.campaign)
	}
	_, err := campaigns.ParseReceiptNo(argument)
	if read := a.amount != "" || a.currency != "" || a.charge != "" || a.donor != 0; read && err == nil {
		return errors.New("--amount, --currency, --charge and --donor are for what could not be read: a receipt has them already")
	}
	if raw, notHex := hex.DecodeString(argument); err != nil && (notHex != nil || len(raw) != len(storage.UnmatchedID{})) {
		return fmt.Errorf("%q is neither a receipt number nor an id: 'donatebot review' lists both", argument)
	}
	return nil
}

func (a *acceptance) adjustment() adjustment {
	return adjustment{
		request: func(campaigns.Donation) (campaigns.AdjustmentRequest, error) {
			return campaigns.AdjustmentRequest{Kind: campaigns.AdjustmentAccept, CampaignID: campaigns.ID(a.campaign)}, nil
		},
		done: func(campaigns.Donation, campaigns.Adjustment) string { return "accepted; it counts from today on" },
	}
}

// book makes a donation of a payment that could not be read.
func (p *program) book(ctx context.Context, admin control.Admin, id string, a acceptance) error {
	items, err := admin.OpenItems(ctx)
	if err != nil {
		return err
	}
	b := storage.Booking{
		CampaignID: campaigns.ID(a.campaign), ChargeID: a.charge, DonorID: a.donor, Reason: a.reason, Actor: actor(),
		Total: money.Amount{Currency: a.currency},
	}
	if a.amount != "" {
		currency := a.currency
		for _, u := range items.Unmatched {
			if u.ID == id && currency == "" {
				currency = u.Read.Total.Currency
			}
		}
		if b.Total.Units, err = parsePositive(a.amount, currency); err != nil {
			return err
		}
	}
	d, err := admin.Book(ctx, id, b)
	if errors.Is(err, storage.ErrIncomplete) {
		return fmt.Errorf("%w: give it with --charge, --amount or --currency", err)
	}
	if err != nil {
		return err
	}
	p.printDonation(d, "booked; it counts from today on")
	return nil
}
