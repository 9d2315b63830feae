package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Fault is one thing that is wrong with a configuration, or that its operator
// should know.
type Fault struct {
	Key      string // "campaigns[1].amounts[0]", or the variable that the value came from
	Campaign string // the campaign's id, "" outside campaigns
	Value    string // as it was written, on one line; "" for secrets
	Problem  string // what is wrong, and what to do unless that is plain
	Line     int    // of the file; 0: none, as for a variable

	order int    // place in the file
	name  string // the key, whatever the value came from
	meant string // the key that whoever wrote an unknown one most likely meant; "": none
}

// String returns the fault on one line:
//
//	campaigns[1].amounts[0] (school-books): -3: must be positive
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.Key)
	if f.Campaign != "" {
		b.WriteString(" (" + f.Campaign + ")")
	}
	b.WriteString(": ")
	if f.Value != "" {
		b.WriteString(f.Value + ": ")
	}
	b.WriteString(f.Problem)
	return b.String()
}

// Faults are all that is wrong with a configuration, in the file's order; those
// of the environment come last.
type Faults []Fault

// Error returns a line for each fault.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.String()
	}
	return strings.Join(lines, "\n")
}

// report gathers faults and warnings while a configuration is read.
type report struct {
	faults, warnings Faults
}

func (r *report) fault(f field, problem string, args ...any) {
	r.faults = append(r.faults, f.fault(fmt.Sprintf(problem, args...)))
}

// unreadable reports a value that can't be read, so that nothing more is said of it.
func (r *report) unreadable(f field, problem string, args ...any) {
	r.fault(f, problem, args...)
	f.spoil()
}

func (r *report) warn(f field, problem string, args ...any) {
	r.warnings = append(r.warnings, f.fault(fmt.Sprintf(problem, args...)))
}

// missing reports a key that must be there and is not.
func (r *report) missing(f field) {
	r.faults = append(r.faults, f.fault("is missing"))
}

// unknown reports a key that does not exist.
func (r *report) unknown(f field, problem, meant string) {
	fault := f.fault(problem)
	fault.meant = meant
	r.faults = append(r.faults, fault)
}

// sorted returns the faults in the order in which a person reads the file.
func sorted(faults Faults) Faults {
	slices.SortStableFunc(faults, func(a, b Fault) int { return a.order - b.order })
	return faults
}

// fault makes a fault of the field. Values that are secret, by their key or by
// their look, are left out.
func (f field) fault(problem string) Fault {
	fault := Fault{Key: oneLine(f.key), Campaign: oneLine(f.campaign), Problem: problem, order: f.parent, name: f.key}
	if f.node != nil {
		fault.Line, fault.order = f.node.line, f.node.order
		if f.node.kind == scalar && !f.secret {
			fault.Value = shown(f.node.text)
		}
		if f.node.variable != "" {
			fault.Key = f.node.variable
		}
	}
	return fault
}

// secretLook finds what looks like a bot's or a provider's token, wherever it
// was pasted.
func secretLook() *regexp.Regexp {
	return regexp.MustCompile(`[0-9]+:(?:TEST|LIVE):\S*|[0-9]{5,}:[A-Za-z0-9_-]{16,}`)
}

// shown returns a value as faults repeat it, in quotes if spaces around it would
// not be seen.
func shown(text string) string {
	if strings.TrimSpace(text) != text {
		return `"` + oneLine(text) + `"`
	}
	return oneLine(text)
}

// Lengths of what faults repeat, in characters: of a value or a key, and of what
// the YAML library says.
const (
	longestShown   = 60
	longestProblem = 200
)

// oneLine makes a value or a key safe to show: short, on one line, without tokens.
func oneLine(text string) string { return clean(text, longestShown) }

// clean makes a text safe to show, and cuts it at that many characters.
func clean(text string, most int) string {
	text = secretLook().ReplaceAllString(text, "(secret)")
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
