package storage

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/donatebot/donatebot/campaigns"
)

// Difference is something that does not add up.
type Difference struct {
	Text     string // a line for people
	Mendable bool   // [Store.Repair] mends it; if not, only the provider or a backup knows what is right
}

func (d Difference) String() string { return d.Text }

// Verify recomputes every index and total from the donations and their adjustments
// and reports each difference. progress, which may be nil,
// is told from time to time how many donations were looked at. Memory does not
// grow with the ledger, but with its campaigns and days. Others may read and write
// meanwhile: it looks at the ledger as it was when it began. An error means that
// the ledger could not be read to the end.
func (s *Store) Verify(ctx context.Context, progress func(donations int), report func(Difference)) error {
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
	report   func(Difference)

	seen   int
	gaps   gaps
	totals map[campaigns.TotalsKey]campaigns.Totals // as they should be
	days   map[dayKey]campaigns.Totals
}

const progressEvery = 10_000

// differ reports what a repair mends.
func (v *verification) differ(format string, args ...any) {
	v.report(Difference{Text: fmt.Sprintf(format, args...), Mendable: true})
}

// lost reports what no repair can mend.
func (v *verification) lost(format string, args ...any) {
	v.report(Difference{Text: fmt.Sprintf(format, args...)})
}

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

// unreadable reports a row that can't be read and derives from nothing. Any other
// error is returned.
func (v *verification) unreadable(what string, err error) error {
	if errors.Is(err, ErrDamaged) {
		v.lost("%s%v", what, err)
		return nil
	}
	return err
}

// stale does the same for a row that derives from others.
func (v *verification) stale(what string, err error) error {
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
		v.lost("receipt %s is missing", missing)
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
	if err == nil && noted > last.Number && noted < math.MaxUint32 {
		first, missing := last, last
		first.Number, missing.Number = last.Number+1, noted
		v.lost("receipts %s to %s are missing: the last number of %d (%s) is noted as %d", first, missing, last.Year, last.Mode, noted)
		return nil
	}
	if err == nil && noted != last.Number {
		v.differ("the last number of %d (%s) is noted as %d, but the last receipt is %s", last.Year, last.Mode, noted, last)
	}
	return v.stale("", err)
}

// donation checks one donation, and counts it with everything that happened to it, as
// a repair does: for that, what is personal need not be readable.
func (v *verification) donation(row DonationRow) error {
	d, err := row.withoutPersonal()
	if err != nil {
		return err
	}
	_, err = v.openDonation(row)
	if err := v.unreadable("", err); err != nil {
		return err
	}
	rows, err := v.Adjustments(d.Receipt)
	adjustments := withoutPersonal(rows)
	if err == nil {
		err = v.statuses(d, row.Person, rows)
	}
	if err := v.unreadable("", err); err != nil {
		return err
	}
	for _, step := range replay(d, adjustments) {
		change := step.after.Minus(step.before)
		day := dayKey{step.key, NumberOf(step.day)}
		v.totals[step.key] = v.totals[step.key].Plus(change)
		v.days[day] = v.days[day].Plus(change)
	}
	return nil
}

// statuses checks that adjustments follow one another and end where the donation is.
func (v *verification) statuses(d campaigns.Donation, person PersonID, rows []AdjustmentRow) error {
	switch {
	case len(rows) > 0:
	case d.Status == campaigns.StatusRefunded || d.Refunded != 0:
		v.lost("receipt %s: is refunded, but no adjustment says when and why", d.Receipt)
	case d.Status == campaigns.StatusOK && d.Reason != "":
		v.lost("receipt %s: was under review, but no adjustment says how that ended", d.Receipt)
	}
	all := withoutPersonal(rows)
	now := d.Before(all)
	for n, a := range all {
		if _, err := v.openAdjustment(rows[n], person); err != nil {
			return err
		}
		if int(rows[n].Number) != n+1 {
			v.lost("receipt %s: adjustment %d is missing", d.Receipt, n+1)
			return nil
		}
		if a.From != now.Status {
			v.lost("receipt %s: an adjustment turns %s into %s, but it was %s", d.Receipt, a.From, a.To, now.Status)
		}
		now = now.After(a)
	}
	switch {
	case now.Status != d.Status:
		v.lost("receipt %s: is %s, but its adjustments say %s", d.Receipt, d.Status, now.Status)
	case now.Refunded != d.Refunded || now.CampaignID != d.CampaignID:
		v.lost("receipt %s: %d went back and it is for %q, but its adjustments say %d and %q", d.Receipt, d.Refunded, d.CampaignID, now.Refunded, now.CampaignID)
	}
	return nil
}
