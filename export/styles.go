package export

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// mostDecimals is how many decimals a currency of ours has at most.
const mostDecimals = 3

// styles are the looks of a workbook's cells, by excelize's numbers for them.
type styles struct {
	title, header, label int
	text                 int // also when somebody edits it: 01234 stays 01234, =1 stays a text
	words                int // an explanation, over several lines
	day, time            int
	amounts              [mostDecimals + 1]int // by the decimals of the currency
}

// newStyles adds the styles to a workbook. Days and times are in the order of ISO
// 8601, which is read in one way everywhere.
func newStyles(f *excelize.File) (s styles, err error) {
	add := func(to *int, style excelize.Style) {
		if err == nil {
			*to, err = f.NewStyle(&style)
		}
	}
	format := func(code string) excelize.Style { return excelize.Style{CustomNumFmt: &code} }
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	bold := &excelize.Font{Bold: true}
	add(&s.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	add(&s.header, excelize.Style{Font: bold, Alignment: top,
		Fill:   excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}},
		Border: []excelize.Border{{Type: "bottom", Color: "7F7F7F", Style: 1}}})
	add(&s.label, excelize.Style{Font: bold, Alignment: top})
	add(&s.words, excelize.Style{Alignment: top})
	add(&s.text, excelize.Style{NumFmt: 49}) // "@", a text
	add(&s.day, format("yyyy-mm-dd"))
	add(&s.time, format("yyyy-mm-dd hh:mm:ss"))
	for decimals := range s.amounts {
		code := "#,##0"
		if decimals > 0 {
			code += "." + strings.Repeat("0", decimals)
		}
		add(&s.amounts[decimals], format(code))
	}
	return s, err
}
