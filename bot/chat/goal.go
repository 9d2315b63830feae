package chat

import (
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
)

// goalArgs are those of the words that show what was raised of a goal.
func goalArgs(lang string, raised, goal money.Amount) locales.Args {
	percent := max(raised.Units, 0) * 100 / goal.Units
	return locales.Args{"Bar": bar(percent), "Percent": strconv.FormatInt(percent, 10), "Raised": raised.In(lang), "Goal": goal.In(lang)}
}

// bar draws a percentage in ten cells.
func bar(percent int64) string {
	full := int(min(percent/10, 10))
	return strings.Repeat("▓", full) + strings.Repeat("░", 10-full)
}
