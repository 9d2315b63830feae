package config

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// largestDiagnosed is the largest text, in bytes, whose fault is looked for line by line.
const largestDiagnosed = 64 << 10

// diagnose returns what is wrong with a text that is not YAML, and where. The library
// names the line where what it was reading began, or ended, and not the one at fault:
// that is the first without which all before it can be read.
func diagnose(text []byte, err error) error {
	if known := (*syntaxError)(nil); errors.As(err, &known) {
		return err
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	for i, line := range lines {
		if !utf8.Valid(line) {
			return &syntaxError{i + 1, "is not UTF-8: save the file as UTF-8"}
		}
	}
	if len(text) > largestDiagnosed {
		return syntax(err)
	}
	for n := len(lines) - 1; n >= 0; n-- {
		before := bytes.Join(lines[:n], nil)
		if document, err := decode(before); err != nil || document != nil && !holdsKeys(document) {
			continue
		}
		if _, cause := decode(append(before, lines[n]...)); cause != nil {
			err = cause
		}
		return &syntaxError{n + 1, syntaxWords(err, string(lines[n]))}
	}
	return syntax(err)
}

// holdsKeys reports whether a document is what a configuration begins with.
func holdsKeys(document *yaml.Node) bool {
	top := document.Content[0]
	return top.Kind == yaml.MappingNode || top.ShortTag() == "!!null"
}

// syntax takes the line out of an error of the YAML library: "yaml: line 3: did
// not find expected key".
func syntax(err error) error {
	problem := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(problem, "line "); ok {
		if number, what, ok := strings.Cut(rest, ": "); ok {
			if line, err := strconv.Atoi(number); err == nil {
				return &syntaxError{line, "is not YAML: " + what}
			}
		}
	}
	return &syntaxError{0, "is not YAML: " + problem}
}

// Forms of a line.
var (
	tabFirst   = regexp.MustCompile(`^ *\t`)
	twoColons  = regexp.MustCompile(`:\s.*:\s`)
	oddStart   = regexp.MustCompile(`(?:^|[:\-\[,]\s+)([@%&*` + "`" + `])`)
	textQuotes = regexp.MustCompile(`["']`)
)

// The words for a text, or an indentation, that occur with several errors.
const (
	wordsForIndentation = "is not indented like the lines that it belongs to: keys of one level begin below one another, and entries of a list with a dash"
	wordsForBracket     = "has a bracket [ ] or { } that is not closed, or not opened, or a comma is missing: put a text that has one in quotes"
	wordsForTab         = "is indented with a tab: YAML takes only spaces"
)

// syntaxWords says what is wrong with a line, given the library's error.
func syntaxWords(err error, line string) string {
	what := err.Error()
	says := func(part string) bool { return strings.Contains(what, part) }
	start := oddStart.FindStringSubmatch(strings.TrimSpace(line))
	switch {
	case tabFirst.MatchString(line), says("tab character"):
		return wordsForTab
	case says("start any token"), says("unknown anchor"), says("alphabetic or numeric"), says("non-alphabetical"):
		if start != nil {
			return "has a text that begins with " + start[1] + ": put it in quotes"
		}
	case says("mapping values are not allowed") && twoColons.MatchString(line):
		return "has a text with a colon and a space in it: put the text in quotes"
	case says("mapping values are not allowed"):
		return "is indented further than the lines that it belongs to, or the line above lacks its colon"
	case says("expected ':'"):
		return "lacks a colon with a space after it: write key: value"
	case says("expected key") && strings.ContainsAny(line, "]}"):
		return wordsForBracket
	case says("expected key") && textQuotes.MatchString(line):
		return "has text behind a closing quote: a ' inside of single quotes is written twice"
	case says("expected key"), says("expected '-'"):
		return wordsForIndentation
	case says("expected ','"), says("node content"):
		return wordsForBracket
	case says("end of stream"):
		return "has a text in quotes that is not closed"
	case says("escape"):
		return "has a \\ in double quotes: use single quotes"
	case says("block sequence"):
		return "has a list behind a key: put the dash on the next line, or the text in quotes"
	case says("comment or line break"):
		return "has a text that begins with > or |: put it in quotes"
	case says("control characters"):
		return "has a character that can't be seen: remove it"
	}
	return "is not YAML: " + strings.TrimPrefix(what, "yaml: ")
}
