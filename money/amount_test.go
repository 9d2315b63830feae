package money

import (
	"math"
	"testing"
)

func TestAmountsForMachines(t *testing.T) {
	for _, test := range []struct {
		amount   Amount
		decimal  string
		exponent int
	}{
		{Amount{1250, "EUR"}, "12.50", 2},
		{Amount{-5, "EUR"}, "-0.05", 2},
		{Amount{1250, "JPY"}, "1250", 0},
		{Amount{1250, "JOD"}, "1.250", 3},
		{Amount{1250, Stars}, "1250", 0},
		{Amount{1250, "ABC"}, "12.50", 2},
	} {
		if got, exponent := test.amount.Decimal(), test.amount.Exponent(); got != test.decimal || exponent != test.exponent {
			t.Errorf("%v is %q with %d decimals, want %q with %d", test.amount, got, exponent, test.decimal, test.exponent)
		}
	}
}

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
