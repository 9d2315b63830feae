package bolt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// Donation implements [storage.Reader].
func (t *tx) Donation(r campaigns.ReceiptNo) (storage.DonationRow, bool, error) {
	return t.donation(receiptKey(r))
}

func (t *tx) donation(key []byte) (row storage.DonationRow, ok bool, err error) {
	value := t.get(buckets.donations, key)
	if value == nil {
		return row, false, nil
	}
	row, err = readDonation(key, value)
	return row, err == nil, err
}

func readDonation(key, value []byte) (row storage.DonationRow, err error) {
	if row.Receipt, err = receiptOf(key); err != nil {
		return row, fmt.Errorf("donations: %w", err)
	}
	if err := decode(value, &row); err != nil {
		return row, fmt.Errorf("donation %s: %w", row.Receipt, err)
	}
	return row, nil
}

// DonationByCharge implements [storage.Reader]. A charge that leads nowhere, or to
// the donation of another one, is not known: the index says nothing that the
// donations don't.
func (t *tx) DonationByCharge(chargeID string) (storage.DonationRow, bool, error) {
	key := t.get(buckets.charges, chargeKey(chargeID))
	if key == nil {
		return storage.DonationRow{}, false, nil
	}
	row, ok, err := t.donation(key)
	return row, ok && row.ChargeID == chargeID, err
}

// Donations implements [storage.Reader].
func (t *tx) Donations(from, last campaigns.ReceiptNo) iter.Seq2[storage.DonationRow, error] {
	var to []byte
	if last != (campaigns.ReceiptNo{}) {
		to = receiptKey(last)
	}
	first := []byte{}
	if from != (campaigns.ReceiptNo{}) {
		first = after(receiptKey(from))
	}
	return walk(t, buckets.donations, first, to, readDonation)
}

// LastDonations implements [storage.Reader].
func (t *tx) LastDonations() (all []campaigns.ReceiptNo, err error) {
	c := t.bucket(buckets.donations).Cursor()
	for key, _ := c.First(); key != nil; {
		if _, err := receiptOf(key); err != nil { // a key of no receipt
			key, _ = c.Next()
			continue
		}
		series := bytes.Clone(key[:seriesSize])
		if last, err := receiptOf(lastWith(c, series)); err == nil {
			all = append(all, last)
		}
		key, _ = c.Seek(append(series, bytes.Repeat([]byte{0xff}, receiptSize)...))
	}
	return all, nil
}

// History implements [storage.Reader].
func (t *tx) History(p storage.PersonID, mode campaigns.Mode) iter.Seq2[storage.DonationRow, error] {
	prefix := append(personKey(p), modeByte(mode))
	return func(yield func(storage.DonationRow, error) bool) {
		c := t.bucket(buckets.history).Cursor()
		for key := lastWith(c, prefix); bytes.HasPrefix(key, prefix); key, _ = c.Prev() {
			row, ok, err := t.donation(key[personSize:])
			if (ok || err != nil) && !yield(row, err) {
				return
			}
		}
	}
}

// DonationsByPerson implements [storage.Reader].
func (t *tx) DonationsByPerson() iter.Seq2[storage.DonationRow, error] {
	return t.indexed(buckets.history, func(key []byte) ([]byte, bool) {
		return key[min(personSize, len(key)):], len(key) == personSize+receiptSize
	}, func(key []byte, row storage.DonationRow) bool { return row.Person == personOf(key) })
}

// Reviews implements [storage.Reader].
func (t *tx) Reviews() iter.Seq2[storage.DonationRow, error] {
	return t.indexed(buckets.reviews, func(key []byte) ([]byte, bool) { return key, true }, func([]byte, storage.DonationRow) bool { return true })
}

// indexed walks through the donations that an index leads to. What leads nowhere, or
// to a donation that is not the one meant, is passed over.
func (t *tx) indexed(bucket []byte, receipt func(key []byte) ([]byte, bool), meant func([]byte, storage.DonationRow) bool) iter.Seq2[storage.DonationRow, error] {
	keys := walk(t, bucket, nil, nil, func(key, _ []byte) ([]byte, error) { return key, nil })
	return func(yield func(storage.DonationRow, error) bool) {
		for key, err := range keys {
			var row storage.DonationRow
			found := false
			if at, ok := receipt(key); ok && err == nil {
				row, found, err = t.donation(at)
				found = found && meant(key, row)
			}
			if (found || err != nil) && !yield(row, err) {
				return
			}
		}
	}
}

// Adjustments implements [storage.Reader].
func (t *tx) Adjustments(r campaigns.ReceiptNo) (all []storage.AdjustmentRow, err error) {
	key := receiptKey(r)
	for row, err := range walk(t, buckets.adjustments, key, adjustmentKey(key, 1<<16-1), readAdjustment) {
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// AllAdjustments implements [storage.Reader].
func (t *tx) AllAdjustments() iter.Seq2[storage.AdjustmentRow, error] {
	return walk(t, buckets.adjustments, nil, nil, readAdjustment)
}

func readAdjustment(key, value []byte) (row storage.AdjustmentRow, err error) {
	if len(key) != receiptSize+2 {
		return row, badKey(buckets.adjustments, key)
	}
	if row.Receipt, err = receiptOf(key[:receiptSize]); err != nil {
		return row, fmt.Errorf("adjustments: %w", err)
	}
	row.Number = binary.BigEndian.Uint16(key[receiptSize:])
	if err := decode(value, &row); err != nil {
		return row, fmt.Errorf("adjustment %d of %s: %w", row.Number, row.Receipt, err)
	}
	return row, nil
}

// LastNumber implements [storage.Reader].
func (t *tx) LastNumber(mode campaigns.Mode, year int) (uint32, error) {
	value := t.get(buckets.numbers, numberKey(mode, year))
	if value == nil {
		return 0, nil
	}
	if len(value) != 4 {
		return 0, fmt.Errorf("last number of %d: %w", year, storage.ErrDamaged)
	}
	return binary.BigEndian.Uint32(value), nil
}

// SetLastNumber implements [storage.Tx].
func (t *tx) SetLastNumber(mode campaigns.Mode, year int, number uint32) error {
	return t.bucket(buckets.numbers).Put(numberKey(mode, year), binary.BigEndian.AppendUint32(nil, number))
}

// InsertDonation implements [storage.Tx].
func (t *tx) InsertDonation(row storage.DonationRow) error {
	key := receiptKey(row.Receipt)
	if t.get(buckets.donations, key) != nil {
		return fmt.Errorf("receipt %s is there already, though it should be the next one; run verify", row.Receipt)
	}
	if err := t.put(buckets.donations, key, row); err != nil {
		return err
	}
	return t.index(key, row)
}

// index writes how to find a donation.
func (t *tx) index(key []byte, row storage.DonationRow) error {
	if err := t.bucket(buckets.charges).Put(chargeKey(row.ChargeID), key); err != nil {
		return err
	}
	if err := t.bucket(buckets.history).Put(historyKey(row.Person, key), nil); err != nil {
		return err
	}
	if row.Status == campaigns.StatusReview {
		return t.bucket(buckets.reviews).Put(key, nil)
	}
	return nil
}

// ApplyAdjustment implements [storage.Tx].
func (t *tx) ApplyAdjustment(a storage.AdjustmentRow, row storage.DonationRow) error {
	key := receiptKey(a.Receipt)
	at := adjustmentKey(key, a.Number)
	if row.Receipt != a.Receipt || t.get(buckets.donations, key) == nil || t.get(buckets.adjustments, at) != nil {
		return fmt.Errorf("adjustment %d of %s does not fit what is there; run verify", a.Number, a.Receipt)
	}
	if err := t.put(buckets.adjustments, at, a); err != nil {
		return err
	}
	if err := t.put(buckets.donations, key, row); err != nil {
		return err
	}
	if row.Status == campaigns.StatusReview {
		return t.bucket(buckets.reviews).Put(key, nil)
	}
	return t.delete(buckets.reviews, key)
}
