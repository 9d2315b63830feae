package storage

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// Repair makes indexes and totals again from the donations and their adjustments,
// which it does not touch. It first makes a backup beside the ledger and returns its
// path. Everything is replaced in one transaction, or nothing.
func (s *Store) Repair(ctx context.Context, now time.Time) (backup string, err error) {
	backup, err = s.engine.BackupBeside(ctx, "before-repair-"+now.UTC().Format("20060102-150405"))
	if err != nil {
		return "", err
	}
	return backup, s.change(ctx, (*writeTx).rebuild)
}

// rebuild empties what derives from the donations and fills it again.
func (w *writeTx) rebuild() error {
	titles, err := w.titles()
	if err != nil {
		return err
	}
	if err := w.Rebuild(); err != nil {
		return err
	}
	// Others may have counted in this transaction already: what they wrote is in the
	// donations, and is counted again below.
	w.forgetFigures()
	w.repaired = true
	for row, err := range w.Donations(campaigns.ReceiptNo{}, campaigns.ReceiptNo{}) {
		if row.Receipt.Number != 0 { // the number is taken, whatever else can be read
			s := receiptSeries{row.Receipt.Mode, row.Receipt.Year}
			w.series[s] = max(w.series[s], row.Receipt.Number)
		}
		if err == nil {
			err = w.recount(row)
		}
		if err != nil && !errors.Is(err, ErrDamaged) { // that can't be repaired; verify names it
			return err
		}
	}
	if err := w.keepGaps(); err != nil {
		return err
	}
	for key, title := range titles {
		if t := w.totals[key]; t != nil {
			t.title = title
		}
	}
	if err := w.keepNumbers(); err != nil {
		return err
	}
	return w.refind()
}

// keepNumbers keeps the last numbers that were given, if they are higher than those of
// the donations that are left: what is gone was given to somebody.
func (w *writeTx) keepNumbers() error {
	for s, highest := range w.series {
		noted, err := w.LastNumber(s.mode, s.year)
		if errors.Is(err, ErrDamaged) || noted == math.MaxUint32 {
			continue
		}
		if err != nil {
			return err
		}
		w.series[s] = max(highest, noted)
	}
	return nil
}

// titles are the campaigns' titles, which only the totals hold.
func (w *writeTx) titles() (map[campaigns.TotalsKey]string, error) {
	titles := map[campaigns.TotalsKey]string{}
	for key, t := range w.totals {
		titles[key] = t.title
	}
	for row, err := range w.AllTotals() {
		if err != nil && !errors.Is(err, ErrDamaged) {
			return nil, err
		}
		if err == nil && titles[row.Key] == "" {
			titles[row.Key] = row.Title
		}
	}
	return titles, nil
}

// recount counts a donation and everything that happened to it.
func (w *writeTx) recount(row DonationRow) error {
	d, err := row.withoutPersonal()
	if err != nil {
		return err
	}
	adjustments, err := w.Adjustments(row.Receipt)
	if err != nil && !errors.Is(err, ErrDamaged) { // without them it counts as it is now
		return err
	}
	for _, step := range replay(d, withoutPersonal(adjustments)) {
		if err := w.count(step.key, row.Person, step.day, step.before, step.after); err != nil {
			return err
		}
	}
	return nil
}

// refind makes every person who can be read findable again.
func (w *writeTx) refind() error {
	var lost []PersonRow
	lookups := map[PersonID]Lookup{}
	for row, err := range w.People() {
		var d campaigns.Donor
		if err == nil {
			d, err = w.openPerson(row)
		}
		if errors.Is(err, ErrDamaged) {
			continue
		}
		if err != nil {
			return err
		}
		lookup := lookupOf(d.ID)
		if id, ok, err := w.FindPerson(lookup); err != nil || !ok || id != row.ID {
			lost = append(lost, row)
			lookups[row.ID] = lookup
		}
	}
	for _, row := range lost {
		if err := w.PutPerson(lookups[row.ID], row); err != nil {
			return err
		}
	}
	return nil
}
