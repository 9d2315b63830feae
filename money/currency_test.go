package money

import (
	"math"
	"slices"
	"testing"
)

func TestCurrencies(t *testing.T) {
	all := Currencies()
	if len(all) != 95 {
		t.Errorf("there are %d currencies, want Telegram's 94 and XTR", len(all))
	}
	exponents := map[int][]string{}
	for i, c := range all {
		if i > 0 && all[i-1].Code >= c.Code {
			t.Errorf("%s comes after %s", c.Code, all[i-1].Code)
		}
		if len(c.Code) != 3 || c.Title == "" || c.Symbol == "" || c.Native == "" || c.DecimalSep == "" || c.DecimalSep == c.ThousandsSep {
			t.Errorf("%s is not whole: %+v", c.Code, c)
		}
		if c.Min < 1 || c.Code != "XTR" && c.Max <= c.Min {
			t.Errorf("%s has the limits %d to %d", c.Code, c.Min, c.Max)
		}
		if found, ok := ByCode(c.Code); !ok || found != c {
			t.Errorf("CurrencyByCode(%q) is %+v, %v", c.Code, found, ok)
		}
		exponents[c.Exponent] = append(exponents[c.Exponent], c.Code)
	}
	if want := []string{"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XTR"}; !slices.Equal(exponents[0], want) {
		t.Errorf("without decimals are %v, want %v", exponents[0], want)
	}
	if want := []string{"BHD", "IQD", "JOD"}; !slices.Equal(exponents[3], want) {
		t.Errorf("with three decimals are %v, want %v", exponents[3], want)
	}
	if len(exponents[2]) != 95-8-3 {
		t.Errorf("%d currencies have two decimals, want all others", len(exponents[2]))
	}
}

func TestCurrencyByCodeIsExact(t *testing.T) {
	for _, code := range []string{"", "eur", "Eur", " EUR", "EURO", "€", "ABC"} {
		if c, ok := ByCode(code); ok {
			t.Errorf("CurrencyByCode(%q) found %s", code, c.Code)
		}
	}
}

func TestCurrenciesAreTheCallersOwn(t *testing.T) {
	Currencies()[0].Code = "gone"
	if first := Currencies()[0].Code; first != "AED" {
		t.Errorf("a caller changed the table: it begins with %q", first)
	}
}

func TestDecimal(t *testing.T) {
	for _, test := range []struct {
		amount int64
		code   string
		want   string
	}{
		{1250, "EUR", "12.50"},
		{1200, "EUR", "12.00"},
		{5, "EUR", "0.05"},
		{-5, "EUR", "-0.05"},
		{0, "EUR", "0.00"},
		{123456789, "USD", "1234567.89"},
		{1234, "JPY", "1234"},
		{1234, "JOD", "1.234"},
		{7, "JOD", "0.007"},
		{250, "XTR", "250"},
		{math.MinInt64, "EUR", "-92233720368547758.08"},
	} {
		if got := mustCurrency(t, test.code).Decimal(test.amount); got != test.want {
			t.Errorf("%d %s is %q, want %q", test.amount, test.code, got, test.want)
		}
	}
}

// mustCurrency is a currency of the table.
func mustCurrency(t testing.TB, code string) Currency {
	t.Helper()
	c, ok := ByCode(code)
	if !ok {
		t.Fatalf("there is no currency %q", code)
	}
	return c
}
