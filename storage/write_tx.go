package storage

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// writeTx is the transaction of one commit. What several writers of it change alike
// (totals, last numbers) is kept here and written once, by flush.
type writeTx struct {
	Tx
	readTx

	totals   map[campaigns.TotalsKey]*campaignTotals
	days     map[dayKey]campaigns.Totals
	series   map[receiptSeries]uint32
	people   map[int64]PersonID // found or added, by Telegram id
	enqueued bool               // messages were added

	settings     *campaigns.Settings // of who is told of damage
	now          time.Time
	damage       []string // what derives and can't be read
	toldOfDamage bool     // administrators are, by this transaction
	repaired     bool
}

// campaignTotals is what is to be added to a campaign's totals.
type campaignTotals struct {
	change campaigns.Totals
	title  string // "": as it is
}

type dayKey struct {
	campaigns.TotalsKey
	day DayNumber
}

// receiptSeries is what receipts' numbers are counted within.
type receiptSeries struct {
	mode campaigns.Mode
	year int
}

func newWriteTx(tx Tx) *writeTx {
	w := &writeTx{Tx: tx, readTx: readTx{tx}, people: map[int64]PersonID{}}
	w.forgetFigures()
	return w
}

// forgetFigures drops what was not written yet.
func (w *writeTx) forgetFigures() {
	w.totals, w.days, w.series = map[campaigns.TotalsKey]*campaignTotals{}, map[dayKey]campaigns.Totals{}, map[receiptSeries]uint32{}
}

func (w *writeTx) campaignTotals(key campaigns.TotalsKey) *campaignTotals {
	t := w.totals[key]
	if t == nil {
		t = &campaignTotals{}
		w.totals[key] = t
	}
	return t
}

// nextReceipt gives the next number of the mode and year: the one after the last that
// was given, and after all that are there.
func (w *writeTx) nextReceipt(mode campaigns.Mode, year int) (campaigns.ReceiptNo, error) {
	s := receiptSeries{mode, year}
	last, err := w.lastNumber(s)
	if err != nil {
		return campaigns.ReceiptNo{}, err
	}
	w.series[s] = last + 1
	return campaigns.ReceiptNo{Mode: mode, Year: year, Number: last + 1}, nil
}

// lastNumber is the last number that was given, in this transaction too.
func (w *writeTx) lastNumber(s receiptSeries) (uint32, error) {
	if last, ok := w.series[s]; ok {
		return last, nil
	}
	return w.knownNumber(s.mode, s.year)
}

// knownNumber is the highest number that is known of the mode and year, however
// damaged what was noted of it is.
func (w *writeTx) knownNumber(mode campaigns.Mode, year int) (uint32, error) {
	noted, err := w.LastNumber(mode, year)
	if err := w.orDamaged(err); err != nil {
		return 0, err
	}
	highest, err := w.highestReceipt(mode, year)
	if err != nil {
		return 0, err
	}
	if noted < highest || noted == math.MaxUint32 {
		w.damaged(fmt.Errorf("last number of %d (%s): %w: it is noted as %d, but there is receipt %d", year, mode, ErrDamaged, noted, highest))
		return highest, nil
	}
	return noted, nil
}

// highestReceipt is the number of the highest receipt that is there, 0 if there is none.
func (tx readTx) highestReceipt(mode campaigns.Mode, year int) (uint32, error) {
	all, err := tx.LastDonations()
	i := slices.IndexFunc(all, func(r campaigns.ReceiptNo) bool { return r.Mode == mode && r.Year == year })
	if err != nil || i < 0 {
		return 0, err
	}
	return all[i].Number, nil
}

// count moves figures when a donation of the person appears or takes another status:
// on the day that it happens, and in the campaign's totals.
func (w *writeTx) count(key campaigns.TotalsKey, person PersonID, day campaigns.Day, before, after campaigns.Totals) error {
	change := after.Minus(before)
	onDay := dayKey{key, NumberOf(day)}
	w.days[onDay] = w.days[onDay].Plus(change)
	if change.Donations != 0 {
		var err error
		if change.Donors, err = w.countDonor(key, person, change.Donations); err != nil {
			return err
		}
	}
	t := w.campaignTotals(key)
	t.change = t.change.Plus(change)
	return nil
}

// countDonor changes the number of donations that a person has among those totals,
// and returns by how much the number of donors changes: 1, 0 or -1.
func (w *writeTx) countDonor(key campaigns.TotalsKey, person PersonID, change int64) (int64, error) {
	before, err := w.DonorCount(key, person)
	if err != nil {
		return 0, w.orDamaged(err)
	}
	var donors int64
	switch {
	case before+change == 0:
		donors = -1
	case before == 0:
		donors = 1
	}
	return donors, w.PutDonorCount(DonorCountRow{Key: key, Person: person, Donations: before + change})
}

// flush writes what was kept, and that there is damage unless administrators were told.
func (w *writeTx) flush(told bool) error {
	for key, t := range w.totals {
		if err := w.orDamaged(w.AddTotals(key, t.change, t.title)); err != nil {
			return fmt.Errorf("totals: %w", err)
		}
	}
	for key, change := range w.days {
		if err := w.orDamaged(w.AddDay(key.TotalsKey, key.day, change)); err != nil {
			return fmt.Errorf("totals of a day: %w", err)
		}
	}
	for s, last := range w.series {
		if err := w.SetLastNumber(s.mode, s.year, last); err != nil {
			return err
		}
	}
	return w.alertDamage(told)
}
