package export

import (
	"io"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"

	"github.com/xuri/excelize/v2"
)

// WorkbookOptions say for whom a workbook is and what it holds.
type WorkbookOptions struct {
	Words        *locales.Words
	Language     string // of the reader
	Organisation string // its name; may be empty
	Zone         *time.Location
	From, To     campaigns.Day  // both included; "": from the first, up to the last
	Mode         campaigns.Mode // "": both
	Campaign     string         // its title or id; "": all of them
	CreatedAt    time.Time

	// OnlyAdjustments leaves out the sheet of donations.
	OnlyAdjustments bool
	// TempDir is where large sheets wait for the end, in files that only their owner
	// can read; "": the system's directory for such files.
	TempDir string
}

// Workbook writes an XLSX file for people: a sheet of donations, one of adjustments,
// and one that says what the columns mean. Rows come in any order, one at a time;
// beyond 16 MiB a sheet they wait in a file. Not safe for use by several goroutines at
// once.
type Workbook struct {
	file        *excelize.File
	options     WorkbookOptions
	reader      reader
	styles      styles
	donations   *Table[campaigns.Donation] // nil: left out
	adjustments *Table[AdjustmentRow]
	sheets      int // that were named so far
	counts      struct{ donations, adjustments int }
}

// NewWorkbook begins a workbook. Close must be called in the end, whatever happens.
func NewWorkbook(o WorkbookOptions) (*Workbook, error) {
	w := &Workbook{
		file:    excelize.NewFile(excelize.Options{TmpDir: o.TempDir}),
		options: o,
		reader:  reader{words: o.Words, language: o.Language, zone: o.Zone},
	}
	if err := w.begin(); err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

// begin adds the styles, and the sheets that rows can be added to.
func (w *Workbook) begin() (err error) {
	if w.styles, err = newStyles(w.file); err != nil {
		return err
	}
	if !w.options.OnlyAdjustments {
		if w.donations, err = addSheet(w, "export_sheet_donations", donations); err != nil {
			return err
		}
	}
	if w.adjustments, err = addSheet(w, "export_sheet_adjustments", adjustments); err != nil {
		return err
	}
	return w.describe()
}

// addSheet begins a sheet after those that are there.
func addSheet[Row any](w *Workbook, key string, s schema[Row]) (*Table[Row], error) {
	name, err := w.addName(key)
	if err != nil {
		return nil, err
	}
	out, err := newSheet(w.file, name, s.headings(), w.styles, w.reader)
	if err != nil {
		return nil, err
	}
	return tableOf(s, out), nil
}

// addName adds an empty sheet with a name in the reader's language, and returns it.
func (w *Workbook) addName(key string) (string, error) {
	name := w.reader.say(key, nil)
	w.sheets++
	if w.sheets == 1 { // the sheet that excelize began with
		return name, w.file.SetSheetName(w.file.GetSheetName(0), name)
	}
	_, err := w.file.NewSheet(name)
	return name, err
}

// describe says what kind of document it is, where a file's properties are shown.
func (w *Workbook) describe() error {
	at := w.options.CreatedAt.UTC().Format(time.RFC3339)
	return w.file.SetDocProps(&excelize.DocProperties{
		Creator: w.options.Organisation, LastModifiedBy: w.options.Organisation, Title: w.title(),
		Created: at, Modified: at, Language: w.options.Language,
	})
}

// Donation adds a row to the sheet of donations. A workbook without one passes it
// over.
func (w *Workbook) Donation(d campaigns.Donation) error {
	if w.donations == nil {
		return nil
	}
	w.counts.donations++
	return w.donations.Write(d)
}

// Adjustment adds a row to the sheet of adjustments.
func (w *Workbook) Adjustment(a AdjustmentRow) error {
	w.counts.adjustments++
	return w.adjustments.Write(a)
}

// Finish ends all sheets and writes the file. No row can be added afterwards.
func (w *Workbook) Finish(out io.Writer) error {
	if w.donations != nil {
		if err := w.donations.Flush(); err != nil {
			return err
		}
	}
	if err := w.adjustments.Flush(); err != nil {
		return err
	}
	if err := w.explain(); err != nil {
		return err
	}
	return w.file.Write(out)
}

// Close removes what was set aside. It may be called more than once.
func (w *Workbook) Close() { _ = w.file.Close() } // nothing is read again from what it removes
