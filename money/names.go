package money

import (
	"slices"
	"strings"
)

// isNamedBy reports whether a text beside a number is empty or names the currency,
// in any case. A full stop may be missing ("руб" for "руб."), but none is passed
// over: in "$.50" it belongs to the number.
func (c Currency) isNamedBy(text, language string) bool {
	text = tidy(text)
	return text == "" || slices.ContainsFunc(c.spellings(language), func(spelling string) bool {
		spelling = tidy(spelling)
		return strings.EqualFold(text, spelling) || strings.EqualFold(text, strings.TrimSuffix(spelling, "."))
	})
}

// spellings are the ways of naming the currency that a typed amount may carry:
// its code, its signs, also that of the language, and the last word of its title
// ("dollar", "dollars").
func (c Currency) spellings(language string) []string {
	spellings := append([]string{c.Code, c.Symbol, c.Native, layouts.of(language).signs[c.Code]}, c.customarySigns()...)
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
