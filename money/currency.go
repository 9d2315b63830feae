package money

import (
	"strconv"
	"strings"
	"sync"
)

// Stars is the code of Telegram's own currency, which needs no payment provider.
const Stars = "XTR"

// Currency is one that Telegram's payments take, or [Stars]. Two values of one
// code are equal.
type Currency struct {
	Code     string // ISO 4217, or XTR
	Title    string // in English: "Swiss Franc"
	Symbol   string // as Telegram's clients show it everywhere: "CA$"
	Native   string // as it is written at home: "$"
	Exponent int    // digits after the decimal separator: 0, 2 or 3

	// ThousandsSep and DecimalSep are how Telegram's clients write the currency,
	// whatever their language. ThousandsSep may be empty.
	ThousandsSep, DecimalSep string

	// Min and Max are Telegram's limits for one payment, in the smallest unit,
	// when the table was written. They move with exchange rates, so they serve
	// for warnings only. 0: not known.
	Min, Max int64
}

// currencyIndex is built once and never changed.
var currencyIndex = sync.OnceValue(func() map[string]Currency {
	index := map[string]Currency{}
	for _, c := range Currencies() {
		index[c.Code] = c
	}
	return index
})

// ByCode finds a currency by its exact, upper-case code.
func ByCode(code string) (Currency, bool) {
	c, ok := currencyIndex()[code]
	return c, ok
}

// unknownCurrency stands in for one that is not in the table, such as that of a
// payment which Telegram began to take after this was written. Two decimals are
// what nearly all currencies have.
func unknownCurrency(code string) Currency {
	return Currency{Code: code, Symbol: code, Native: code, Exponent: 2, ThousandsSep: ",", DecimalSep: "."}
}

// Decimal writes an amount, in the smallest unit, for machines: "12.50", "-3.00",
// "1234". It has all the decimals of the currency, a dot, and no symbol;
// [ParseExact] reads it back.
func (c Currency) Decimal(amount int64) string {
	whole, fraction := c.digits(amount)
	if amount < 0 {
		whole = "-" + whole
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// digits cuts the magnitude of an amount into the digits before the decimal
// separator, at least one, and those after it, as many as the exponent.
func (c Currency) digits(amount int64) (whole, fraction string) {
	magnitude := uint64(amount)
	if amount < 0 {
		magnitude = -magnitude // right for the smallest int64 too
	}
	all := strconv.FormatUint(magnitude, 10)
	if missing := c.Exponent + 1 - len(all); missing > 0 {
		all = strings.Repeat("0", missing) + all
	}
	cut := len(all) - c.Exponent
	return all[:cut], all[cut:]
}
