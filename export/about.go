package export

import (
	"strconv"

	"github.com/donatebot/donatebot/locales"

	"github.com/xuri/excelize/v2"
)

// page writes the sheet that explains the others, line by line.
type page struct {
	stream *excelize.StreamWriter
	styles styles
	rows   int
}

// line writes a line of texts, of which the first has a style of its own. Without
// texts it leaves one empty.
func (p *page) line(first int, texts ...string) error {
	p.rows++
	row := make([]any, len(texts))
	for i, text := range texts {
		row[i] = excelize.Cell{StyleID: p.styles.words, Value: text}
		if i == 0 {
			row[i] = excelize.Cell{StyleID: first, Value: text}
		}
	}
	return p.stream.SetRow("A"+strconv.Itoa(p.rows), row)
}

// explain adds the sheet that says what the workbook holds and what its columns mean.
func (w *Workbook) explain() error {
	name, err := w.addName("export_sheet_about")
	if err != nil {
		return err
	}
	stream, err := newStream(w.file, name)
	if err != nil {
		return err
	}
	if err := setWidths(stream, []float64{26, 90, 18, 22}); err != nil {
		return err
	}
	p := &page{stream: stream, styles: w.styles}
	if err := w.writeFacts(p); err != nil {
		return err
	}
	if err := w.writeMeanings(p); err != nil {
		return err
	}
	return stream.Flush()
}

// writeFacts says what rows the workbook holds, and how to read them.
func (w *Workbook) writeFacts(p *page) error {
	if err := p.line(w.styles.title, w.title()); err != nil {
		return err
	}
	if err := p.line(0); err != nil {
		return err
	}
	zone := locales.Args{"Zone": w.reader.zone.String()}
	facts := [][2]string{
		{w.reader.say("export_about_period", nil), w.period()},
		{w.reader.say("export_about_campaign", nil), w.campaign()},
		{w.reader.say("export_about_mode", nil), w.mode()},
		{w.reader.say("export_about_rows", nil), w.rowCounts()},
		{w.reader.say("export_about_created", nil), w.created()},
		{w.reader.say("export_about_times", nil), w.reader.say("export_about_times_means", zone)},
		{w.reader.say("export_about_amounts", nil), w.reader.say("export_about_amounts_means", nil)},
		{w.reader.say("export_about_personal", nil), w.reader.say("export_about_personal_means", nil)},
	}
	for _, f := range facts {
		if err := p.line(w.styles.label, f[0], f[1]); err != nil {
			return err
		}
	}
	return p.line(0)
}

// writeMeanings says what each column means.
func (w *Workbook) writeMeanings(p *page) error {
	err := p.line(w.styles.header, w.reader.say("export_about_column", nil), w.reader.say("export_about_meaning", nil),
		w.reader.say("export_about_sheet", nil), w.reader.say("export_about_csv", nil))
	if err != nil {
		return err
	}
	if w.donations != nil {
		if err := w.writeColumns(p, "export_sheet_donations", donations.headings()); err != nil {
			return err
		}
	}
	return w.writeColumns(p, "export_sheet_adjustments", adjustments.headings())
}

func (w *Workbook) writeColumns(p *page, sheet string, headings []heading) error {
	for _, h := range headings {
		if err := p.line(w.styles.label, w.reader.title(h), w.reader.say(h.meaning, nil), w.reader.say(sheet, nil), h.name); err != nil {
			return err
		}
	}
	return nil
}
