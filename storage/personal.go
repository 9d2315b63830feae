package storage

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/donatebot/donatebot/campaigns"

	"github.com/fxamacker/cbor/v2"
)

// This file is the only place that makes and reads the personal part of a row. What
// seals it later belongs here, and nowhere else.

// table names the rows of one kind.
type table string

const (
	tablePeople      table = "people"
	tableDonations   table = "donations"
	tableAdjustments table = "adjustments"
	tableInvoices    table = "invoices"
	tableMessages    table = "outbox"
	tableUnmatched   table = "unmatched"
)

// place is where a personal part lies and whose it is. A part belongs to its place,
// and is read nowhere else.
type place struct {
	table  table
	row    [16]byte // the row's key
	person PersonID // 0: nobody's
}

func placeOfPerson(id PersonID) place {
	p := place{table: tablePeople, person: id}
	binary.BigEndian.PutUint64(p.row[:], uint64(id))
	return p
}

func placeOfDonation(r campaigns.ReceiptNo, person PersonID) place {
	p := place{table: tableDonations, person: person}
	putReceipt(&p, r)
	return p
}

func placeOfAdjustment(r campaigns.ReceiptNo, number uint16, person PersonID) place {
	p := place{table: tableAdjustments, person: person}
	putReceipt(&p, r)
	binary.BigEndian.PutUint16(p.row[14:], number)
	return p
}

func putReceipt(p *place, r campaigns.ReceiptNo) {
	copy(p.row[:4], r.Mode)
	binary.BigEndian.PutUint32(p.row[4:], uint32(r.Year))
	binary.BigEndian.PutUint32(p.row[8:], r.Number)
}

func placeOfInvoice(payload campaigns.Payload, person PersonID) place {
	return place{table: tableInvoices, row: payload, person: person}
}

func placeOfMessage(id uint64, person PersonID) place {
	p := place{table: tableMessages, person: person}
	binary.BigEndian.PutUint64(p.row[:], id)
	return p
}

func placeOfUnmatched(id UnmatchedID) place { return place{table: tableUnmatched, row: id} }

// The personal parts, one a table. Their numbers follow the rule of rows.go.
type (
	personPart struct {
		TelegramID int64  `cbor:"1,keyasint,omitempty"`
		Name       string `cbor:"2,keyasint,omitempty"`
	}
	donationPart struct {
		TelegramID int64       `cbor:"1,keyasint,omitempty"`
		Name       string      `cbor:"2,keyasint,omitempty"`
		Contact    contactPart `cbor:"3,keyasint,omitzero"`
		Payload    string      `cbor:"4,keyasint,omitempty"` // one that is not ours: whatever somebody chose
		FirstName  string      `cbor:"5,keyasint,omitempty"`
	}
	contactPart struct {
		Name     string `cbor:"1,keyasint,omitempty"`
		Email    string `cbor:"2,keyasint,omitempty"`
		Phone    string `cbor:"3,keyasint,omitempty"`
		Country  string `cbor:"4,keyasint,omitempty"`
		State    string `cbor:"5,keyasint,omitempty"`
		City     string `cbor:"6,keyasint,omitempty"`
		Line1    string `cbor:"7,keyasint,omitempty"`
		Line2    string `cbor:"8,keyasint,omitempty"`
		Postcode string `cbor:"9,keyasint,omitempty"`
	}
	adjustmentPart struct {
		Reason string `cbor:"1,keyasint,omitempty"`
		Actor  string `cbor:"2,keyasint,omitempty"`
	}
	invoicePart struct {
		TelegramID int64 `cbor:"1,keyasint,omitempty"`
	}
	messagePart struct {
		Chat int64             `cbor:"1,keyasint,omitempty"`
		Args map[string]string `cbor:"2,keyasint,omitempty"`
	}
	unmatchedPart struct {
		Raw        []byte `cbor:"1,keyasint,omitempty"`
		TelegramID int64  `cbor:"2,keyasint,omitempty"` // of the donor
		Reason     string `cbor:"3,keyasint,omitempty"` // why it was closed
		Actor      string `cbor:"4,keyasint,omitempty"` // who closed it
		Name       string `cbor:"5,keyasint,omitempty"`
		Language   string `cbor:"6,keyasint,omitempty"`
		Payload    string `cbor:"7,keyasint,omitempty"`
	}
)

var partEncoding, partDecoding = partModes()

// partModes are CBOR's core deterministic encoding, and a decoder that passes over
// the fields of a later version and takes texts as they came from Telegram.
func partModes() (cbor.EncMode, cbor.DecMode) {
	enc, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err) // the options are constant
	}
	dec, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid}.DecMode()
	if err != nil {
		panic(err)
	}
	return enc, dec
}

// encodePersonal makes the personal part of the row at that place.
func (readTx) encodePersonal(_ place, part any) ([]byte, error) {
	data, err := partEncoding.Marshal(part)
	if err != nil {
		return nil, fmt.Errorf("personal part: %w", err)
	}
	return data, nil
}

// decodePersonal reads the personal part of the row at that place.
func (readTx) decodePersonal(_ place, data []byte, part any) error {
	if len(data) == 0 {
		return nil
	}
	if err := partDecoding.Unmarshal(data, part); err != nil {
		return fmt.Errorf("personal part: %w (%v)", ErrDamaged, err)
	}
	return nil
}

// lookupOf is where the person of a Telegram id is found.
func lookupOf(telegramID int64) Lookup {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(append(make([]byte, 0, 16), "person "...), uint64(telegramID)))
	return Lookup(sum[:16])
}

// drawPersonID draws a person's number; it is never 0.
func drawPersonID() PersonID {
	var raw [8]byte
	for {
		rand.Read(raw[:]) // never fails
		if id := PersonID(binary.BigEndian.Uint64(raw[:])); id != 0 {
			return id
		}
	}
}
