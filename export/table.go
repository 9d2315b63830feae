package export

import (
	"io"

	"github.com/donatebot/donatebot/campaigns"
)

// Table writes rows of one kind, one at a time. Not safe for use by several
// goroutines at once.
type Table[Row any] struct {
	schema schema[Row]
	cells  []value // of the row being written
	out    rowWriter
}

// rowWriter is a format in which rows are written.
type rowWriter interface {
	writeRow(currency string, cells []value) error
	flush() error
}

// Donations returns a table of donations that is written to w.
func Donations(w io.Writer, o Options) (*Table[campaigns.Donation], error) {
	return newTable(w, donations, o)
}

// Adjustments returns a table of adjustments that is written to w.
func Adjustments(w io.Writer, o Options) (*Table[AdjustmentRow], error) {
	return newTable(w, adjustments, o)
}

func newTable[Row any](w io.Writer, s schema[Row], o Options) (*Table[Row], error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	out, err := newRowWriter(w, s.headings(), o)
	if err != nil {
		return nil, err
	}
	return tableOf(s, out), nil
}

func newRowWriter(w io.Writer, headings []heading, o Options) (rowWriter, error) {
	if o.Format == JSONL {
		return newJSONRows(w, headings, o), nil
	}
	return newCSVRows(w, headings, o)
}

func tableOf[Row any](s schema[Row], out rowWriter) *Table[Row] {
	return &Table[Row]{schema: s, cells: make([]value, len(s.columns)), out: out}
}

// Write writes a row.
func (t *Table[Row]) Write(r Row) error {
	for i, c := range t.schema.columns {
		t.cells[i] = c.cell(&r)
	}
	return t.out.writeRow(t.schema.currency(&r), t.cells)
}

// Flush writes out what is buffered, and returns the first error of any write. It
// must be called after the last row.
func (t *Table[Row]) Flush() error { return t.out.flush() }
