package storage

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

const (
	receiptSize = 7
	donorSize   = 8
	daySize     = 4
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
		return campaigns.ReceiptNo{}, fmt.Errorf("%x is not a receipt's key", key)
	}
	return campaigns.ReceiptNo{
		Mode: modeOf(key[0]), Year: int(binary.BigEndian.Uint16(key[1:])), Number: binary.BigEndian.Uint32(key[3:]),
	}, nil
}

// hashKey is a key of fixed length for an id of any length.
func hashKey(id string) []byte {
	sum := sha256.Sum256([]byte(id))
	return sum[:16]
}

func number8(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func donorKey(donor int64) []byte { return number8(uint64(donor)) }

func donorOf(key []byte) int64 { return int64(binary.BigEndian.Uint64(key)) }

func historyKey(donor int64, receipt []byte) []byte {
	return append(binary.BigEndian.AppendUint64(make([]byte, 0, donorSize+receiptSize), uint64(donor)), receipt...)
}

func totalsKey(k campaigns.TotalsKey) []byte {
	key := make([]byte, 0, 3+len(k.CampaignID)+len(k.Currency)+donorSize)
	key = append(key, modeByte(k.Mode))
	key = append(key, k.CampaignID...)
	key = append(key, 0)
	key = append(key, k.Currency...)
	return append(key, 0)
}

func totalsKeyOf(key []byte) (campaigns.TotalsKey, error) {
	name, currency, ok := bytes.Cut(bytes.TrimSuffix(key, []byte{0}), []byte{0})
	if !ok || len(name) == 0 {
		return campaigns.TotalsKey{}, fmt.Errorf("%q is not a key of totals", key)
	}
	return campaigns.TotalsKey{Mode: modeOf(name[0]), CampaignID: campaigns.ID(name[1:]), Currency: string(currency)}, nil
}

func supporterKey(totals []byte, donor int64) []byte {
	return binary.BigEndian.AppendUint64(bytes.Clone(totals), uint64(donor))
}

func dayKey(totals []byte, day campaigns.Day) []byte {
	return binary.BigEndian.AppendUint32(bytes.Clone(totals), dayNumber(day))
}

// dayNumber is 20261123 for 2026-11-23, 0 for no day.
func dayNumber(day campaigns.Day) uint32 {
	n, err := strconv.ParseUint(strings.ReplaceAll(string(day), "-", ""), 10, 32)
	if err != nil {
		return 0
	}
	return uint32(n)
}

func dayOf(n uint32) campaigns.Day {
	if n == 0 {
		return ""
	}
	return campaigns.Day(fmt.Sprintf("%04d-%02d-%02d", n/10000, n/100%100, n%100))
}

func approvalKey(p campaigns.Payload, donor int64) []byte {
	return binary.BigEndian.AppendUint64(bytes.Clone(p[:]), uint64(donor))
}

func numberKey(mode campaigns.Mode, year int) []byte {
	return binary.BigEndian.AppendUint16([]byte{modeByte(mode)}, uint16(year))
}
