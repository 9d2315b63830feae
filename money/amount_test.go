package money

import (
	"math"
	"testing"
)

func TestAmountsInLogs(t *testing.T) {
	for _, test := range []struct {
		amount Amount
		want   string
	}{
		{Amount{1250, "EUR"}, "12.50 EUR"},
		{Amount{1000, "EUR"}, "10.00 EUR"},
		{Amount{-500, "USD"}, "-5.00 USD"},
		{Amount{500, "JPY"}, "500 JPY"},
		{Amount{1234, "JOD"}, "1.234 JOD"},
		{Amount{250, "XTR"}, "250 XTR"},
		{Amount{1205, "ABC"}, "12.05 ABC"},
		{Amount{1200, ""}, "12.00"},
		{Amount{math.MinInt64, "JPY"}, "-9223372036854775808 JPY"},
	} {
		if got := test.amount.String(); got != test.want {
			t.Errorf("%d %s is %q, want %q", test.amount.Units, test.amount.Currency, got, test.want)
		}
	}
}
