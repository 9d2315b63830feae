package bolt

import (
	"encoding/binary"
	"fmt"
	"iter"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// Totals implements [storage.Reader].
func (t *tx) Totals(key campaigns.TotalsKey) (storage.TotalsRow, error) {
	row := storage.TotalsRow{Key: key}
	return row, t.totals(buckets.totals, totalsKey(key), &row)
}

// totals reads figures that are zero if they are not there.
func (t *tx) totals(bucket, key []byte, row *storage.TotalsRow) error {
	value := t.get(bucket, key)
	if value == nil {
		return nil
	}
	if err := decode(value, row); err != nil {
		return fmt.Errorf("%s: %w", bucket, err)
	}
	return nil
}

// AllTotals implements [storage.Reader].
func (t *tx) AllTotals() iter.Seq2[storage.TotalsRow, error] {
	return walk(t, buckets.totals, nil, nil, readTotals)
}

func readTotals(key, value []byte) (row storage.TotalsRow, err error) {
	if row.Key, err = totalsKeyOf(key); err != nil {
		return row, fmt.Errorf("totals: %w", err)
	}
	return row, decode(value, &row)
}

// Days implements [storage.Reader].
func (t *tx) Days(from, to storage.DayNumber) iter.Seq2[storage.TotalsRow, error] {
	first, end := binary.BigEndian.AppendUint32(nil, uint32(from)), binary.BigEndian.AppendUint32(nil, uint32(to)+1)
	return walk(t, buckets.days, first, end, readDay)
}

func readDay(key, value []byte) (row storage.TotalsRow, err error) {
	if len(key) <= daySize {
		return row, badKey(buckets.days, key)
	}
	row, err = readTotals(key[daySize:], value)
	row.Day = storage.DayNumber(binary.BigEndian.Uint32(key))
	return row, err
}

// AddTotals implements [storage.Tx].
func (t *tx) AddTotals(key campaigns.TotalsKey, change campaigns.Totals, title string) error {
	row, err := t.Totals(key)
	if err != nil {
		return err
	}
	if title != "" {
		row.Title = title
	}
	return t.put(buckets.totals, totalsKey(key), row.Plus(change))
}

// AddDay implements [storage.Tx].
func (t *tx) AddDay(k campaigns.TotalsKey, day storage.DayNumber, change campaigns.Totals) error {
	key := dayKey(day, k)
	var row storage.TotalsRow
	if err := t.totals(buckets.days, key, &row); err != nil {
		return err
	}
	return t.put(buckets.days, key, row.Plus(change))
}

// DonorCount implements [storage.Reader].
func (t *tx) DonorCount(key campaigns.TotalsKey, p storage.PersonID) (int64, error) {
	value := t.get(buckets.supporters, supporterKey(key, p))
	if value == nil {
		return 0, nil
	}
	var n int64
	if err := decode(value, &n); err != nil {
		return 0, fmt.Errorf("supporters: %w", err)
	}
	return n, nil
}

// DonorCounts implements [storage.Reader].
func (t *tx) DonorCounts() iter.Seq2[storage.DonorCountRow, error] {
	return walk(t, buckets.supporters, nil, nil, readDonorCount)
}

func readDonorCount(key, value []byte) (row storage.DonorCountRow, err error) {
	end := len(key) - personSize
	if end < 0 {
		return row, badKey(buckets.supporters, key)
	}
	row.Person = personOf(key[end:])
	if row.Key, err = totalsKeyOf(key[:end]); err != nil {
		return row, err
	}
	return row, decode(value, &row.Donations)
}

// PutDonorCount implements [storage.Tx].
func (t *tx) PutDonorCount(row storage.DonorCountRow) error {
	key := supporterKey(row.Key, row.Person)
	if row.Donations == 0 {
		return t.delete(buckets.supporters, key)
	}
	return t.put(buckets.supporters, key, row.Donations)
}
