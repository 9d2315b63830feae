package export

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"

	"github.com/donatebot/donatebot/money"
)

// byteOrderMark at the start of a file tells Excel that it is UTF-8.
const byteOrderMark = "\ufeff"

// csvRows writes a table as CSV (RFC 4180, with line feeds).
type csvRows struct {
	table    *csv.Writer
	headings []heading
	units    Units
	cells    []string // of the row being written
}

// newCSVRows writes the header.
func newCSVRows(w io.Writer, headings []heading, o Options) (*csvRows, error) {
	if o.ByteOrderMark {
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return nil, err
		}
	}
	c := &csvRows{table: csv.NewWriter(w), headings: headings, units: o.Units, cells: make([]string, len(headings))}
	if o.Separator != 0 {
		c.table.Comma = o.Separator
	}
	for i, h := range headings {
		c.cells[i] = h.name
	}
	return c, c.table.Write(c.cells)
}

func (c *csvRows) writeRow(currency string, cells []value) error {
	for i, cell := range cells {
		switch c.headings[i].kind {
		case kindAmount:
			c.cells[i] = c.units.write(cell.number, currency)
		case kindID:
			c.cells[i] = strconv.FormatInt(cell.number, 10)
		case kindFlag:
			c.cells[i] = strconv.FormatBool(cell.flag)
		case kindTime:
			c.cells[i] = cell.at.UTC().Format(time.RFC3339)
		default:
			c.cells[i] = guarded(cell.text)
		}
	}
	return c.table.Write(c.cells)
}

func (c *csvRows) flush() error {
	c.table.Flush()
	return c.table.Error()
}

// write writes an amount that is in the smallest unit of the currency.
func (u Units) write(amount int64, currency string) string {
	if u == Main {
		return money.Amount{Units: amount, Currency: currency}.Decimal()
	}
	return strconv.FormatInt(amount, 10)
}
