package chat

import (
	"strconv"
	"strings"

	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
)

// goalArgs are those of the words that show what was raised of a goal. What is not
// nothing is never shown as nothing, and what is not all never as all.
func goalArgs(lang string, raised, goal money.Amount) locales.Args {
	units := max(raised.Units, 0)
	percent := units * 100 / goal.Units
	shown := strconv.FormatInt(percent, 10)
	if percent == 0 && units > 0 {
		shown = "<1"
	}
	return locales.Args{"Bar": bar(units, goal.Units), "Percent": shown, "Raised": raised.In(lang), "Goal": goal.In(lang)}
}

// cells is the length of the bar.
const cells = 10

// bar draws a part of a whole.
func bar(part, whole int64) string {
	full := int64(cells)
	if part < whole {
		full = min((part*cells+whole/2)/whole, cells-1)
		if part > 0 {
			full = max(full, 1)
		}
	}
	return strings.Repeat("▓", int(full)) + strings.Repeat("░", int(cells-full))
}
