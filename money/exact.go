package money

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ParseExact reads an amount of the currency's main unit, as configuration and
// commands give it, into the smallest unit: "19.99" of EUR is 1999.
//
// It takes ASCII digits and at most one dot, with digits on both sides, and
// nothing that has two readings: no separators of thousands, no exponent, no
// leading zeros, no more decimals than the currency has, not even zeros, since
// "1.000" is a thousand to many people. A leading "-" is read, so that the
// caller can say that the amount must be positive. Errors do not repeat the text.
func ParseExact(text string, c Currency) (int64, error) {
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, dotted := strings.Cut(digits, ".")
	if !onlyDigits(whole) || dotted && !onlyDigits(fraction) {
		return 0, fmt.Errorf("must be a plain number like %s", c.example())
	}
	if len(whole) > 1 && whole[0] == '0' {
		return 0, errors.New("must have no leading zeros")
	}
	if len(fraction) > c.Exponent {
		return 0, fmt.Errorf("must have %s", c.precision())
	}
	sign := ""
	if negative {
		sign = "-"
	}
	amount, err := strconv.ParseInt(sign+whole+fraction+strings.Repeat("0", c.Exponent-len(fraction)), 10, 64)
	if err != nil {
		return 0, errors.New("is too large")
	}
	return amount, nil
}

// onlyDigits says whether the text is one ASCII digit or more.
func onlyDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// example is an amount that is written well: "12", "12.50", "12.500".
func (c Currency) example() string {
	unit := int64(1)
	for range c.Exponent {
		unit *= 10
	}
	return c.Decimal(12*unit + unit/2)
}

// precision says in plain English how many decimals an amount may have.
func (c Currency) precision() string {
	if c.Exponent == 0 {
		return fmt.Sprintf("no decimals (%s has none)", c.Code)
	}
	return fmt.Sprintf("at most %d decimals (as %s has)", c.Exponent, c.Code)
}
