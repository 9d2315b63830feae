package money

import (
	"math"
	"testing"
)

func TestMoneyIsShownAsTelegramShowsIt(t *testing.T) {
	for _, test := range []struct {
		money Amount
		want  string
	}{
		{Amount{1250, "EUR"}, "12,50 €"},
		{Amount{1000, "EUR"}, "10 €"},
		{Amount{123456789, "EUR"}, "1\u00a0234\u00a0567,89 €"},
		{Amount{-500, "EUR"}, "-5 €"},
		{Amount{5, "EUR"}, "0,05 €"},
		{Amount{0, "EUR"}, "0 €"},
		{Amount{123450, "USD"}, "$1,234.50"},
		{Amount{-500, "USD"}, "-$5"},
		{Amount{100, "CAD"}, "CA$1"},
		{Amount{1050, "BRL"}, "R$ 10,50"},
		{Amount{500, "JPY"}, "¥500"},
		{Amount{15000, "KRW"}, "₩15,000"},
		{Amount{50000, "VND"}, "50.000 ₫"},
		{Amount{1234, "JOD"}, "JOD1.234"},
		{Amount{1500000, "JOD"}, "JOD1,500"},
		{Amount{25500, "BHD"}, "BHD 25.500"},
		{Amount{10000, "UAH"}, "100UAH"},
		{Amount{123450, "CHF"}, "1'234.50 CHF"},
		{Amount{123450, "DKK"}, "1234,50 DKK"},
		{Amount{1250, "KGS"}, "12-50 KGS"},
		{Amount{250, "XTR"}, "⭐ 250"},
		{Amount{2500, "XTR"}, "⭐ 2,500"},
		{Amount{1200, "ABC"}, "12 ABC"},
		{Amount{1205, "ABC"}, "12.05 ABC"},
		{Amount{1200, ""}, "12"},
		{Amount{math.MinInt64, "JPY"}, "-¥9,223,372,036,854,775,808"},
	} {
		if got := test.money.String(); got != test.want {
			t.Errorf("%d %s is shown as %q, want %q", test.money.Units, test.money.Currency, got, test.want)
		}
	}
}
