package campaigns

import (
	"math"
	"testing"
)

func TestMoneyIsShownAsTelegramShowsIt(t *testing.T) {
	for _, test := range []struct {
		money Money
		want  string
	}{
		{Money{1250, "EUR"}, "12,50 €"},
		{Money{1000, "EUR"}, "10 €"},
		{Money{123456789, "EUR"}, "1\u00a0234\u00a0567,89 €"},
		{Money{-500, "EUR"}, "-5 €"},
		{Money{5, "EUR"}, "0,05 €"},
		{Money{0, "EUR"}, "0 €"},
		{Money{123450, "USD"}, "$1,234.50"},
		{Money{-500, "USD"}, "-$5"},
		{Money{100, "CAD"}, "CA$1"},
		{Money{1050, "BRL"}, "R$ 10,50"},
		{Money{500, "JPY"}, "¥500"},
		{Money{15000, "KRW"}, "₩15,000"},
		{Money{50000, "VND"}, "50.000 ₫"},
		{Money{1234, "JOD"}, "JOD1.234"},
		{Money{1500000, "JOD"}, "JOD1,500"},
		{Money{25500, "BHD"}, "BHD 25.500"},
		{Money{10000, "UAH"}, "100UAH"},
		{Money{123450, "CHF"}, "1'234.50 CHF"},
		{Money{123450, "DKK"}, "1234,50 DKK"},
		{Money{1250, "KGS"}, "12-50 KGS"},
		{Money{250, "XTR"}, "⭐ 250"},
		{Money{2500, "XTR"}, "⭐ 2,500"},
		{Money{1200, "ABC"}, "12 ABC"},
		{Money{1205, "ABC"}, "12.05 ABC"},
		{Money{1200, ""}, "12"},
		{Money{math.MinInt64, "JPY"}, "-¥9,223,372,036,854,775,808"},
	} {
		if got := test.money.String(); got != test.want {
			t.Errorf("%d %s is shown as %q, want %q", test.money.Amount, test.money.Currency, got, test.want)
		}
	}
}
