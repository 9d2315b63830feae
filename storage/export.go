package storage

import (
	"context"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
)

// Filter says which donations an export wants; a zero field wants all.
type Filter struct {
	Mode       campaigns.Mode
	From, To   campaigns.Day // both included
	CampaignID campaigns.ID
}

func (f Filter) wants(d campaigns.Donation) bool {
	return (f.From == "" || d.Day >= f.From) && (f.To == "" || d.Day <= f.To) && (f.CampaignID == "" || d.CampaignID == f.CampaignID)
}

// pageOfExport is how many donations are read in one transaction.
const pageOfExport = 512

// Export hands over the donations that were there when it began, in the order of
// their receipts, mode by mode. It reads them in pages and holds no transaction
// while each works, so that a slow reader holds up nobody. It ends with the error
// that each returns.
func (s *Store) Export(ctx context.Context, f Filter, each func(campaigns.Donation) error) error {
	for _, mode := range []campaigns.Mode{campaigns.ModeLive, campaigns.ModeTest} {
		if f.Mode != "" && f.Mode != mode {
			continue
		}
		if err := s.exportMode(ctx, mode, f, each); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) exportMode(ctx context.Context, mode campaigns.Mode, f Filter, each func(campaigns.Donation) error) error {
	e := export{store: s, filter: f, after: campaigns.ReceiptNo{Mode: mode}, page: make([]campaigns.Donation, 0, pageOfExport)}
	err := s.view(ctx, func(tx readTx) (err error) {
		e.last, e.more, err = tx.LastDonation(mode)
		return err
	})
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for e.more {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := e.next(ctx); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		for _, d := range e.page {
			if err := each(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// export is an export of one mode on its way.
type export struct {
	store  *Store
	filter Filter
	after  campaigns.ReceiptNo // the last one that was read
	last   campaigns.ReceiptNo // the last one that was there at the start
	more   bool
	page   []campaigns.Donation // what the filter wants of those just read
}

// next reads a page.
func (e *export) next(ctx context.Context) error {
	e.page, e.more = e.page[:0], false
	return e.store.view(ctx, func(tx readTx) error {
		read := 0
		for row, err := range tx.Donations(e.after, e.last) {
			if err != nil {
				return err
			}
			if read++; read > pageOfExport {
				e.more = true
				return nil
			}
			d, err := tx.openDonation(row)
			if err != nil {
				return err
			}
			e.after = row.Receipt
			if e.filter.wants(d) {
				e.page = append(e.page, d)
			}
		}
		return nil
	})
}
