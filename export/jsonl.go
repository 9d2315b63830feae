package export

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"time"
)

// jsonRows writes rows as lines of JSON: an object each, with the columns as keys in
// their order.
type jsonRows struct {
	out      io.Writer
	headings []heading
	units    Units
	line     bytes.Buffer  // being written
	texts    *json.Encoder // into line
}

func newJSONRows(w io.Writer, headings []heading, o Options) *jsonRows {
	j := &jsonRows{out: w, headings: headings, units: o.Units}
	j.texts = json.NewEncoder(&j.line)
	j.texts.SetEscapeHTML(false)
	return j
}

func (j *jsonRows) writeRow(currency string, cells []value) error {
	j.line.Reset()
	separator := byte('{')
	for i, cell := range cells {
		j.line.WriteByte(separator)
		separator = ','
		j.line.WriteString(`"` + j.headings[i].name + `":`)
		if err := j.writeCell(j.headings[i].kind, currency, cell); err != nil {
			return err
		}
	}
	j.line.WriteString("}\n")
	_, err := j.out.Write(j.line.Bytes())
	return err
}

// writeCell adds a cell to the line. An amount is a number in main units too, with
// all its digits, so that its type is always the same.
func (j *jsonRows) writeCell(k kind, currency string, cell value) error {
	switch k {
	case kindAmount:
		j.line.WriteString(j.units.write(cell.number, currency))
	case kindID:
		j.line.WriteString(strconv.FormatInt(cell.number, 10))
	case kindFlag:
		j.line.WriteString(strconv.FormatBool(cell.flag))
	case kindTime:
		j.line.WriteString(`"` + cell.at.UTC().Format(time.RFC3339) + `"`)
	default:
		if err := j.texts.Encode(cell.text); err != nil {
			return err
		}
		j.line.Truncate(j.line.Len() - 1) // the encoder's line break
	}
	return nil
}

// flush has nothing to do: each line is written out whole.
func (*jsonRows) flush() error { return nil }
