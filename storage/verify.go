package storage

import (
	"context"
	"errors"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
)

// Verify recomputes every index and total from the donations and their adjustments
// and reports each difference as one line for people. progress, which may be nil,
// is told from time to time how many donations were looked at. Memory does not
// grow with the ledger, but with its campaigns and days. Others may read and write
// meanwhile: it looks at the ledger as it was when it began. An error means that
// the ledger could not be read to the end.
func (s *Store) Verify(ctx context.Context, progress func(donations int), report func(difference string)) error {
	if progress == nil {
		progress = func(int) {}
	}
	return s.view(ctx, func(tx readTx) error {
		v := &verification{
			readTx: tx, ctx: ctx, progress: progress, report: report,
			totals: map[campaigns.TotalsKey]campaigns.Totals{}, days: map[dayKey]campaigns.Totals{},
		}
		return v.run()
	})
}

// verification is one look through the ledger.
type verification struct {
	readTx
	ctx      context.Context
	progress func(int)
	report   func(string)

	seen   int
	gaps   gaps
	totals map[campaigns.TotalsKey]campaigns.Totals // as they should be
	days   map[dayKey]campaigns.Totals
}

const progressEvery = 10_000

func (v *verification) differ(format string, args ...any) { v.report(fmt.Sprintf(format, args...)) }

func (v *verification) run() error {
	steps := []func() error{
		v.readGaps, v.donations, func() error { return v.CheckIndexes(v.ctx, v.report) },
		v.donors, v.compareTotals, v.compareDays, v.others, v.people,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// unreadable reports a row that can't be read. Any other error is returned.
func (v *verification) unreadable(what string, err error) error {
	if errors.Is(err, ErrDamaged) {
		v.differ("%s%v", what, err)
		return nil
	}
	return err
}

// donations goes through the ledger and replays what happened to each donation.
func (v *verification) donations() error {
	var previous campaigns.ReceiptNo
	for row, err := range v.Donations(campaigns.ReceiptNo{}, campaigns.ReceiptNo{}) {
		if v.seen++; v.seen%progressEvery == 0 {
			v.progress(v.seen)
		}
		if v.ctx.Err() != nil {
			return v.ctx.Err()
		}
		if row.Receipt.Number != 0 { // its key could be read
			if err := v.number(previous, row.Receipt); err != nil {
				return err
			}
			previous = row.Receipt
		}
		if err == nil {
			err = v.donation(row)
		}
		if err := v.unreadable("", err); err != nil {
			return err
		}
	}
	v.progress(v.seen)
	return v.endOfSeries(previous)
}

// number checks that receipts have no gaps.
func (v *verification) number(previous, next campaigns.ReceiptNo) error {
	if previous.Mode != next.Mode || previous.Year != next.Year {
		if err := v.endOfSeries(previous); err != nil {
			return err
		}
		previous = campaigns.ReceiptNo{Mode: next.Mode, Year: next.Year}
	}
	if missing := v.gaps.after(previous); next.Number != missing.Number {
		v.differ("receipt %s is missing", missing)
	}
	if v.gaps.hold(next) {
		v.differ("receipt %s is in the ledger, though it is noted as leapt over", next)
	}
	return nil
}

// endOfSeries checks the last number that was given in a year.
func (v *verification) endOfSeries(last campaigns.ReceiptNo) error {
	if last.Number == 0 {
		return nil
	}
	last = v.gaps.endOf(last)
	noted, err := v.LastNumber(last.Mode, last.Year)
	if err == nil && noted != last.Number {
		v.differ("the last number of %d (%s) is noted as %d, but the last receipt is %s", last.Year, last.Mode, noted, last)
	}
	return v.unreadable("", err)
}

// donation checks one donation, and counts it with everything that happened to it.
func (v *verification) donation(row DonationRow) error {
	d, err := v.openDonation(row)
	if err != nil {
		return err
	}
	adjustments, err := v.Adjustments(d.Receipt)
	if err != nil {
		return err
	}
	if err := v.statuses(d, row.Person, adjustments); err != nil {
		return err
	}
	if _, ok := v.totals[d.Key()]; !ok {
		v.totals[d.Key()] = campaigns.Totals{}
	}
	for _, step := range replay(d, adjustments) {
		change := step.after.Minus(step.before)
		day := dayKey{d.Key(), NumberOf(step.day)}
		v.totals[d.Key()] = v.totals[d.Key()].Plus(change)
		v.days[day] = v.days[day].Plus(change)
	}
	return nil
}

// statuses checks that adjustments follow one another and end where the donation is.
func (v *verification) statuses(d campaigns.Donation, person PersonID, adjustments []AdjustmentRow) error {
	switch {
	case len(adjustments) > 0:
	case d.Status == campaigns.StatusRefunded:
		v.differ("receipt %s: is refunded, but no adjustment says when and why", d.Receipt)
	case d.Status == campaigns.StatusOK && d.Reason != "":
		v.differ("receipt %s: was under review, but no adjustment says how that ended", d.Receipt)
	}
	for n, a := range adjustments {
		if _, err := v.openAdjustment(a, person); err != nil {
			return err
		}
		if n > 0 && a.From != adjustments[n-1].To {
			v.differ("receipt %s: an adjustment turns %s into %s, but it was %s", d.Receipt, a.From, a.To, adjustments[n-1].To)
		}
	}
	if last := len(adjustments) - 1; last >= 0 && adjustments[last].To != d.Status {
		v.differ("receipt %s: is %s, but its adjustments say %s", d.Receipt, d.Status, adjustments[last].To)
	}
	return nil
}
