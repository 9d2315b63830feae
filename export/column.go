package export

import "time"

// kind says what the cells of a column hold, and so how each format writes them.
type kind int

const (
	kindText   kind = iota
	kindCode        // one of a few words of ours, which a workbook shows in the reader's language
	kindID          // a number that nobody adds up: people get it as text
	kindAmount      // in the smallest unit of the row's currency
	kindFlag
	kindDay
	kindTime
)

// value is what a cell holds. The column's kind says which field counts.
type value struct {
	text   string // of kindText, kindCode and kindDay
	number int64  // of kindID and kindAmount
	flag   bool
	at     time.Time
}

// heading is what is known of a column before there is a row.
type heading struct {
	name     string // in CSV and JSON
	kind     kind
	title    string  // key of the words above the column in a workbook
	meaning  string  // key of the words that explain it
	width    float64 // in a workbook, in characters
	personal bool    // says who gave, so that it is empty once the person is forgotten
}

// column is a heading with the way to its cells.
type column[Row any] struct {
	heading
	cell func(*Row) value
}

// schema is a kind of table: its columns, and the currency that a row's amounts
// are in.
type schema[Row any] struct {
	columns  []column[Row]
	currency func(*Row) string
}

// headings returns what stands above the columns, in their order.
func (s schema[Row]) headings() []heading {
	all := make([]heading, len(s.columns))
	for i, c := range s.columns {
		all[i] = c.heading
	}
	return all
}

// names returns the names of the columns, in their order.
func (s schema[Row]) names() []string {
	all := make([]string, len(s.columns))
	for i, c := range s.columns {
		all[i] = c.name
	}
	return all
}
