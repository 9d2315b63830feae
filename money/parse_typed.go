package money

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxUnits is the most, in the smallest unit of any currency, that one payment
// can carry, whatever a campaign allows (TDLib's InputInvoice.cpp refuses more).
const MaxUnits int64 = 999_999_999_999

// longestTyped is where reading stops, in bytes: a mark, fifteen digits of any
// script and their separators fit well within it.
const longestTyped = 200

// Range is what a gift may be, in the smallest unit, both ends included. 0: no
// bound on that side.
type Range struct{ Min, Max int64 }

// ParseTyped reads an amount, as a person who reads the language types it, into the
// smallest unit. The result is positive, within the range and at most [MaxUnits];
// every error is a [*TypedError].
//
// It takes digits of any one script, thousands set apart by spaces, apostrophes,
// commas or dots (by three, or as in India: 1,00,000), decimals after a comma or
// a dot, and the currency's code, sign or name on either side. What [Amount.In]
// writes in the language always reads back.
//
// Otherwise a comma or dot before exactly three digits has two readings. It is taken
// only if one of them is beyond doubt: the currency has no decimals; or it has two
// and this is its own separator of thousands ($1,234); or it has three and this
// is its own decimal separator, and not the language's separator of thousands. All
// else is refused rather than guessed.
func ParseTyped(text, language string, c Currency, r Range) (int64, error) {
	amount, problem := readTyped(text, language, c)
	if problem == "" {
		problem = r.problem(amount)
	}
	if problem == "" {
		return amount, nil
	}
	if problem == ProblemTooLarge && (r.Max <= 0 || r.Max > MaxUnits) {
		r.Max = MaxUnits
	}
	return 0, &TypedError{Problem: problem, Currency: c, Range: r}
}

// problem says what is wrong with an amount that could be read.
func (r Range) problem(amount int64) Problem {
	switch {
	case amount <= 0:
		return ProblemNotPositive
	case amount < r.Min:
		return ProblemTooSmall
	case amount > MaxUnits || r.Max > 0 && amount > r.Max:
		return ProblemTooLarge
	default:
		return ""
	}
}

// readTyped reads the text without regard to a range.
func readTyped(text, language string, c Currency) (int64, Problem) {
	if len(text) > longestTyped || !utf8.ValidString(text) {
		return 0, ProblemUnreadable
	}
	text = strings.TrimSpace(text)
	if amount, ok := c.readWritten(text, language); ok {
		return amount, ""
	}
	left, middle, right := cutNumber(text)
	left, negative := cutMinus(left)
	left, right = strings.TrimPrefix(left, "+"), cutTail(right)
	number, ok := parseNumber(middle)
	if !ok || !c.isNamedBy(left, language) || !c.isNamedBy(right, language) {
		return 0, ProblemUnreadable
	}
	whole, fraction, problem := number.split(c, language)
	if problem != "" {
		return 0, problem
	}
	if len(fraction) > c.Exponent {
		return 0, ProblemTooPrecise
	}
	if negative {
		return 0, ProblemNotPositive
	}
	amount, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", c.Exponent-len(fraction)), 10, 64)
	if err != nil {
		return 0, ProblemTooLarge
	}
	return amount, ""
}

// readWritten reads a text that is what [Amount.In] writes in the language, whatever
// its spaces. Such a text is never ambiguous: "1.234 €" is how the bot itself writes
// 1234 euros in German.
func (c Currency) readWritten(text, language string) (int64, bool) {
	_, middle, _ := cutNumber(text)
	number, ok := parseNumber(middle)
	if !ok {
		return 0, false
	}
	digits := strings.Join(number.groups, "")
	for _, zeros := range []int{0, c.Exponent} { // with decimals, and without
		units, err := strconv.ParseInt(digits+strings.Repeat("0", zeros), 10, 64)
		written := Amount{Units: units, Currency: c.Code}.In(language)
		if err == nil && alike(written) == alike(text) {
			return units, true
		}
	}
	return 0, false
}

// cutNumber cuts the text into what comes before the first digit, what reaches
// from the first digit to the last, and what comes after.
func cutNumber(text string) (left, middle, right string) {
	first := strings.IndexFunc(text, unicode.IsDigit)
	if first < 0 {
		return text, "", ""
	}
	last := strings.LastIndexFunc(text, unicode.IsDigit)
	_, size := utf8.DecodeRuneInString(text[last:])
	return text[:first], text[first : last+size], text[last+size:]
}

// cutMinus takes one minus off either end of what stands before a number: "-",
// "-$", "$-".
func cutMinus(left string) (rest string, negative bool) {
	left = tidy(left)
	for _, minus := range []string{"-", "\u2212"} {
		if rest, ok := strings.CutPrefix(left, minus); ok {
			return rest, true
		}
		if rest, ok := strings.CutSuffix(left, minus); ok {
			return rest, true
		}
	}
	return left, false
}

// cutTail takes off what stands for missing decimals after a whole number: "20.",
// "20,-", "20.–".
func cutTail(right string) string {
	rest := strings.TrimLeft(right, ".,")
	if len(right)-len(rest) != 1 {
		return right
	}
	for _, dash := range []string{"-", "\u2013", "\u2014"} {
		rest = strings.TrimPrefix(rest, dash)
	}
	return rest
}
