package export

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"

	"github.com/xuri/excelize/v2"
)

// mostDigits is how many digits of a number a spreadsheet keeps; further ones become
// zeros.
const mostDigits = 15

// sheet writes a table as a sheet of a workbook, for people: in main units, in the
// organisation's time, in the reader's language.
type sheet struct {
	file     *excelize.File
	stream   *excelize.StreamWriter
	name     string
	headings []heading
	styles   styles
	reader   reader
	cells    []excelize.Cell // of the row being written
	row      []any           // points to cells, as excelize wants it
	rows     int             // that were written, the header among them
}

// newSheet begins a sheet, which the file must have, with its frozen header.
func newSheet(f *excelize.File, name string, headings []heading, s styles, r reader) (*sheet, error) {
	stream, err := newStream(f, name)
	if err != nil {
		return nil, err
	}
	sh := &sheet{file: f, stream: stream, name: name, headings: headings, styles: s, reader: r,
		cells: make([]excelize.Cell, len(headings)), row: make([]any, len(headings))}
	widths := make([]float64, len(headings))
	for i, h := range headings {
		widths[i] = h.width
		sh.cells[i] = excelize.Cell{StyleID: s.header, Value: r.title(h)}
		sh.row[i] = &sh.cells[i]
	}
	if err := setWidths(stream, widths); err != nil {
		return nil, err
	}
	frozen := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := stream.SetPanes(frozen); err != nil {
		return nil, err
	}
	return sh, sh.writeOut()
}

// newStream begins to write a sheet. Its size is not known yet, so nothing is said of
// it: readers that believe a wrong one stop there.
func newStream(f *excelize.File, name string) (*excelize.StreamWriter, error) {
	if err := f.SetSheetDimension(name, ""); err != nil {
		return nil, err
	}
	return f.NewStreamWriter(name)
}

// setWidths sets the widths of a sheet's columns. excelize writes the last one that
// was set first, and Excel wants them from left to right.
func setWidths(stream *excelize.StreamWriter, widths []float64) error {
	for i, width := range slices.Backward(widths) {
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheet) writeRow(currency string, cells []value) error {
	for i, cell := range cells {
		s.cells[i] = s.cell(s.headings[i].kind, currency, cell)
	}
	return s.writeOut()
}

// writeOut writes the row that is in s.cells.
func (s *sheet) writeOut() error {
	s.rows++
	if err := s.stream.SetRow("A"+strconv.Itoa(s.rows), s.row); err != nil {
		return fmt.Errorf("row %d of the sheet %q: %w", s.rows, s.name, err)
	}
	return nil
}

func (s *sheet) cell(k kind, currency string, v value) excelize.Cell {
	switch k {
	case kindAmount:
		return s.amount(money.Amount{Units: v.number, Currency: currency})
	case kindFlag:
		return excelize.Cell{Value: v.flag}
	case kindTime:
		return s.moment(v.at)
	case kindDay:
		if day := campaigns.Day(v.text).Time(); !day.IsZero() {
			return excelize.Cell{StyleID: s.styles.day, Value: day}
		}
		return excelize.Cell{}
	case kindCode:
		return s.text(s.reader.code(v.text))
	case kindID:
		if v.number == 0 {
			return excelize.Cell{} // somebody who was forgotten
		}
		return s.text(strconv.FormatInt(v.number, 10))
	default:
		return s.text(v.text)
	}
}

// text is a cell that stays the text that it is. An empty one is empty for filters
// too.
func (s *sheet) text(text string) excelize.Cell {
	if text == "" {
		return excelize.Cell{StyleID: s.styles.text}
	}
	return excelize.Cell{StyleID: s.styles.text, Value: text}
}

// moment is a time on the clocks of the reader's zone. Spreadsheets know of no zones;
// the header names it.
func (s *sheet) moment(at time.Time) excelize.Cell {
	if at.IsZero() {
		return excelize.Cell{}
	}
	return excelize.Cell{StyleID: s.styles.time, Value: at.In(s.reader.zone)}
}

// amount is a number in the main unit, shown with the decimals of its currency. A
// spreadsheet's numbers are binary fractions: up to 15 digits come back as they were,
// and an amount with more stays a text.
func (s *sheet) amount(a money.Amount) excelize.Cell {
	decimal := a.Decimal()
	number, err := strconv.ParseFloat(decimal, 64)
	if err != nil || len(strconv.FormatInt(a.Units, 10)) > mostDigits {
		return s.text(decimal)
	}
	return excelize.Cell{StyleID: s.styles.amounts[min(a.Exponent(), mostDecimals)], Value: number}
}

// flush ends the sheet with a filter over all that was written.
func (s *sheet) flush() error {
	last, err := excelize.CoordinatesToCellName(len(s.headings), s.rows)
	if err != nil {
		return err
	}
	if err := s.file.AutoFilter(s.name, "A1:"+last, nil); err != nil {
		return err
	}
	return s.stream.Flush()
}
