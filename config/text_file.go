package config

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
)

// Byte order marks, with which some editors on Windows begin a file.
const (
	markUTF8      = "\xef\xbb\xbf"
	markUTF16     = "\xff\xfe"
	markBigEndian = "\xfe\xff"
)

// plainText returns the text of a file as UTF-8 without a byte order mark, whatever
// form an editor saved it in.
func plainText(data []byte) []byte {
	for mark, order := range map[string]binary.ByteOrder{markUTF16: binary.LittleEndian, markBigEndian: binary.BigEndian} {
		rest, marked := bytes.CutPrefix(data, []byte(mark))
		if !marked || len(rest)%2 != 0 {
			continue
		}
		units := make([]uint16, len(rest)/2)
		for i := range units {
			units[i] = order.Uint16(rest[2*i:])
		}
		return []byte(string(utf16.Decode(units)))
	}
	return bytes.TrimPrefix(data, []byte(markUTF8))
}
