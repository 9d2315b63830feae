package storage

import (
	"errors"
	"fmt"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// record builds a value in protobuf's wire format. A field that has its zero
// value takes no room. PERFORMANCE.md says why this encoding.
type record []byte

func (r *record) number(field protowire.Number, v int64) {
	if v != 0 {
		*r = protowire.AppendTag(*r, field, protowire.VarintType)
		*r = protowire.AppendVarint(*r, uint64(v))
	}
}

func (r *record) flag(field protowire.Number, v bool) {
	if v {
		r.number(field, 1)
	}
}

func (r *record) text(field protowire.Number, v string) {
	if v != "" {
		*r = protowire.AppendTag(*r, field, protowire.BytesType)
		*r = protowire.AppendString(*r, v)
	}
}

func (r *record) bytes(field protowire.Number, v []byte) {
	if len(v) > 0 {
		*r = protowire.AppendTag(*r, field, protowire.BytesType)
		*r = protowire.AppendBytes(*r, v)
	}
}

// time keeps seconds.
func (r *record) time(field protowire.Number, v time.Time) {
	if !v.IsZero() {
		r.number(field, v.Unix())
	}
}

// value is a field that was read: a number, or bytes that are valid only within
// the transaction.
type value struct {
	field protowire.Number
	n     uint64
	data  []byte
}

func (v value) number() int64   { return int64(v.n) }
func (v value) flag() bool      { return v.n != 0 }
func (v value) text() string    { return string(v.data) }
func (v value) time() time.Time { return time.Unix(int64(v.n), 0).UTC() }

// ErrDamaged is a value of the ledger that can't be read.
var ErrDamaged = errors.New("the value is damaged")

// eachField reads a value field by field. Fields that a later version of the
// program wrote are handed over too; a reader passes over what it does not know.
func eachField(data []byte, read func(value) error) error {
	for len(data) > 0 {
		field, kind, n := protowire.ConsumeTag(data)
		if n < 0 {
			return ErrDamaged
		}
		data = data[n:]
		v := value{field: field}
		switch kind {
		case protowire.VarintType:
			v.n, n = protowire.ConsumeVarint(data)
		case protowire.BytesType:
			v.data, n = protowire.ConsumeBytes(data)
		default:
			n = protowire.ConsumeFieldValue(field, kind, data)
		}
		if n < 0 {
			return ErrDamaged
		}
		data = data[n:]
		if err := read(v); err != nil {
			return fmt.Errorf("field %d: %w", field, err)
		}
	}
	return nil
}

// reads makes a reader of one that can't fail.
func reads(read func(value)) func(value) error {
	return func(v value) error { read(v); return nil }
}
