package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
)

// Filter says which donations an export wants; a zero field wants all.
type Filter struct {
	Mode       campaigns.Mode
	From, To   campaigns.Day // both included
	CampaignID campaigns.ID
}

func (f Filter) wants(day campaigns.Day, d campaigns.Donation) bool {
	return (f.Mode == "" || d.Receipt.Mode == f.Mode) && (f.From == "" || day >= f.From) && (f.To == "" || day <= f.To) &&
		(f.CampaignID == "" || d.CampaignID == f.CampaignID)
}

// pageOfExport is how many donations are read in one transaction.
const pageOfExport = 512

// Export hands over the donations that were there when it began, as they were then,
// in the order of their receipts, mode by mode; with a last day, as they were at its
// end. It reads them in pages and holds no transaction while each works, so that a
// slow reader holds up nobody. Of the memory that it takes, only how many adjustments
// there are grows with the ledger. It ends with the error that each returns. A [DamageError] names
// what was left out.
func (s *Store) Export(ctx context.Context, f Filter, each func(campaigns.Donation) error) error {
	e := &export{store: s, filter: f, adjustments: map[campaigns.ReceiptNo]int{}, page: make([]campaigns.Donation, 0, pageOfExport)}
	if err := s.view(ctx, e.begin); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for _, last := range e.series {
		if f.Mode != "" && f.Mode != last.Mode {
			continue
		}
		if err := e.exportSeries(ctx, last, each); err != nil {
			return err
		}
	}
	return e.damage.orNil()
}

// export is an export on its way.
type export struct {
	store       *Store
	filter      Filter
	series      []campaigns.ReceiptNo       // the last receipts of each mode and year that were there at the start
	adjustments map[campaigns.ReceiptNo]int // how many there were at the start; none: not in it
	damage      DamageError

	after campaigns.ReceiptNo // the last one that was read
	more  bool
	page  []campaigns.Donation // what the filter wants of those just read
}

// begin notes what is there: later donations have higher numbers, and later
// adjustments are not among these.
func (e *export) begin(tx readTx) (err error) {
	if e.series, err = tx.LastDonations(); err != nil {
		return err
	}
	for row, err := range tx.AllAdjustments() {
		if err != nil {
			if err := e.damage.pass(err); err != nil {
				return err
			}
			continue
		}
		e.adjustments[row.Receipt] = int(row.Number)
	}
	return nil
}

// exportSeries hands over the donations of a mode and year up to the last one.
func (e *export) exportSeries(ctx context.Context, last campaigns.ReceiptNo, each func(campaigns.Donation) error) error {
	e.after, e.more = campaigns.ReceiptNo{Mode: last.Mode, Year: last.Year}, true
	for e.more {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := e.store.view(ctx, func(tx readTx) error { return e.next(tx, last) })
		if err != nil {
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

// next reads a page.
func (e *export) next(tx readTx, last campaigns.ReceiptNo) error {
	e.page, e.more = e.page[:0], false
	read := 0
	for row, err := range tx.Donations(e.after, last) {
		if err != nil && !errors.Is(err, ErrDamaged) {
			return err
		}
		if read++; read > pageOfExport {
			e.more = true
			return nil
		}
		e.after = row.Receipt
		var d campaigns.Donation
		if err == nil {
			d, err = tx.openDonation(row)
		}
		if err != nil {
			if err := e.damage.pass(err); err != nil {
				return err
			}
			continue
		}
		if d, err = e.asItWas(tx, d); err != nil {
			return err
		}
		if e.filter.wants(d.Day, d) {
			e.page = append(e.page, d)
		}
	}
	return nil
}

// asItWas is the donation at the end of the period, or when the export began.
func (e *export) asItWas(tx readTx, d campaigns.Donation) (campaigns.Donation, error) {
	had := e.adjustments[d.Receipt]
	if had == 0 && d.Status == campaigns.StatusOK && d.Reason == "" && d.Refunded == 0 {
		return d, nil // nothing happened to it that shows
	}
	rows, err := tx.Adjustments(d.Receipt)
	if err != nil { // the donation itself can be read, and is what is known of it
		return d, e.damage.pass(err)
	}
	all := withoutPersonal(rows)
	was := d.Before(all)
	for _, a := range all[:min(had, len(all))] {
		if e.filter.To == "" || a.Day <= e.filter.To {
			was = was.After(a)
		}
	}
	return was, nil
}
