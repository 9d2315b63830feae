package campaigns

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"time"
)

// Payload names an invoice on its way through Telegram: 16 bytes, of which the
// first four are the minute in which it was made (so that invoices are in the ledger in
// the order of their age) and the others are random. It says nothing about the donor,
// and having one gives no right: a checkout is approved by what the ledger knows.
type Payload [16]byte

// NewPayload draws a random payload.
func NewPayload(now time.Time) Payload {
	var p Payload
	rand.Read(p[4:]) // never fails, as of Go 1.24
	binary.BigEndian.PutUint32(p[:4], PayloadMinute(now))
	return p
}

// PayloadMinute returns the first part of payloads drawn at that time.
func PayloadMinute(t time.Time) uint32 { return uint32(t.Unix() / 60) }

// String returns the payload as Telegram carries it: 22 characters.
func (p Payload) String() string { return base64.RawURLEncoding.EncodeToString(p[:]) }

// ParsePayload reads what String wrote; anything else is not a payload of ours.
func ParsePayload(text string) (p Payload, ok bool) {
	if len(text) != base64.RawURLEncoding.EncodedLen(len(p)) {
		return p, false
	}
	n, err := base64.RawURLEncoding.Strict().Decode(p[:], []byte(text))
	return p, err == nil && n == len(p)
}
