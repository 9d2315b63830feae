package chat

import (
	"strings"
	"testing"

	"github.com/donatebot/donatebot/money"
)

func TestALittleIsNotNothingAndNotAllIsNotAll(t *testing.T) {
	for _, c := range []struct {
		raised, goal int64
		percent      string
		full         int
	}{
		{0, 100, "0", 0}, {-5, 100, "0", 0}, {13_750, 2_500_000, "<1", 1}, {1, 1 << 50, "<1", 1}, {3, 100, "3", 1}, {14, 100, "14", 1}, {15, 100, "15", 2},
		{99, 100, "99", 9}, {999, 1000, "99", 9}, {100, 100, "100", 10}, {250, 100, "250", 10},
	} {
		got := goalArgs("en", money.Amount{Units: c.raised, Currency: "EUR"}, money.Amount{Units: c.goal, Currency: "EUR"})
		if got["Percent"] != c.percent || strings.Count(got["Bar"].(string), "▓") != c.full || len([]rune(got["Bar"].(string))) != cells {
			t.Errorf("%d of %d: %v", c.raised, c.goal, got)
		}
	}
}
