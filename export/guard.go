package export

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// formulaSigns begin a formula in some spreadsheet; the wide ones in Excel of East Asia.
	formulaSigns = "=+-@＝＋－＠"
	// cellSeparators are where some spreadsheet begins another cell, whatever the
	// separator of the file: Excel splits at its country's own.
	cellSeparators = ",;\t|\r\n"
)

// guarded keeps spreadsheets from taking a text, or a part of it that they take for a
// cell, for a formula: it puts an apostrophe before each. Donors choose their own
// names. A phone number keeps its plus.
func guarded(text string) string {
	if !strings.ContainsAny(text, cellSeparators) { // nearly always
		if isFormula(text) && !isPhone(text) {
			return "'" + text
		}
		return text
	}
	var b strings.Builder
	if strings.ContainsRune("\t\r\n", rune(text[0])) {
		b.WriteByte('\'') // spreadsheets drop these, and look at what follows
	}
	for text != "" {
		if isFormula(text) {
			b.WriteByte('\'')
		}
		end := strings.IndexAny(text, cellSeparators) + 1
		if end == 0 {
			end = len(text)
		}
		b.WriteString(text[:end])
		text = text[end:]
	}
	return b.String()
}

// isFormula reports whether a cell that begins so would be a formula. Blanks and
// quotes before the sign don't count: some spreadsheets drop them.
func isFormula(text string) bool {
	text = strings.TrimLeftFunc(text, func(r rune) bool {
		return !strings.ContainsRune(cellSeparators, r) && (r == '"' || unicode.IsSpace(r) || unicode.IsControl(r))
	})
	first, size := utf8.DecodeRuneInString(text)
	return size > 0 && strings.ContainsRune(formulaSigns, first)
}

// isPhone reports whether the text is a phone number with its country's code, which
// spreadsheets compute nothing from.
func isPhone(text string) bool {
	digits, ok := strings.CutPrefix(text, "+")
	return ok && digits != "" && digits[0] != ' ' && strings.Trim(digits, "0123456789 ") == ""
}
