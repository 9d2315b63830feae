package storage

import (
	"encoding/hex"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// LedgerID tells ledgers apart: a random number. Copies of a ledger have its id.
type LedgerID [16]byte

// String is the id in hexadecimal digits.
func (id LedgerID) String() string { return hex.EncodeToString(id[:]) }

// Short is the beginning of the id, as the names of scheduled copies have it.
func (id LedgerID) Short() string { return hex.EncodeToString(id[:4]) }

// GapRow is a range of receipt numbers, both included, that this ledger leapt over:
// people may hold them, but what they stand for is not in it.
type GapRow struct {
	First campaigns.ReceiptNo `cbor:"-"`
	Last  uint32              `cbor:"1,keyasint,omitempty"`
	At    time.Time           `cbor:"2,keyasint,omitzero"` // when it was noted
}

// LastReceipt is the last of the numbers.
func (row GapRow) LastReceipt() campaigns.ReceiptNo {
	last := row.First
	last.Number = row.Last
	return last
}
