package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/export"
	"github.com/donatebot/donatebot/storage"

	"github.com/spf13/cobra"
)

// exportFlags are what the command line says of an export.
type exportFlags struct {
	format, what, units, separator string
	from, to, campaign, mode       string
	byteOrderMark                  bool

	filter  storage.Filter
	dialect export.Options
}

func (p *program) export() *cobra.Command {
	f := &exportFlags{}
	c := &cobra.Command{
		Use: "export", Short: "Write donations or adjustments as CSV, lines of JSON or a workbook", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error { return f.parse() },
		RunE: runE(func(ctx context.Context, _ []string) error {
			return p.withAdmin(ctx, func(c *config.Config, admin control.Admin) error {
				if _, known := c.Settings.Find(f.filter.CampaignID); f.filter.CampaignID != "" && !known {
					fmt.Fprintf(p.Err, "the configuration has no campaign %q; donations that it may have had earlier are exported\n", f.filter.CampaignID)
				}
				if f.mode == "" {
					f.filter.Mode = c.Settings.Mode
				}
				return p.writeExport(ctx, c, f, admin)
			}, needTimezone, needTokens, needEnvironment, needAPIURL) // from which the mode follows
		}),
	}
	flags := c.Flags()
	flags.StringVar(&f.format, "format", "csv", "output `format`: csv or jsonl for programs, xlsx for people")
	flags.StringVar(&f.what, "what", "donations", "what to write: donations or adjustments (refunds, disputes, acceptances)")
	flags.StringVar(&f.units, "units", "", "amounts in the currency's smallest or main `unit`; default smallest, and main in xlsx")
	flags.BoolVar(&f.byteOrderMark, "bom", false, "begin CSV with a byte order mark, for Excel")
	flags.StringVar(&f.separator, "separator", "", "what separates the cells of CSV: comma, semicolon or tab; default comma")
	flags.StringVar(&f.from, "from", "", "first `day` to include, such as 2026-01-01")
	flags.StringVar(&f.to, "to", "", "last `day` to include")
	flags.StringVar(&f.campaign, "campaign", "", "only donations to the campaign with this `id`")
	flags.StringVar(&f.mode, "mode", "", "donations of this `mode`: live, test or all; default the configuration's")
	return c
}

// parse checks the flags.
func (f *exportFlags) parse() (err error) {
	if err := oneOf("format", f.format, "csv", "jsonl", "xlsx"); err != nil {
		return err
	}
	if err := oneOf("what", f.what, "donations", "adjustments"); err != nil {
		return err
	}
	if f.filter, err = filterOf(f.from, f.to, f.campaign, f.mode); err != nil {
		return err
	}
	if f.format == "xlsx" {
		if f.byteOrderMark || f.separator != "" || f.units == "smallest" {
			return errors.New("--bom, --separator and --units smallest are for csv: a workbook has amounts in the main unit")
		}
		return nil
	}
	f.dialect = export.Options{Format: export.Format(f.format), Units: export.Units(f.units), ByteOrderMark: f.byteOrderMark}
	if f.separator != "" {
		if f.dialect.Separator, err = export.ParseSeparator(f.separator); err != nil {
			return fmt.Errorf("--separator: %w", err)
		}
	}
	return f.dialect.Validate()
}

// filterOf returns the filter that the flags describe.
func filterOf(from, to, campaign, mode string) (f storage.Filter, err error) {
	if mode != "" {
		if err := oneOf("mode", mode, "live", "test", "all"); err != nil {
			return f, err
		}
	}
	if mode != "all" {
		f.Mode = campaigns.Mode(mode)
	}
	for _, d := range []struct {
		flag, text string
		day        *campaigns.Day
	}{{"from", from, &f.From}, {"to", to, &f.To}} {
		if d.text == "" {
			continue
		}
		if *d.day, err = campaigns.ParseDay(d.text); err != nil {
			return f, fmt.Errorf("--%s: %w", d.flag, err)
		}
	}
	if f.From != "" && f.To != "" && f.To < f.From {
		return f, fmt.Errorf("--to %s is before --from %s", f.To, f.From)
	}
	f.CampaignID = campaigns.ID(campaign)
	if campaign != "" && !f.CampaignID.Valid() {
		return f, fmt.Errorf("--campaign %q is not a campaign's id", campaign)
	}
	return f, nil
}
