package bolt

import (
	"fmt"

	"github.com/donatebot/donatebot/storage"

	"github.com/fxamacker/cbor/v2"
)

var encoding, decoding = modes()

// modes are CBOR's core deterministic encoding with times as seconds, and a decoder
// that passes over the fields of a later version and takes texts as they came.
func modes() (cbor.EncMode, cbor.DecMode) {
	options := cbor.CoreDetEncOptions()
	options.Time = cbor.TimeUnix
	enc, err := options.EncMode()
	if err != nil {
		panic(err) // the options are constant
	}
	dec, err := cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid}.DecMode()
	if err != nil {
		panic(err)
	}
	return enc, dec
}

func encode(row any) ([]byte, error) { return encoding.Marshal(row) }

// decode reads a value; what is not CBOR of that row wraps [storage.ErrDamaged].
func decode(value []byte, row any) error {
	if err := decoding.Unmarshal(value, row); err != nil {
		return fmt.Errorf("%w (%v)", storage.ErrDamaged, err)
	}
	return nil
}
