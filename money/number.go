package money

import (
	"slices"
	"strings"
	"unicode"
)

// The separators that a typed number may hold, after parseNumber.
const (
	spaceMark       = ' '
	apostropheMark  = '\''
	commaMark       = ','
	dotMark         = '.'
	arabicDecimal   = '\u066b'
	arabicThousands = '\u066c'
)

// typedNumber is a number cut at its separators: groups of ASCII digits with one
// separator between each two, so there is always one group more.
type typedNumber struct {
	groups     []string
	separators []rune
}

// parseNumber reads a text that begins and ends with a digit. It refuses
// anything but digits of one script and single separators between them, and
// zeros that lead a longer number.
func parseNumber(text string) (typedNumber, bool) {
	var n typedNumber
	var group []byte
	var script rune // its digit zero
	for _, r := range text {
		if unicode.IsDigit(r) {
			zero := zeroOf(r)
			if script == 0 {
				script = zero
			}
			if zero != script {
				return typedNumber{}, false
			}
			group = append(group, byte('0'+r-zero))
			continue
		}
		separator, ok := separatorOf(r)
		if !ok || len(group) == 0 {
			return typedNumber{}, false
		}
		n.groups, n.separators = append(n.groups, string(group)), append(n.separators, separator)
		group = nil
	}
	n.groups = append(n.groups, string(group))
	leadingZero := len(n.groups[0]) > 1 && n.groups[0][0] == '0'
	return n, len(group) > 0 && !leadingZero
}

// zeroOf finds the zero of a digit's script. Unicode lays out decimal digits in
// runs from zero to nine, so each range of its table starts with a zero.
func zeroOf(digit rune) rune {
	for _, r := range unicode.Nd.R16 {
		if rune(r.Lo) <= digit && digit <= rune(r.Hi) {
			return digit - (digit-rune(r.Lo))%10
		}
	}
	for _, r := range unicode.Nd.R32 {
		if rune(r.Lo) <= digit && digit <= rune(r.Hi) {
			return digit - (digit-rune(r.Lo))%10
		}
	}
	return digit
}

// separatorOf brings the many forms of a separator to one.
func separatorOf(r rune) (rune, bool) {
	switch r = plain(r); {
	case unicode.Is(unicode.Zs, r):
		return spaceMark, true
	case r == apostropheMark || r == '’' || r == 'ʼ':
		return apostropheMark, true
	case r == '\u060c': // the Arabic comma
		return commaMark, true
	case r == commaMark || r == dotMark || r == arabicDecimal || r == arabicThousands:
		return r, true
	default:
		return 0, false
	}
}

// split finds what is whole and what is decimals. The decimals may be more than
// the currency has.
func (n typedNumber) split(c Currency) (whole, fraction string, problem Problem) {
	if len(n.separators) == 0 {
		return n.groups[0], "", ""
	}
	end := len(n.separators) - 1
	last := n.separators[end]
	if end == 0 && last != spaceMark && last != apostropheMark && last != arabicThousands {
		return n.splitAtOnly(last, c)
	}
	all := strings.Join(n.groups, "")
	if grouped(n.groups, n.separators) {
		return all, "", ""
	}
	decimals := last == commaMark || last == dotMark || last == arabicDecimal
	if !decimals || !grouped(n.groups[:end+1], n.separators[:end]) || n.separators[0] == last {
		return "", "", ProblemUnreadable
	}
	fraction = n.groups[end+1]
	return strings.TrimSuffix(all, fraction), fraction, ""
}

// splitAtOnly splits at a separator that is the only one of the number and may
// stand before decimals.
func (n typedNumber) splitAtOnly(separator rune, c Currency) (whole, fraction string, problem Problem) {
	if separator == arabicDecimal || !grouped(n.groups, n.separators) {
		return n.groups[0], n.groups[1], ""
	}
	switch own := string(separator); {
	case c.Exponent == 0, c.Exponent < 3 && own == c.ThousandsSep:
		return n.groups[0] + n.groups[1], "", ""
	case c.Exponent == 3 && own == c.DecimalSep:
		return n.groups[0], n.groups[1], ""
	default:
		return "", "", ProblemAmbiguous
	}
}

// grouped says whether digits are set apart as thousands are, by one kind of
// separator: by three (1 234 567), or as in India (12,34,567).
func grouped(groups []string, separators []rune) bool {
	end := len(groups) - 1
	if end == 0 || groups[0][0] == '0' || len(groups[end]) != 3 {
		return false
	}
	kind := separators[0]
	if kind == arabicDecimal || slices.ContainsFunc(separators, func(r rune) bool { return r != kind }) {
		return false
	}
	lengths := func(n int) bool {
		return len(groups[0]) <= n && !slices.ContainsFunc(groups[1:end], func(g string) bool { return len(g) != n })
	}
	return lengths(3) || end > 1 && (kind == commaMark || kind == arabicThousands) && lengths(2)
}
