package bolt

import (
	"crypto/rand"
	"errors"
	"fmt"
	"iter"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"

	"go.etcd.io/bbolt"
)

var ledgerKey = []byte("ledger")

// drawLedgerID gives a ledger that is begun its id.
func drawLedgerID(tx *bbolt.Tx) error {
	var id storage.LedgerID
	rand.Read(id[:]) // never fails
	return tx.Bucket(buckets.meta).Put(ledgerKey, id[:])
}

// LedgerID implements [storage.Reader].
func (t *tx) LedgerID() (id storage.LedgerID, err error) {
	value := t.get(buckets.meta, ledgerKey)
	if len(value) != len(id) {
		return id, fmt.Errorf("the ledger's id: %w", storage.ErrDamaged)
	}
	copy(id[:], value)
	return id, nil
}

// LastNumbers implements [storage.Reader].
func (t *tx) LastNumbers() (all []campaigns.ReceiptNo, err error) {
	for last, err := range walk(t, buckets.numbers, nil, nil, readLastNumber) {
		switch {
		case err == nil:
			all = append(all, last)
		case !errors.Is(err, storage.ErrDamaged): // verify names what is
			return nil, err
		}
	}
	return all, nil
}

func readLastNumber(key, value []byte) (campaigns.ReceiptNo, error) {
	if len(key)+len(value) != receiptSize {
		return campaigns.ReceiptNo{}, badKey(buckets.numbers, key)
	}
	return receiptOf(append(append(make([]byte, 0, receiptSize), key...), value...))
}

// Gaps implements [storage.Reader].
func (t *tx) Gaps() iter.Seq2[storage.GapRow, error] {
	return walk(t, buckets.gaps, nil, nil, readGap)
}

func readGap(key, value []byte) (row storage.GapRow, err error) {
	if row.First, err = receiptOf(key); err != nil {
		return row, fmt.Errorf("gaps: %w", err)
	}
	if err := decode(value, &row); err != nil {
		return row, fmt.Errorf("gap from %s: %w", row.First, err)
	}
	return row, nil
}

// PutGap implements [storage.Tx].
func (t *tx) PutGap(row storage.GapRow) error {
	return t.put(buckets.gaps, receiptKey(row.First), row)
}
