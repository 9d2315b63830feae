package config

import (
	"fmt"
	"strings"
	"testing"
)

// The line is the one that a person has to change, and the words say how.
func TestFaultsOfYAML(t *testing.T) {
	const colon, behind = "has a text with a colon and a space in it: put the text in quotes", "has text behind a closing quote: a ' inside of single quotes is written twice"
	for text, want := range map[string]string{
		"telegram:\n\ttoken: x\n":                  "2: " + wordsForTab,
		"telegram:\n  token: x\n\tadmins: [1]\n":   "3: " + wordsForTab,
		"a: b #\n\t# comment\nc: d\n":              "2: " + wordsForTab,
		"a: |\n\tb\n":                              "2: " + wordsForTab,
		"a: 1\nb:\n  c: \"x\n  d: 2\ne:\n  f: 3\n": "3: has a text in quotes that is not closed",
		"a: 1\nb: \"x\nc: 2\nd: \"y\"\ne: 3\n":     "2: has a text in quotes that is not closed",
		"a:\n  b: 'it's'\nc: d\n":                  "2: " + behind,
		"a: 1\nb: \"c\" d\n":                       "2: " + behind,
		"a: [1, 2\nb: c\n":                         "1: " + wordsForBracket,
		"x: 1\na: {x: 1\nb: c\n":                   "2: " + wordsForBracket,
		"x: 1\na: [b]]\n":                          "2: " + wordsForBracket,
		"x: 1\na: ]\n":                             "2: " + wordsForBracket,
		"a:\n  b: c: d\n":                          "2: " + colon,
		"a:\n  b: 1\n c: 2\nd: 3\n":                "3: " + wordsForIndentation,
		"a:\n  b: 1\n   c: 2\n":                    "3: is indented further than the lines that it belongs to, or the line above lacks its colon",
		"list:\n  - id: x\n    title: y\n   currency: z\n  - id: w\n": "4: " + wordsForIndentation,
		"a:\n  - x\n - y\n":                 "3: " + wordsForIndentation,
		"a: 1\nb: @x\n":                     "2: has a text that begins with @: put it in quotes",
		"a: 1\nb: [x, *y]\n":                "2: has a text that begins with *: put it in quotes",
		"a: 1\nb: `x`\n":                    "2: has a text that begins with `: put it in quotes",
		"a: 1\nphoto: \"C:\\dir\\x\"\n":     "2: has a \\ in double quotes: use single quotes",
		"key: value\nkey2:value\nkey3: v\n": "2: lacks a colon with a space after it: write key: value",
		"a: b\nc\nd: e\n":                   "2: lacks a colon with a space after it: write key: value",
		"<<<<<<< HEAD\na: b\n":              "1: is indented further than the lines that it belongs to, or the line above lacks its colon",
		"x: 1\na: - b\n":                    "2: has a list behind a key: put the dash on the next line, or the text in quotes",
		"x: 1\na: >b\n  c\n":                "2: has a text that begins with > or |: put it in quotes",
		"x: 1\na: b\nc: F\xfcr immer\n":     "3: is not UTF-8: save the file as UTF-8",
		"x: 1\na: \x01\n":                   "2: has a character that can't be seen: remove it",
		"a: 1\n" + strings.Repeat("# a long comment\n", 20) + "  b: 1\n": "22: " + wordsForIndentation,
	} {
		_, err := read(t, text)
		wantFaults(t, err, "configuration: line "+want)
	}
}

// A large file costs no more than it should.
func TestAFaultAtTheEndOfALargeFile(t *testing.T) {
	var text strings.Builder
	for n := 0; text.Len() < largestFile/2; n++ {
		fmt.Fprintf(&text, "key%d: [a, b]\n", n)
	}
	_, err := read(t, text.String()+"\tx: 1\n")
	if err == nil || !strings.Contains(err.Error(), "is not YAML") {
		t.Errorf("%v", err)
	}
}
