package money

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// In writes the amount as readers of a language do, by CLDR: "€25" and "$12.50" in
// English, "25 €" in French. The language is a BCP 47 tag; one that CLDR has no
// formats for is written as English is. Whole amounts have no decimals, others all
// that the currency has. Spaces are no-break spaces, so that an amount stays on one
// line.
//
// Stars, for which CLDR has no form, are "⭐ 50" in all languages, as in Telegram's
// clients. A currency that CLDR does not know is written with its code.
func (a Amount) In(language string) string {
	c, l := a.currency(), layouts.of(language)
	whole, fraction := c.digits(a.Units)
	before, after := l.affixes(c.Code, a.Units < 0)
	var b strings.Builder
	b.WriteString(before)
	l.writeWhole(&b, whole)
	if strings.Trim(fraction, "0") != "" {
		b.WriteString(l.decimal)
		l.writeDigits(&b, fraction)
	}
	b.WriteString(after)
	return b.String()
}

// affixes are what stands before and after an amount of the currency.
func (l *layout) affixes(code string, negative bool) (before, after string) {
	around := l.positive
	switch {
	case code == Stars && negative:
		around = affixes{before: "-" + signMark + nbsp}
	case code == Stars:
		around = affixes{before: signMark + nbsp}
	case negative:
		around = l.negative
	}
	sign, ok := l.signs[code]
	if !ok {
		sign = code
	}
	if sign == "" {
		around.before, around.after = strings.TrimSuffix(around.before, nbsp), strings.TrimPrefix(around.after, nbsp)
	}
	if last, _ := utf8.DecodeLastRuneInString(sign); standsOff(last) && strings.HasSuffix(around.before, signMark) {
		around.before += nbsp
	}
	if first, _ := utf8.DecodeRuneInString(sign); standsOff(first) && strings.HasPrefix(around.after, signMark) {
		around.after = nbsp + around.after
	}
	return strings.Replace(around.before, signMark, sign, 1), strings.Replace(around.after, signMark, sign, 1)
}

// standsOff reports whether a sign that ends in this character needs a space
// between itself and the number, as in "CHF 25" (currencySpacing in CLDR, UTS 35).
func standsOff(r rune) bool {
	return r != utf8.RuneError && !unicode.IsSymbol(r) && !unicode.IsSpace(r)
}

// writeWhole writes the digits before the decimal separator, in groups if there
// are enough of them.
func (l *layout) writeWhole(b *strings.Builder, digits string) {
	grouped := len(digits) >= l.shortest
	for i := range len(digits) {
		rest := len(digits) - i
		if grouped && i > 0 && rest >= l.last && (rest-l.last)%l.others == 0 {
			b.WriteString(l.thousands)
		}
		l.writeDigits(b, digits[i:i+1])
	}
}

// writeDigits writes ASCII digits in the language's own.
func (l *layout) writeDigits(b *strings.Builder, digits string) {
	for _, digit := range digits {
		b.WriteRune(l.zero + digit - '0')
	}
}
