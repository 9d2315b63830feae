package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/storage"

	"github.com/spf13/cobra"
)

func (p *program) export() *cobra.Command {
	var format, from, to, campaign, mode string
	var filter storage.Filter
	c := &cobra.Command{
		Use: "export", Short: "Write the donations as CSV or as lines of JSON", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) (err error) {
			if err := oneOf("format", format, "csv", "jsonl"); err != nil {
				return err
			}
			filter, err = filterOf(from, to, campaign, mode)
			return err
		},
		RunE: runE(func(ctx context.Context, _ []string) error {
			return p.withAdmin(ctx, func(c *config.Config, admin control.Admin) error {
				if _, known := c.Settings.Find(filter.CampaignID); filter.CampaignID != "" && !known {
					fmt.Fprintf(p.Err, "the configuration has no campaign %q; donations that it may have had earlier are exported\n", filter.CampaignID)
				}
				return export(ctx, p.Out, format, filter, admin)
			})
		}),
	}
	c.Flags().StringVar(&format, "format", "csv", "output `format`: csv or jsonl, with amounts in the smallest unit")
	c.Flags().StringVar(&from, "from", "", "first `day` to include, such as 2026-01-01")
	c.Flags().StringVar(&to, "to", "", "last `day` to include")
	c.Flags().StringVar(&campaign, "campaign", "", "only donations to the campaign with this `id`")
	c.Flags().StringVar(&mode, "mode", "", "only donations of this `mode`: live or test")
	return c
}

// filterOf returns the filter that the flags describe.
func filterOf(from, to, campaign, mode string) (f storage.Filter, err error) {
	if f.Mode = campaigns.Mode(mode); mode != "" {
		if err := oneOf("mode", mode, "live", "test"); err != nil {
			return f, err
		}
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

// export writes the donations that the filter selects, line by line. Those that can't
// be read are an error once the others are written.
func export(ctx context.Context, w io.Writer, format string, f storage.Filter, admin control.Admin) error {
	out := bufio.NewWriterSize(w, 64<<10)
	if format == "jsonl" {
		err := admin.Export(ctx, f, campaigns.NewJSONWriter(out).Write)
		if err != nil && !errors.Is(err, storage.ErrDamaged) {
			return err
		}
		return errors.Join(out.Flush(), err)
	}
	table, err := campaigns.NewCSVWriter(out)
	if err != nil {
		return err
	}
	err = admin.Export(ctx, f, table.Write)
	if err != nil && !errors.Is(err, storage.ErrDamaged) {
		return err
	}
	return errors.Join(table.Flush(), out.Flush(), err)
}
