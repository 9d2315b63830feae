package bolt

import (
	"encoding/binary"
	"fmt"
	"iter"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// Invoice implements [storage.Reader].
func (t *tx) Invoice(p campaigns.Payload) (row storage.InvoiceRow, ok bool, err error) {
	value := t.get(buckets.invoices, p[:])
	if value == nil {
		return row, false, nil
	}
	row, err = readInvoice(p[:], value)
	return row, err == nil, err
}

func readInvoice(key, value []byte) (row storage.InvoiceRow, err error) {
	copy(row.Payload[:], key)
	if err := decode(value, &row); err != nil {
		return row, fmt.Errorf("invoice %s: %w", row.Payload, err)
	}
	return row, nil
}

// Invoices implements [storage.Reader].
func (t *tx) Invoices(from campaigns.Payload) iter.Seq2[storage.InvoiceRow, error] {
	return walk(t, buckets.invoices, after(from[:]), nil, readInvoice)
}

// PutInvoice implements [storage.Tx].
func (t *tx) PutInvoice(row storage.InvoiceRow) error {
	return t.put(buckets.invoices, row.Payload[:], row)
}

// DeleteInvoice implements [storage.Tx].
func (t *tx) DeleteInvoice(p campaigns.Payload) error { return t.delete(buckets.invoices, p[:]) }

// Approval implements [storage.Reader].
func (t *tx) Approval(p campaigns.Payload, person storage.PersonID) (row storage.ApprovalRow, ok bool, err error) {
	key := approvalKey(p, person)
	value := t.get(buckets.approvals, key)
	if value == nil {
		return row, false, nil
	}
	row, err = readApproval(key, value)
	return row, err == nil, err
}

// Approvals implements [storage.Reader].
func (t *tx) Approvals(from campaigns.Payload) iter.Seq2[storage.ApprovalRow, error] {
	return walk(t, buckets.approvals, from[:], nil, readApproval)
}

func readApproval(key, value []byte) (row storage.ApprovalRow, err error) {
	if len(key) != payloadSize+personSize {
		return row, badKey(buckets.approvals, key)
	}
	copy(row.Payload[:], key)
	row.Person = personOf(key[payloadSize:])
	if err := decode(value, &row); err != nil {
		return row, fmt.Errorf("approval of %s: %w", row.Payload, err)
	}
	return row, nil
}

// PutApproval implements [storage.Tx].
func (t *tx) PutApproval(row storage.ApprovalRow) error {
	return t.put(buckets.approvals, approvalKey(row.Payload, row.Person), row)
}

// DeleteApproval implements [storage.Tx].
func (t *tx) DeleteApproval(p campaigns.Payload, person storage.PersonID) error {
	return t.delete(buckets.approvals, approvalKey(p, person))
}

// Unmatched implements [storage.Reader].
func (t *tx) Unmatched(id storage.UnmatchedID) (row storage.UnmatchedRow, ok bool, err error) {
	value := t.get(buckets.unmatched, id[:])
	if value == nil {
		return row, false, nil
	}
	row, err = readUnmatched(id[:], value)
	return row, err == nil, err
}

func readUnmatched(key, value []byte) (row storage.UnmatchedRow, err error) {
	copy(row.ID[:], key)
	if err := decode(value, &row); err != nil {
		return row, fmt.Errorf("unmatched %x: %w", row.ID, err)
	}
	return row, nil
}

// AllUnmatched implements [storage.Reader].
func (t *tx) AllUnmatched() iter.Seq2[storage.UnmatchedRow, error] {
	return walk(t, buckets.unmatched, nil, nil, readUnmatched)
}

// PutUnmatched implements [storage.Tx].
func (t *tx) PutUnmatched(row storage.UnmatchedRow) error {
	return t.put(buckets.unmatched, row.ID[:], row)
}

// DeleteUnmatched implements [storage.Tx].
func (t *tx) DeleteUnmatched(id storage.UnmatchedID) error {
	return t.delete(buckets.unmatched, id[:])
}

// Messages implements [storage.Reader].
func (t *tx) Messages(from uint64) iter.Seq2[storage.MessageRow, error] {
	return walk(t, buckets.outbox, number8(from+1), nil, readMessage)
}

func readMessage(key, value []byte) (row storage.MessageRow, err error) {
	if len(key) != 8 {
		return row, badKey(buckets.outbox, key)
	}
	row.ID = binary.BigEndian.Uint64(key)
	if err := decode(value, &row); err != nil {
		return row, fmt.Errorf("message %d: %w", row.ID, err)
	}
	return row, nil
}

// NextMessageID implements [storage.Tx].
func (t *tx) NextMessageID() (uint64, error) { return t.bucket(buckets.outbox).NextSequence() }

// PutMessage implements [storage.Tx].
func (t *tx) PutMessage(row storage.MessageRow) error {
	return t.put(buckets.outbox, number8(row.ID), row)
}

// DeleteMessage implements [storage.Tx].
func (t *tx) DeleteMessage(id uint64) error { return t.delete(buckets.outbox, number8(id)) }

// FindPerson implements [storage.Reader].
func (t *tx) FindPerson(l storage.Lookup) (storage.PersonID, bool, error) {
	value := t.get(buckets.lookups, l[:])
	if len(value) != personSize { // one that can't be read is as if it were not there
		return 0, false, nil
	}
	return personOf(value), true, nil
}

// Person implements [storage.Reader].
func (t *tx) Person(id storage.PersonID) (row storage.PersonRow, ok bool, err error) {
	key := personKey(id)
	value := t.get(buckets.people, key)
	if value == nil {
		return row, false, nil
	}
	row, err = readPerson(key, value)
	return row, err == nil, err
}

func readPerson(key, value []byte) (row storage.PersonRow, err error) {
	if len(key) != personSize {
		return row, badKey(buckets.people, key)
	}
	row.ID = personOf(key)
	if err := decode(value, &row); err != nil {
		return row, fmt.Errorf("person: %w", err)
	}
	return row, nil
}

// People implements [storage.Reader].
func (t *tx) People() iter.Seq2[storage.PersonRow, error] {
	return walk(t, buckets.people, nil, nil, readPerson)
}

// PutPerson implements [storage.Tx].
func (t *tx) PutPerson(l storage.Lookup, row storage.PersonRow) error {
	key := personKey(row.ID)
	if err := t.bucket(buckets.lookups).Put(l[:], key); err != nil {
		return err
	}
	return t.put(buckets.people, key, row)
}

var lastPollKey = []byte("last_poll")

// LastPoll implements [storage.Reader].
func (t *tx) LastPoll() (at time.Time, err error) {
	value := t.get(buckets.meta, lastPollKey)
	if value == nil {
		return at, nil
	}
	if err := decode(value, &at); err != nil {
		return at, fmt.Errorf("last poll: %w", err)
	}
	return at, nil
}

// SetLastPoll implements [storage.Tx].
func (t *tx) SetLastPoll(at time.Time) error { return t.put(buckets.meta, lastPollKey, at) }

// movedChatKey is where the supergroup is kept that a group has become.
func movedChatKey(old int64) []byte { return append([]byte("moved_"), number8(uint64(old))...) }

// MovedChat implements [storage.Reader].
func (t *tx) MovedChat(old int64) (to int64, ok bool, err error) {
	value := t.get(buckets.meta, movedChatKey(old))
	if value == nil {
		return 0, false, nil
	}
	if err := decode(value, &to); err != nil {
		return 0, false, fmt.Errorf("moved chat: %w", err)
	}
	return to, true, nil
}

// SetMovedChat implements [storage.Tx].
func (t *tx) SetMovedChat(old, to int64) error { return t.put(buckets.meta, movedChatKey(old), to) }
