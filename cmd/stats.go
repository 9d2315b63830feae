package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/money"

	"github.com/spf13/cobra"
)

func (p *program) stats() *cobra.Command {
	format := ""
	c := &cobra.Command{
		Use: "stats", Short: "Show what was raised, by campaign", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error { return oneOf("format", format, "text", "json") },
		RunE: does(func(ctx context.Context, _ []string) error {
			return p.desk(ctx, func(c *config.Config, desk control.Admin) error {
				figures, err := desk.Figures(ctx, c.Settings.Today(time.Now()))
				if err != nil {
					return err
				}
				rows := campaigns.StatsRows(c.Settings, figures)
				if format == "json" {
					return statsJSON(p.Out, c.Settings.Mode, rows)
				}
				return statsText(p.Out, c.Settings.Mode, rows)
			})
		}),
	}
	c.Flags().StringVar(&format, "format", "text", "text or json: the `form`; amounts in json are in the smallest unit")
	return c
}

// oneOf is an error where a flag has none of its values.
func oneOf(flag, value string, allowed ...string) error {
	for _, a := range allowed {
		if value == a {
			return nil
		}
	}
	return fmt.Errorf("--%s %q: must be %s", flag, value, strings.Join(allowed, " or "))
}

func statsJSON(w io.Writer, mode campaigns.Mode, rows []campaigns.StatsRow) error {
	if rows == nil {
		rows = []campaigns.StatsRow{}
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Mode      campaigns.Mode       `json:"mode"`
		Campaigns []campaigns.StatsRow `json:"campaigns"`
	}{mode, rows})
}

func statsText(w io.Writer, mode campaigns.Mode, rows []campaigns.StatsRow) error {
	fmt.Fprintf(w, "Mode: %s\n\n", mode)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "CAMPAIGN\tRAISED\tGOAL\tDONATIONS\tDONORS\tTODAY\t7 DAYS\t30 DAYS\tREFUNDED\tTO REVIEW")
	for _, r := range rows {
		money := func(amount int64) string { return money.Amount{Units: amount, Currency: r.Currency}.String() }
		name, goal := string(r.ID), "-"
		if name == "" {
			name = "(none)"
		}
		if r.Goal > 0 {
			goal = money(r.Goal)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\t%d\n", name, money(r.Raised), goal, r.Donations, r.Donors,
			money(r.Today.Raised), money(r.Week.Raised), money(r.Month.Raised), money(r.Refunded), r.Review)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range rows {
		if r.Review > 0 {
			_, err := fmt.Fprintln(w, "\nPayments to review are not in RAISED; donatebot review lists them.")
			return err
		}
	}
	return nil
}
