package cmd

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	"github.com/spf13/cobra"
)

func (p *program) review() *cobra.Command {
	return &cobra.Command{
		Use: "review", Short: "List what needs a person's decision, and how to record it", Args: cobra.NoArgs,
		RunE: runE(func(ctx context.Context, _ []string) error {
			return p.withAdmin(ctx, func(_ *config.Config, admin control.Admin) error { return p.listOpenItems(ctx, admin) })
		}),
	}
}

func (p *program) listOpenItems(ctx context.Context, admin control.Admin) error {
	words, err := locales.Load()
	if err != nil {
		return err
	}
	items, err := admin.OpenItems(ctx)
	if err != nil {
		return err
	}
	for _, d := range items.Reviews {
		p.printReview(d, words.Plain(english, "reason_"+string(d.Reason), nil))
	}
	for _, u := range items.Unpaid {
		p.printUnpaid(u)
	}
	for _, u := range items.Unmatched {
		p.printUnmatched(u)
	}
	if len(items.Reviews)+len(items.Unpaid)+len(items.Unmatched) == 0 {
		fmt.Fprintln(p.Out, "nothing is waiting for review")
	}
	return nil
}

func (p *program) printReview(d campaigns.Donation, reason string) {
	fmt.Fprintf(p.Out, "%s  %s  %s from %d %s: %s; charge %s, provider's charge %s\n", d.Receipt, d.At.Format(time.RFC3339), d.Money(d.Amount).In(english),
		d.Personal.DonorID, printable(d.Personal.Name), reason, printable(d.ChargeID), printable(d.ProviderChargeID))
	if d.Refunded > 0 {
		fmt.Fprintf(p.Out, "    %s of it went back\n", d.Money(d.Refunded).In(english))
	}
	p.printRemedy("to keep it", "accept", d.Receipt.String())
	p.printRemedy("if it was returned", "refund", d.Receipt.String())
}

func (p *program) printUnpaid(u storage.UnpaidCheckout) {
	fmt.Fprintf(p.Out, "unpaid  %s  %s from %d: approved, but no payment arrived; look for it at the provider, payload %s\n",
		u.At.Format(time.RFC3339), u.Total.In(english), u.DonorID, u.Payload)
	p.printRemedy("once looked up", "close", u.ID())
}

func (p *program) printUnmatched(u storage.Unmatched) {
	what := "a payment or refund that could not be read: " + string(u.Raw)
	if u.Refund != nil {
		what = fmt.Sprintf("Telegram reports a refund of %s to %d, but no donation has the charge %s", u.Refund.Total.In(english), u.Refund.DonorID, u.Refund.ChargeID)
	}
	fmt.Fprintf(p.Out, "%s  %s  %s\n", u.ID, u.At.Format(time.RFC3339), printable(what))
	if u.Read.Payment {
		fmt.Fprintf(p.Out, "    %-19s donatebot accept %s --reason TEXT --campaign ID%s\n", "to book it:", u.ID, missingFlags(u.Read))
	}
	p.printRemedy("once dealt with", "close", u.ID)
}

// missingFlags are what has to be said of a payment that could not be read whole.
func missingFlags(r storage.ReadPart) (flags string) {
	if r.Total.Units == 0 {
		flags += " --amount A"
	}
	if r.Total.Currency == "" {
		flags += " --currency CODE"
	}
	if r.ChargeID == "" {
		flags += " --charge ID"
	}
	if r.DonorID == 0 {
		flags += " --donor ID"
	}
	return flags
}

// printRemedy prints what to type to take an item off the list.
func (p *program) printRemedy(when, command, id string) {
	fmt.Fprintf(p.Out, "    %-19s donatebot %s %s --reason TEXT\n", when+":", command, id)
}

// printable returns somebody else's text without what would control a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}
