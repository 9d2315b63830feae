package campaigns

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CSVWriter writes donations as a table under a header.
type CSVWriter struct {
	table *csv.Writer
	cells []string // of the row being written
}

// NewCSVWriter returns a writer of a table, after writing its header.
func NewCSVWriter(w io.Writer) (*CSVWriter, error) {
	table := csv.NewWriter(w)
	return &CSVWriter{table: table, cells: make([]string, len(columns))}, table.Write(Columns())
}

// Write writes a row. A text that a spreadsheet would take for a formula gets an
// apostrophe before it, since donors choose their own names.
func (w *CSVWriter) Write(d Donation) error {
	for i, c := range columns {
		switch {
		case c.number != nil:
			w.cells[i] = strconv.FormatInt(c.number(&d), 10)
		case c.flag != nil:
			w.cells[i] = strconv.FormatBool(c.flag(&d))
		default:
			w.cells[i] = guarded(c.text(&d))
		}
	}
	return w.table.Write(w.cells)
}

// Flush writes out what is buffered, and returns the first error of any write.
func (w *CSVWriter) Flush() error {
	w.table.Flush()
	return w.table.Error()
}

// guarded keeps a spreadsheet from taking a text for a formula. A phone number keeps
// its plus.
func guarded(cell string) string {
	if first, _ := utf8.DecodeRuneInString(cell); cell == "" || !strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return cell
	}
	if cell[0] == '+' && strings.Trim(cell[1:], "0123456789 ") == "" {
		return cell
	}
	return "'" + cell
}
