package bolt

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

const (
	receiptSize = 7
	seriesSize  = 3 // of a receipt's key: mode and year
	personSize  = 8
	daySize     = 4
	payloadSize = len(campaigns.Payload{})
)

func modeByte(m campaigns.Mode) byte {
	if m == campaigns.ModeTest {
		return 't'
	}
	return 'l'
}

func modeOf(b byte) campaigns.Mode {
	if b == 't' {
		return campaigns.ModeTest
	}
	return campaigns.ModeLive
}

func receiptKey(r campaigns.ReceiptNo) []byte {
	k := make([]byte, receiptSize)
	k[0] = modeByte(r.Mode)
	binary.BigEndian.PutUint16(k[1:], uint16(r.Year))
	binary.BigEndian.PutUint32(k[3:], r.Number)
	return k
}

func receiptOf(key []byte) (campaigns.ReceiptNo, error) {
	if len(key) != receiptSize || (key[0] != 'l' && key[0] != 't') {
		return campaigns.ReceiptNo{}, fmt.Errorf("%w: %x is not a receipt's key", storage.ErrDamaged, key)
	}
	return campaigns.ReceiptNo{
		Mode: modeOf(key[0]), Year: int(binary.BigEndian.Uint16(key[1:])), Number: binary.BigEndian.Uint32(key[3:]),
	}, nil
}

// badKey is an error that names a key which no row of the bucket can have.
func badKey(bucket, key []byte) error {
	return fmt.Errorf("%s: %w: %x is not a key of it", bucket, storage.ErrDamaged, key)
}

// chargeKey is a key of fixed length for an id of any length.
func chargeKey(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:16]
}

func number8(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func personKey(p storage.PersonID) []byte { return number8(uint64(p)) }

func personOf(key []byte) storage.PersonID { return storage.PersonID(binary.BigEndian.Uint64(key)) }

func historyKey(p storage.PersonID, receipt []byte) []byte {
	return append(binary.BigEndian.AppendUint64(make([]byte, 0, personSize+receiptSize), uint64(p)), receipt...)
}

func totalsKey(k campaigns.TotalsKey) []byte {
	return appendTotalsKey(make([]byte, 0, 3+len(k.CampaignID)+len(k.Currency)+personSize), k)
}

func appendTotalsKey(key []byte, k campaigns.TotalsKey) []byte {
	key = append(key, modeByte(k.Mode))
	key = append(key, k.CampaignID...)
	key = append(key, 0)
	key = append(key, k.Currency...)
	return append(key, 0)
}

func totalsKeyOf(key []byte) (campaigns.TotalsKey, error) {
	name, currency, ok := bytes.Cut(bytes.TrimSuffix(key, []byte{0}), []byte{0})
	if !ok || len(name) == 0 {
		return campaigns.TotalsKey{}, fmt.Errorf("%w: %q is not a key of totals", storage.ErrDamaged, key)
	}
	return campaigns.TotalsKey{Mode: modeOf(name[0]), CampaignID: campaigns.ID(name[1:]), Currency: string(currency)}, nil
}

func supporterKey(k campaigns.TotalsKey, p storage.PersonID) []byte {
	return binary.BigEndian.AppendUint64(totalsKey(k), uint64(p))
}

func dayKey(day storage.DayNumber, k campaigns.TotalsKey) []byte {
	key := make([]byte, 0, daySize+3+len(k.CampaignID)+len(k.Currency))
	return appendTotalsKey(binary.BigEndian.AppendUint32(key, uint32(day)), k)
}

func approvalKey(p campaigns.Payload, person storage.PersonID) []byte {
	return binary.BigEndian.AppendUint64(bytes.Clone(p[:]), uint64(person))
}

func numberKey(mode campaigns.Mode, year int) []byte {
	return binary.BigEndian.AppendUint16([]byte{modeByte(mode)}, uint16(year))
}

func adjustmentKey(receipt []byte, n uint16) []byte {
	return binary.BigEndian.AppendUint16(bytes.Clone(receipt), n)
}
