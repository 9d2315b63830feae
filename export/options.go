package export

import (
	"errors"
	"fmt"
)

// Format is a form of file for machines. Workbooks have an API of their own, since
// one holds several tables: see [Workbook].
type Format string

// The formats for machines.
const (
	CSV   Format = "csv"   // a header and a line a row; see [Options] for its dialect
	JSONL Format = "jsonl" // an object a line
)

// Units are what amounts are counted in.
type Units string

// The units. Machines get the smallest one unless they ask.
const (
	Smallest Units = "smallest" // a whole number: 1250
	Main     Units = "main"     // all decimals of the currency after a dot: 12.50, 12 for JPY, 12.500 for JOD
)

// Options say how a table for machines is written. The zero value is CSV with commas
// and amounts in the smallest unit.
type Options struct {
	Format        Format // "": CSV
	Units         Units  // "": Smallest
	Separator     rune   // of CSV; 0: a comma
	ByteOrderMark bool   // of CSV: Excel takes a file without one for Windows-1252
}

// separators are those that spreadsheets split CSV at, by the names that people type.
var separators = map[string]rune{"comma": ',', ",": ',', "semicolon": ';', ";": ';', "tab": '\t', "\t": '\t', `\t`: '\t'}

// ParseSeparator reads the name of a separator: comma, semicolon or tab, or the
// character itself.
func ParseSeparator(name string) (rune, error) {
	r, ok := separators[name]
	if !ok {
		return 0, fmt.Errorf("%q is not a separator: use comma, semicolon or tab", name)
	}
	return r, nil
}

// Validate returns an error if the options don't go together.
func (o Options) Validate() error {
	switch {
	case o.Format != "" && o.Format != CSV && o.Format != JSONL:
		return fmt.Errorf("%q is not a format: use csv or jsonl", o.Format)
	case o.Units != "" && o.Units != Smallest && o.Units != Main:
		return fmt.Errorf("%q are not units: use smallest or main", o.Units)
	case o.Separator != 0 && o.Separator != ',' && o.Separator != ';' && o.Separator != '\t':
		return fmt.Errorf("%q is not a separator: use a comma, a semicolon or a tab", o.Separator)
	case o.Format == JSONL && (o.ByteOrderMark || o.Separator != 0):
		return errors.New("lines of JSON have neither a byte order mark nor a separator")
	}
	return nil
}
