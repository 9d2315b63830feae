package cmd

import (
	"context"
	"fmt"
	"regexp"
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
		Use: "review", Short: "List payments that need a look", Args: cobra.NoArgs,
		RunE: does(func(ctx context.Context, _ []string) error {
			return p.desk(ctx, func(_ *config.Config, desk control.Admin) error { return p.listReviews(ctx, desk) })
		}),
	}
}

func (p *program) listReviews(ctx context.Context, desk control.Admin) error {
	words, err := locales.Load()
	if err != nil {
		return err
	}
	w, err := desk.OpenItems(ctx)
	if err != nil {
		return err
	}
	for _, d := range w.Reviews {
		fmt.Fprintf(p.Out, "%s  %s  %s from %d %s: %s; charge %s, at the provider %s\n", d.Receipt, d.At.Format(time.RFC3339), d.Money(d.Amount),
			d.Personal.DonorID, printable(d.Personal.Name), words.Plain("en", "reason_"+string(d.Reason), nil), printable(d.ChargeID), printable(d.ProviderChargeID))
	}
	for _, u := range w.Unpaid {
		fmt.Fprintf(p.Out, "unpaid  %s  %s from %d: approved, but no payment came; look it up at the provider, payload %s\n",
			u.At.Format(time.RFC3339), u.Total, u.DonorID, u.Payload)
	}
	for _, s := range w.Unmatched {
		what := "money that could not be read: " + string(s.Raw)
		if s.Refund != nil {
			what = fmt.Sprintf("Telegram reports a refund of %s to %d, but charge %s is in no donation", s.Refund.Total, s.Refund.DonorID, s.Refund.ChargeID)
		}
		fmt.Fprintf(p.Out, "%s  %s  %s\n", s.ID, s.At.Format(time.RFC3339), printable(what))
	}
	p.sayHow(w)
	return nil
}

// sayHow tells what ends the waiting.
func (p *program) sayHow(w storage.OpenItems) {
	switch {
	case len(w.Reviews)+len(w.Unmatched) > 0:
		fmt.Fprintln(p.Err, "donatebot settle keeps a payment, or takes what has an id off the list; donatebot refund notes what was given back")
	case len(w.Unpaid) == 0:
		fmt.Fprintln(p.Out, "nothing waits for review")
	}
}

// printable is a text of somebody else's without what would command a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
}

var strayForm = regexp.MustCompile(`^([0-9a-f]{32}|[A-Za-z0-9_-]{22})$`)

func (p *program) settle() *cobra.Command {
	c := p.entry("settle RECEIPT", "Keep a payment under review: it counts from now on", "settled; it counts now", control.Admin.AcceptReview)
	c.Long = "Keep a payment under review: it counts from now on. One that was given back at the provider is noted with refund instead.\n" +
		"With an id or a payload that review shows in place of a receipt, what could not be read, or was never paid, is taken off the list."
	receipts, check := c.RunE, c.PreRunE
	c.PreRunE = func(c *cobra.Command, args []string) error {
		if err := check(c, args); err == nil || !strayForm.MatchString(args[0]) || strings.TrimSpace(c.Flag("reason").Value.String()) == "" {
			return err
		}
		return nil
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		if strayForm.MatchString(args[0]) {
			reason := c.Flag("reason").Value.String()
			return does(func(ctx context.Context, args []string) error { return p.dismiss(ctx, args[0], reason) })(c, args)
		}
		return receipts(c, args)
	}
	return c
}

func (p *program) dismiss(ctx context.Context, id, reason string) error {
	return p.desk(ctx, func(_ *config.Config, desk control.Admin) error {
		if err := desk.CloseItem(ctx, id, reason, campaigns.ActorCommand); err != nil {
			return err
		}
		_, err := fmt.Fprintln(p.Out, "settled")
		return err
	})
}
