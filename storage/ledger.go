package storage

import (
	"encoding/binary"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"

	"go.etcd.io/bbolt"
)

// ledger is one write transaction. Totals and receipts' numbers that several
// writers of the transaction touch are kept here and written once, by flush.
type ledger struct {
	tx       *bbolt.Tx
	accounts map[string]*account
	days     map[string]*campaigns.Totals
	numbers  map[string]uint32
	posted   bool // messages were added
}

// account is a campaign's totals.
type account struct {
	campaigns.Totals
	title string
}

func newLedger(tx *bbolt.Tx) *ledger {
	return &ledger{tx: tx, accounts: map[string]*account{}, days: map[string]*campaigns.Totals{}, numbers: map[string]uint32{}}
}

func (l *ledger) bucket(name []byte) *bbolt.Bucket { return l.tx.Bucket(name) }

// account reads totals, once a transaction.
func (l *ledger) account(key []byte) (*account, error) {
	if a, ok := l.accounts[string(key)]; ok {
		return a, nil
	}
	totals, title, err := decodeTotals(l.bucket(buckets.totals).Get(key))
	if err != nil {
		return nil, fmt.Errorf("totals: %w", err)
	}
	a := &account{totals, title}
	l.accounts[string(key)] = a
	return a, nil
}

// day reads a day's totals, once a transaction.
func (l *ledger) day(key []byte) (*campaigns.Totals, error) {
	if t, ok := l.days[string(key)]; ok {
		return t, nil
	}
	totals, _, err := decodeTotals(l.bucket(buckets.days).Get(key))
	if err != nil {
		return nil, fmt.Errorf("totals of a day: %w", err)
	}
	l.days[string(key)] = &totals
	return &totals, nil
}

// nextNumber gives the next receipt's number of the mode and year.
func (l *ledger) nextNumber(mode campaigns.Mode, year int) (uint32, error) {
	key := numberKey(mode, year)
	last, ok := l.numbers[string(key)]
	if !ok {
		if raw := l.bucket(buckets.numbers).Get(key); len(raw) == 4 {
			last = binary.BigEndian.Uint32(raw)
		}
	}
	last++
	l.numbers[string(key)] = last
	if l.bucket(buckets.donations).Get(receiptKey(campaigns.ReceiptNo{Mode: mode, Year: year, Number: last})) != nil {
		return 0, fmt.Errorf("the receipt after the last one of %d is already there; run verify", year)
	}
	return last, nil
}

// count moves figures when a donation appears or takes another status: on the
// day that it happens, and in the campaign's totals.
func (l *ledger) count(d campaigns.Donation, day campaigns.Day, before, after campaigns.Totals) error {
	key := totalsKey(d.Key())
	total, err := l.account(key)
	if err != nil {
		return err
	}
	onDay, err := l.day(dayKey(key, day))
	if err != nil {
		return err
	}
	change := after.Minus(before)
	*onDay = onDay.Plus(change)
	if change.Donations != 0 {
		if change.Donors, err = l.support(key, d.Personal.DonorID, change.Donations); err != nil {
			return err
		}
	}
	total.Totals = total.Totals.Plus(change)
	return nil
}

// support changes the number of donations that a donor has among those totals,
// and returns by how much the number of donors changes: 1, 0 or -1.
func (l *ledger) support(totals []byte, donor, change int64) (int64, error) {
	key, b := supporterKey(totals, donor), l.bucket(buckets.supporters)
	before, err := countOf(b.Get(key))
	if err != nil {
		return 0, err
	}
	after := before + change
	if after == 0 {
		return -1, b.Delete(key)
	}
	var donors int64
	if before == 0 {
		donors = 1
	}
	return donors, b.Put(key, binary.AppendUvarint(nil, uint64(after)))
}

func countOf(raw []byte) (int64, error) {
	if len(raw) == 0 {
		return 0, nil
	}
	n, size := binary.Uvarint(raw)
	if size != len(raw) {
		return 0, ErrDamaged
	}
	return int64(n), nil
}

// flush writes what was kept.
func (l *ledger) flush() error {
	for key, a := range l.accounts {
		if err := l.bucket(buckets.totals).Put([]byte(key), encodeTotals(a.Totals, a.title)); err != nil {
			return err
		}
	}
	for key, t := range l.days {
		if err := l.bucket(buckets.days).Put([]byte(key), encodeTotals(*t, "")); err != nil {
			return err
		}
	}
	for key, n := range l.numbers {
		if err := l.bucket(buckets.numbers).Put([]byte(key), binary.BigEndian.AppendUint32(nil, n)); err != nil {
			return err
		}
	}
	return nil
}

// post adds messages to the outbox.
func (l *ledger) post(messages []campaigns.Message) error {
	outbox := l.bucket(buckets.outbox)
	for _, m := range messages {
		id, err := outbox.NextSequence()
		if err != nil {
			return err
		}
		if err := outbox.Put(number8(id), encodeMessage(m)); err != nil {
			return err
		}
		l.posted = true
	}
	return nil
}

// donation reads a donation by its receipt's key; ok is false where there is none.
func donation(tx *bbolt.Tx, key []byte) (d campaigns.Donation, ok bool, err error) {
	raw := tx.Bucket(buckets.donations).Get(key)
	if raw == nil {
		return d, false, nil
	}
	receipt, err := receiptOf(key)
	if err != nil {
		return d, false, err
	}
	d, err = decodeDonation(receipt, raw)
	return d, err == nil, err
}

// invoice reads an invoice; ok is false for a payload that is none of ours.
func invoice(tx *bbolt.Tx, payload string) (i campaigns.Invoice, ok bool, err error) {
	p, ok := campaigns.ParsePayload(payload)
	if !ok {
		return i, false, nil
	}
	raw := tx.Bucket(buckets.invoices).Get(p[:])
	if raw == nil {
		return i, false, nil
	}
	i, err = decodeInvoice(p, raw)
	return i, err == nil, err
}
