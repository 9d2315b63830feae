package money

import "fmt"

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
// [ProblemTooLarge], Range.Max is never 0.
type TypedError struct {
	Problem  Problem
	Currency Currency
	Range    Range
}

// Error says so in English, without repeating what was typed.
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
	low, high := Amount{e.Range.Min, e.Currency.Code}.In("en"), Amount{e.Range.Max, e.Currency.Code}.In("en")
	switch {
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
