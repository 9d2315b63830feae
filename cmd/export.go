package cmd

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/export"
	"github.com/donatebot/donatebot/storage"

	"github.com/spf13/cobra"
)

func (p *program) export() *cobra.Command {
	var format, from, to, campaign, mode string
	var filter storage.Filter
	c := &cobra.Command{
		Use: "export", Short: "Write all donations as a table", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) (err error) {
			if err := oneOf("format", format, "csv", "jsonl"); err != nil {
				return err
			}
			if mode != "" {
				if err := oneOf("mode", mode, "live", "test"); err != nil {
					return err
				}
			}
			filter, err = filterOf(from, to, campaign)
			filter.Mode = campaigns.Mode(mode)
			return err
		},
		RunE: does(func(ctx context.Context, _ []string) error {
			return p.desk(ctx, func(c *config.Config, desk control.Admin) error {
				if _, known := c.Settings.Find(filter.CampaignID); filter.CampaignID != "" && !known {
					fmt.Fprintf(p.Err, "no campaign in the configuration has the id %q; its donations are there if it once had\n", filter.CampaignID)
				}
				return writeExport(ctx, p.Out, format, filter, desk)
			})
		}),
	}
	c.Flags().StringVar(&format, "format", "csv", "csv or jsonl: the `form`; amounts are in the smallest unit")
	c.Flags().StringVar(&from, "from", "", "the first `day`, 2026-01-01")
	c.Flags().StringVar(&to, "to", "", "the last `day`, included")
	c.Flags().StringVar(&campaign, "campaign", "", "only donations of the campaign with that `id`")
	c.Flags().StringVar(&mode, "mode", "", "live or test: only donations of that `mode`; the column says which")
	return c
}

func filterOf(from, to, campaign string) (f storage.Filter, err error) {
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
		return f, fmt.Errorf("--campaign %q is no campaign's id", campaign)
	}
	return f, nil
}

// writeExport writes the donations that the filter wants, line by line.
func writeExport(ctx context.Context, w io.Writer, format string, f storage.Filter, desk control.Admin) error {
	out := bufio.NewWriterSize(w, 64<<10)
	table, err := export.Donations(out, export.Options{Format: export.Format(format)})
	if err != nil {
		return err
	}
	if err := desk.Export(ctx, f, table.Write); err != nil {
		return err
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return out.Flush()
}
