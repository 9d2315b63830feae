package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"

	"github.com/spf13/cobra"
)

func (p *program) stats() *cobra.Command {
	format := ""
	c := &cobra.Command{
		Use: "stats", Short: "Show what each campaign has raised", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error { return oneOf("format", format, "text", "json") },
		RunE: runE(func(ctx context.Context, _ []string) error {
			return p.withAdmin(ctx, func(c *config.Config, admin control.Admin) error {
				figures, err := admin.Figures(ctx, c.Settings.Today(p.now()))
				if err != nil && !errors.Is(err, storage.ErrDamaged) { // what can be read is shown all the same
					return err
				}
				rows := campaigns.StatsRows(c.Settings, figures)
				if format == "json" {
					return errors.Join(statsJSON(p.Out, c.Settings.Mode, rows), err)
				}
				return errors.Join(statsText(p.Out, c.Settings.Mode, rows), err)
			}, needTimezone, needTokens, needEnvironment, needAPIURL) // from which the mode follows
		}),
	}
	c.Flags().StringVar(&format, "format", "text", "output `format`: text, or json with amounts in the smallest unit")
	return c
}

// oneOf fails unless a flag has one of its values.
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
		written := func(units int64) string { return money.Amount{Units: units, Currency: r.Currency}.In(english) }
		name, goal := string(r.ID), "-"
		if name == "" {
			name = "(none)"
		}
		if r.Goal > 0 {
			goal = written(r.Goal)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\t%d\n", name, written(r.Raised), goal, r.Donations, r.Donors,
			written(r.Today.Raised), written(r.Week.Raised), written(r.Month.Raised), written(r.Refunded), r.Review)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range rows {
		if r.Review > 0 {
			_, err := fmt.Fprintln(w, "\nPayments under review are not included in RAISED; see 'donatebot review'.")
			return err
		}
	}
	return nil
}
