package storage

import (
	"errors"

	"github.com/donatebot/donatebot/campaigns"
)

// gaps are the numbers that a ledger leapt over, by the first of each range.
type gaps map[campaigns.ReceiptNo]GapRow

// after is the receipt that follows on another one, past gaps.
func (g gaps) after(r campaigns.ReceiptNo) campaigns.ReceiptNo {
	r.Number++
	for gap, ok := g[r]; ok; gap, ok = g[r] {
		r.Number = gap.Last + 1
	}
	return r
}

// endOf is the last number of a series whose last receipt is that one.
func (g gaps) endOf(r campaigns.ReceiptNo) campaigns.ReceiptNo {
	r = g.after(r)
	r.Number--
	return r
}

// hold reports whether a receipt's number was leapt over.
func (g gaps) hold(r campaigns.ReceiptNo) bool {
	for _, gap := range g {
		if gap.First.Mode == r.Mode && gap.First.Year == r.Year && gap.First.Number <= r.Number && r.Number <= gap.Last {
			return true
		}
	}
	return false
}

// readGaps reads the gaps, and checks the last number of years that hold no receipt.
func (v *verification) readGaps() error {
	v.gaps = gaps{}
	_, err := v.LedgerID()
	if err := v.unreadable("", err); err != nil {
		return err
	}
	for row, err := range v.Gaps() {
		if err == nil {
			v.gaps[row.First] = row
		}
		if err := v.unreadable("", err); err != nil {
			return err
		}
	}
	for first := range v.gaps {
		if first.Number != 1 {
			continue
		}
		noted, err := v.LastNumber(first.Mode, first.Year)
		if end := v.gaps.endOf(campaigns.ReceiptNo{Mode: first.Mode, Year: first.Year}); err == nil && noted < end.Number {
			v.differ("the last number of %d (%s) is noted as %d, but numbers up to %s were leapt over", end.Year, end.Mode, noted, end)
		}
		if err := v.unreadable("", err); err != nil {
			return err
		}
	}
	return nil
}

// keepGaps lets the last numbers of a rebuilt ledger stay above those that were leapt
// over.
func (w *writeTx) keepGaps() error {
	for row, err := range w.Gaps() {
		if errors.Is(err, ErrDamaged) {
			continue // verify names it
		}
		if err != nil {
			return err
		}
		s := receiptSeries{row.First.Mode, row.First.Year}
		w.series[s] = max(w.series[s], row.Last)
	}
	return nil
}
