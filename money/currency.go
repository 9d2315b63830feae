package money

import (
	"strconv"
	"strings"
	"sync"
)

// Currency is one that Telegram's payments take, or XTR (Stars). Two values of
// one code are equal.
type Currency struct {
	Code         string // ISO 4217, or XTR
	Title        string // in English: "Swiss Franc"
	Symbol       string // as Telegram's clients show it everywhere: "CA$"
	Native       string // as it is written at home: "$"
	Exponent     int    // digits after the decimal separator: 0, 2 or 3
	ThousandsSep string // may be empty
	DecimalSep   string
	SymbolLeft   bool // before the number
	SpaceBetween bool // between number and symbol

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
	return Currency{Code: code, Symbol: code, Native: code, Exponent: 2, ThousandsSep: ",", DecimalSep: ".", SpaceBetween: code != ""}
}

// Format writes an amount, in the smallest unit, as Telegram's clients show it:
// "$1,234.50", "12,50 €", "¥500". Whole amounts have no decimals; a minus comes
// first: "-$5".
func (c Currency) Format(amount int64) string {
	whole, fraction := c.digits(amount)
	if strings.Trim(fraction, "0") == "" {
		fraction = ""
	}
	var b strings.Builder
	if amount < 0 {
		b.WriteByte('-')
	}
	if c.SymbolLeft {
		b.WriteString(c.Symbol)
		if c.SpaceBetween {
			b.WriteByte(' ')
		}
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(c.ThousandsSep)
		}
		b.WriteRune(digit)
	}
	if fraction != "" {
		b.WriteString(c.DecimalSep + fraction)
	}
	if !c.SymbolLeft {
		if c.SpaceBetween {
			b.WriteByte(' ')
		}
		b.WriteString(c.Symbol)
	}
	return b.String()
}

// Decimal writes an amount, in the smallest unit, for machines: "12.50", "-3.00",
// "1234". It has all the decimals of the currency, a dot, and no symbol;
// [ExactAmount] reads it back.
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

// spellings are the ways of naming the currency that a typed amount may carry:
// its code, its signs, and the last word of its title ("dollar", "dollars").
func (c Currency) spellings() []string {
	spellings := append([]string{c.Code, c.Symbol, c.Native}, c.customarySigns()...)
	if words := strings.Fields(c.Title); len(words) > 0 {
		name := strings.TrimSuffix(words[len(words)-1], "s")
		spellings = append(spellings, name, name+"s")
	}
	return spellings
}

// customarySigns are signs that people use and Telegram's table lacks, most of
// them because they are newer than it.
func (c Currency) customarySigns() []string {
	switch c.Code {
	case "AMD":
		return []string{"֏"}
	case "AUD":
		return []string{"A$"}
	case "AZN":
		return []string{"₼"}
	case "CAD":
		return []string{"C$"}
	case "CNY":
		return []string{"¥", "元"}
	case "GEL":
		return []string{"₾"}
	case "GHS":
		return []string{"₵"}
	case "INR", "PKR":
		return []string{"Rs."}
	case "JPY":
		return []string{"円"}
	case "RUB":
		return []string{"₽"}
	case "SGD":
		return []string{"S$"}
	case "TRY":
		return []string{"₺"}
	case "UAH":
		return []string{"грн"}
	case "USD":
		return []string{"US$"}
	default:
		return nil
	}
}
