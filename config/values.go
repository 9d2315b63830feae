package config

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// secret reports whether the key's value is not to be shown: a token, or what a
// provider wants to know.
func secret(name string) bool {
	return strings.HasSuffix(name, ".token") || strings.HasSuffix(name, ".data")
}

// section returns the place in the file of the section that a key is, or would be, in.
func (r *reader) section(name string) int {
	section, _, _ := strings.Cut(name, ".")
	if n := r.file.get(section); n != nil {
		return n.order
	}
	return 0
}

// bounds are the ends of a range of whole numbers, both included.
type bounds struct{ least, most int64 }

const (
	smallest = -1 << 63
	largest  = 1<<63 - 1
	// mostSetting bounds settings such as limits, where more is a typing error.
	mostSetting = 1_000_000
)

// What settings may be.
func anyNumber() bounds   { return bounds{smallest, largest} }
func notNegative() bounds { return bounds{0, mostSetting} }
func positive() bounds    { return bounds{1, mostSetting} }
func userID() bounds      { return bounds{1, largest} }

// whole reads a whole number; 0 if it can't.
func (r *reader) whole(f field, within func() bounds) int64 {
	if !f.given() {
		return 0
	}
	text, b := f.text(), within()
	digits := strings.TrimPrefix(text, "-")
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		r.fault(f, "must be a whole number")
		return 0
	}
	if len(digits) > 1 && digits[0] == '0' {
		r.fault(f, "must have no leading zeros")
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case err != nil:
		r.fault(f, "is too large")
	case n < b.least && b.least == 1:
		r.fault(f, "must be positive")
	case n < b.least:
		r.fault(f, "must be %d or more", b.least)
	case n > b.most:
		r.fault(f, "must be %d or less", b.most)
	default:
		return n
	}
	return 0
}

// users reads a list of Telegram's user ids.
func (r *reader) users(f field) []int64 {
	var ids []int64
	for _, item := range f.items() {
		id := r.whole(item, userID)
		if slices.Contains(ids, id) {
			r.fault(item, "is listed twice")
		} else if id != 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// words reads a text for people: spaces around it go, its length is counted in
// characters.
func (r *reader) words(f field, limit int) string {
	return r.checked(f, limit, campaigns.CheckText)
}

// line reads a text for people that must be on one line.
func (r *reader) line(f field, limit int) string {
	return r.checked(f, limit, campaigns.CheckLine)
}

func (r *reader) checked(f field, limit int, check func(string, int) campaigns.Problem) string {
	text := strings.TrimSpace(f.text())
	if p := check(text, limit); p.Code != "" {
		r.fault(f, "%s", problemText(p, field{}, campaigns.Campaign{}))
		return ""
	}
	return text
}

// path makes a path absolute.
func (r *reader) path(text string) string {
	if filepath.IsAbs(text) {
		return filepath.Clean(text)
	}
	return filepath.Join(r.directory, text)
}
