package campaigns

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
)

// JSONWriter writes donations as lines of JSON: an object each, with the columns as
// keys in their order.
type JSONWriter struct {
	out  io.Writer
	line bytes.Buffer  // being written
	enc  *json.Encoder // into line
}

// NewJSONWriter returns a writer of lines.
func NewJSONWriter(w io.Writer) *JSONWriter {
	j := &JSONWriter{out: w}
	j.enc = json.NewEncoder(&j.line)
	j.enc.SetEscapeHTML(false)
	return j
}

// Write writes a line.
func (w *JSONWriter) Write(d Donation) error {
	w.line.Reset()
	separator := byte('{')
	for _, c := range columns {
		w.line.WriteByte(separator)
		separator = ','
		w.line.WriteString(`"` + c.name + `":`)
		switch {
		case c.number != nil:
			w.line.WriteString(strconv.FormatInt(c.number(&d), 10))
		case c.flag != nil:
			w.line.WriteString(strconv.FormatBool(c.flag(&d)))
		default:
			if err := w.enc.Encode(c.text(&d)); err != nil {
				return err
			}
			w.line.Truncate(w.line.Len() - 1) // the encoder's line break
		}
	}
	w.line.WriteString("}\n")
	_, err := w.out.Write(w.line.Bytes())
	return err
}
