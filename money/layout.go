package money

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/bojanz/currency"
)

// layout is how a language writes amounts. It is read off samples that the currency
// package writes: that package has CLDR's data, but its formatter computes in
// decimals, which takes ten times as long, and knows only currencies that are in
// use, with their exponents of ISO 4217.
type layout struct {
	positive, negative affixes
	signs              map[string]string // by the currency's code
	zero               rune              // of the language's digits
	thousands, decimal string            // separators
	last, others       int               // digits in the last group of thousands, and in those before
	shortest           int               // how many digits a number must have to be grouped
}

// affixes are what stands before and after a number, with signMark in place of
// the currency's sign.
type affixes struct{ before, after string }

// signMark is CLDR's placeholder for a currency's sign.
const signMark = "¤"

// newLayout reads off the layout of a language. One without currency formats in
// CLDR gets that of English.
func newLayout(language string) *layout {
	locale := currency.NewLocale(language)
	left, number, right := cutNumber(sample("1234567890.5", locale))
	groups, separators := cutGroups(number)
	one, _ := utf8.DecodeRuneInString(number)
	end := len(groups) - 2 // of the whole number; one more group is the decimals
	l := &layout{
		positive:  affixes{left, right},
		signs:     signsIn(locale),
		zero:      one - 1,
		thousands: separators[0],
		decimal:   separators[len(separators)-1],
		last:      utf8.RuneCountInString(groups[end]),
		others:    utf8.RuneCountInString(groups[end-1]),
	}
	left, _, right = cutNumber(sample("-1", locale))
	l.negative = affixes{left, right}
	l.shortest = l.last + 1
	if _, number, _ = cutNumber(sample("1234", locale)); utf8.RuneCountInString(number) == len("1234") {
		l.shortest++ // Spanish: 1234, but 12.345
	}
	return l
}

// sample is a number as the locale writes it, with signMark for the sign.
func sample(number string, locale currency.Locale) string {
	const code = "USD" // of any currency
	f := currency.NewFormatter(locale)
	f.MinDigits = 0
	f.SymbolMap = map[string]string{code: signMark}
	amount, err := currency.NewAmount(number, code)
	if err != nil {
		panic("money: sample " + number + ": " + err.Error()) // the numbers are our own
	}
	return f.Format(amount)
}

// cutGroups cuts a number into runs of digits and what separates them.
func cutGroups(number string) (groups, separators []string) {
	notDigit := func(r rune) bool { return !unicode.IsDigit(r) }
	return strings.FieldsFunc(number, notDigit), strings.FieldsFunc(number, unicode.IsDigit)
}

// signsIn are the signs of all our currencies in the locale, the code if CLDR has
// no sign. Stars have one everywhere.
func signsIn(locale currency.Locale) map[string]string {
	signs := map[string]string{}
	for _, c := range Currencies() {
		signs[c.Code], _ = currency.GetSymbol(c.Code, locale)
	}
	signs[Stars] = "⭐"
	return signs
}

// mostLayouts bounds the cache: CLDR has formats for 160 languages and their
// countries' own, and a language may come from whoever writes to the bot.
const mostLayouts = 500

// layoutCache holds the layouts that were needed so far, by language.
type layoutCache struct {
	mu      sync.RWMutex
	layouts map[string]*layout
}

var layouts = layoutCache{layouts: map[string]*layout{}}

// of returns the layout of a language.
func (c *layoutCache) of(language string) *layout {
	c.mu.RLock()
	l := c.layouts[language]
	c.mu.RUnlock()
	if l != nil {
		return l
	}
	l = newLayout(language)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.layouts) < mostLayouts {
		c.layouts[language] = l
	}
	return l
}
