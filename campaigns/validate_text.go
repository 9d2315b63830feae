package campaigns

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CheckText returns what is wrong with a text for people that may have that many
// characters; its Code is "" if nothing is.
func CheckText(text string, limit int) Problem {
	switch count := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text):
		return Problem{Code: ProblemNotUTF8}
	case count > limit:
		return Problem{Code: ProblemTooLong, Count: count, Limit: limit}
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }):
		return Problem{Code: ProblemControls}
	}
	return Problem{}
}

// CheckLine is [CheckText] for a text that must be on one line.
func CheckLine(text string, limit int) Problem {
	found := CheckText(text, limit)
	if found.Code == "" && strings.ContainsAny(text, "\n\t\u2028\u2029") {
		found.Code = ProblemManyLines
	}
	return found
}

// text checks a text that may be missing.
func (p *problems) text(field, text string, limit int) {
	if found := CheckText(text, limit); found.Code != "" {
		found.Field = field
		p.add(found)
	}
}

// line checks a line that must be there.
func (p *problems) line(field, text string, limit int) {
	found := CheckLine(text, limit)
	if text == "" {
		found.Code = ProblemMissing
	}
	if found.Code != "" {
		found.Field = field
		p.add(found)
	}
}
