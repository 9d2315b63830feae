package money

import (
	"fmt"
	"slices"
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

// Problem is why a typed amount was refused.
type Problem string

// What can be wrong with a typed amount.
const (
	ProblemUnreadable  Problem = "unreadable"   // not one number, or of another currency
	ProblemAmbiguous   Problem = "ambiguous"    // "1.234" may be a thousand or one and a bit
	ProblemTooPrecise  Problem = "too_precise"  // more decimals than the currency has
	ProblemNotPositive Problem = "not_positive" // zero, or less
	ProblemTooSmall    Problem = "too_small"    // below Range.Min
	ProblemTooLarge    Problem = "too_large"    // above Range.Max
)

// TypedError says why a typed amount was refused and what would be taken. With
// [AmountTooLarge], Range.Max is never 0.
type TypedError struct {
	Problem  Problem
	Currency Currency
	Range    Range
}

// Error says it in plain English, without repeating what was typed.
func (e *TypedError) Error() string {
	var reason string
	switch e.Problem {
	case ProblemAmbiguous:
		reason = "the amount can be read in two ways"
	case ProblemTooPrecise:
		reason = "the amount must have " + e.Currency.precision()
	case ProblemNotPositive:
		reason = "the amount must be more than zero"
	case ProblemTooSmall:
		reason = "the amount is too small"
	case ProblemTooLarge:
		reason = "the amount is too large"
	default:
		reason = fmt.Sprintf("that is not an amount of %s such as %s", e.Currency.Code, e.Currency.example())
	}
	switch low, high := e.Currency.Format(e.Range.Min), e.Currency.Format(e.Range.Max); {
	case e.Range.Min > 0 && e.Range.Max > 0:
		return fmt.Sprintf("%s: from %s to %s", reason, low, high)
	case e.Range.Min > 0:
		return fmt.Sprintf("%s: at least %s", reason, low)
	case e.Range.Max > 0:
		return fmt.Sprintf("%s: at most %s", reason, high)
	default:
		return reason
	}
}

// ParseTyped reads an amount as a person types it into the smallest unit. The
// result is positive, within the range and at most [MaxAmount]; every error is
// an [*AmountError].
//
// It takes digits of any one script, thousands set apart by spaces, apostrophes,
// commas or dots (by three, or as in India: 1,00,000), decimals after a comma or
// a dot, and the currency's code, sign or name on either side. What the currency
// is written like by [Currency.Format] always reads back.
//
// A comma or dot before exactly three digits has two readings. It is taken only
// where one of them is beyond doubt: the currency has no decimals; or it has two
// and this is its own separator of thousands ($1,234); or it has three and this
// is its own decimal separator. All else is refused rather than guessed.
func ParseTyped(text string, c Currency, r Range) (int64, error) {
	amount, problem := readTyped(text, c)
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
func readTyped(text string, c Currency) (int64, Problem) {
	if len(text) > longestTyped || !utf8.ValidString(text) {
		return 0, ProblemUnreadable
	}
	text = strings.TrimSpace(text)
	if amount, ok := c.readShown(text); ok {
		return amount, ""
	}
	left, middle, right := cutNumber(text)
	left, negative := cutMinus(left)
	left, right = strings.TrimPrefix(left, "+"), cutTail(right)
	number, ok := parseNumber(middle)
	if !ok || !c.isNamedBy(left) || !c.isNamedBy(right) {
		return 0, ProblemUnreadable
	}
	whole, fraction, problem := number.split(c)
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

// readShown reads a text that is exactly what Format writes. Some separators of
// Telegram's table ("12-50 KGS", "JOD1,234") mean what they mean only there.
func (c Currency) readShown(text string) (int64, bool) {
	_, middle, _ := cutNumber(text)
	whole, fraction, _ := strings.Cut(middle, c.DecimalSep)
	whole = strings.ReplaceAll(whole, c.ThousandsSep, "")
	if len(fraction) > c.Exponent {
		return 0, false
	}
	amount, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", c.Exponent-len(fraction)), 10, 64)
	return amount, err == nil && c.Format(amount) == text
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

// isNamedBy says whether a text beside a number is empty or names the currency,
// in any case. A full stop may go missing ("руб" for "руб."), but none is passed
// over: in "$.50" it belongs to the number.
func (c Currency) isNamedBy(text string) bool {
	text = tidy(text)
	return text == "" || slices.ContainsFunc(c.spellings(), func(spelling string) bool {
		spelling = tidy(spelling)
		return strings.EqualFold(text, spelling) || strings.EqualFold(text, strings.TrimSuffix(spelling, "."))
	})
}

// tidy brings what stands beside a number into one form: no spaces around it,
// no marks that only set the direction of writing or ask for a coloured sign,
// and full-width characters made plain.
func tidy(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch r {
		case '\u200e', '\u200f', '\u061c', '\ufe0f':
			return -1
		default:
			return plain(r)
		}
	}, text))
}

// plain gives the common form of a full-width character.
func plain(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '￠':
		return '¢'
	case r == '￡':
		return '£'
	case r == '￥':
		return '¥'
	case r == '￦':
		return '₩'
	default:
		return r
	}
}
