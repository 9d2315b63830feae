package cmd

import (
	"bufio"
	"context"
	"errors"

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/export"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"
)

// writeExport writes what the flags ask for. Rows that can't be read are an error once
// the others are written.
func (p *program) writeExport(ctx context.Context, c *config.Config, f *exportFlags, admin control.Admin) error {
	out := bufio.NewWriterSize(p.Out, 64<<10)
	var err error
	switch {
	case f.format == "xlsx":
		err = p.writeWorkbook(ctx, c, f, admin, out)
	case f.what == "adjustments":
		err = writeAdjustments(ctx, f, admin, out)
	default:
		err = writeDonations(ctx, f, admin, out)
	}
	if err != nil && !errors.Is(err, storage.ErrDamaged) {
		return err
	}
	return errors.Join(out.Flush(), err)
}

// writeDonations writes donations row by row.
func writeDonations(ctx context.Context, f *exportFlags, admin control.Admin, out *bufio.Writer) error {
	table, err := export.Donations(out, f.dialect)
	if err != nil {
		return err
	}
	err = admin.Export(ctx, f.filter, table.Write)
	return errors.Join(err, table.Flush())
}

// writeAdjustments writes adjustments row by row.
func writeAdjustments(ctx context.Context, f *exportFlags, admin control.Admin, out *bufio.Writer) error {
	table, err := export.Adjustments(out, f.dialect)
	if err != nil {
		return err
	}
	err = admin.Adjustments(ctx, f.filter, func(a storage.AdjustedDonation) error {
		return table.Write(export.RowOf(a.Adjustment, a.Currency, a.Campaign))
	})
	return errors.Join(err, table.Flush())
}

// writeWorkbook writes donations and adjustments for people.
func (p *program) writeWorkbook(ctx context.Context, c *config.Config, f *exportFlags, admin control.Admin, out *bufio.Writer) error {
	words, err := locales.Load()
	if err != nil {
		return err
	}
	o := c.Settings.Organisation
	book, err := export.NewWorkbook(export.WorkbookOptions{
		Words: words, Language: o.Language, Organisation: o.Name, Zone: o.Zone, From: f.filter.From, To: f.filter.To, Mode: f.filter.Mode,
		Campaign: f.campaign, CreatedAt: p.now(), OnlyAdjustments: f.what == "adjustments",
	})
	if err != nil {
		return err
	}
	defer book.Close()
	var damaged error
	if f.what == "donations" {
		damaged = admin.Export(ctx, f.filter, book.Donation)
	}
	if damaged == nil || errors.Is(damaged, storage.ErrDamaged) {
		err = admin.Adjustments(ctx, f.filter, func(a storage.AdjustedDonation) error {
			return book.Adjustment(export.RowOf(a.Adjustment, a.Currency, a.Campaign))
		})
		damaged = errors.Join(damaged, err)
	}
	if damaged != nil && !errors.Is(damaged, storage.ErrDamaged) {
		return damaged
	}
	return errors.Join(book.Finish(out), damaged)
}
