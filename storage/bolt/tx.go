package bolt

import (
	"bytes"
	"fmt"
	"iter"

	"github.com/donatebot/donatebot/storage"

	"go.etcd.io/bbolt"
)

// tx implements [storage.Tx], and [storage.Reader] where it is read-only.
type tx struct{ bolt *bbolt.Tx }

func (t *tx) bucket(name []byte) *bbolt.Bucket { return t.bolt.Bucket(name) }

func (t *tx) get(bucket, key []byte) []byte { return t.bucket(bucket).Get(key) }

func (t *tx) has(bucket, key []byte) bool {
	k, _ := t.bucket(bucket).Cursor().Seek(key)
	return bytes.Equal(k, key)
}

// put writes a row under its key.
func (t *tx) put(bucket, key []byte, row any) error {
	value, err := encode(row)
	if err != nil {
		return fmt.Errorf("%s: %w", bucket, err)
	}
	return t.bucket(bucket).Put(key, value)
}

func (t *tx) delete(bucket, key []byte) error { return t.bucket(bucket).Delete(key) }

// walk hands over what a bucket holds, from the first key that is not before from to
// the last one that is not after to; nil is no end. read makes rows of it. It stops
// where keys are out of order: a damaged page can lead round in a circle.
func walk[Row any](t *tx, bucket, from, to []byte, read func(key, value []byte) (Row, error)) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		var before []byte
		c := t.bucket(bucket).Cursor()
		for key, value := c.Seek(from); key != nil && (to == nil || bytes.Compare(key, to) <= 0); key, value = c.Next() {
			if len(key) > bbolt.MaxKeySize || before != nil && bytes.Compare(before, key) >= 0 {
				var none Row
				yield(none, outOfOrder(bucket))
				return
			}
			before = append(before[:0], key...)
			if row, err := read(key, value); !yield(row, err) {
				return
			}
		}
	}
}

func outOfOrder(bucket []byte) error {
	return fmt.Errorf("the file is damaged: keys of %s are out of order; restore a backup", bucket)
}

// after is the key that follows directly on another.
func after(key []byte) []byte { return append(bytes.Clone(key), 0) }

// lastWith is the last entry whose key begins with the prefix; a nil key if there is
// none. The cursor stands on it.
func lastWith(c *bbolt.Cursor, prefix []byte) []byte {
	key, _ := c.Seek(append(bytes.Clone(prefix), bytes.Repeat([]byte{0xff}, receiptSize+1)...))
	if key == nil {
		key, _ = c.Last()
	} else {
		key, _ = c.Prev()
	}
	if !bytes.HasPrefix(key, prefix) {
		return nil
	}
	return key
}

var _ storage.Tx = (*tx)(nil)
