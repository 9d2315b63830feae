package money

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestExactAmount(t *testing.T) {
	for _, test := range []struct {
		text, code string
		want       int64
		fault      string // part of the error
	}{
		{text: "12", code: "EUR", want: 1200},
		{text: "12.5", code: "EUR", want: 1250},
		{text: "12.50", code: "EUR", want: 1250},
		{text: "19.99", code: "EUR", want: 1999},
		{text: "1.45", code: "EUR", want: 145},
		{text: "0.07", code: "EUR", want: 7},
		{text: "500", code: "JPY", want: 500},
		{text: "1.234", code: "JOD", want: 1234},
		{text: "0.5", code: "JOD", want: 500},
		{text: "250", code: "XTR", want: 250},
		{text: "92233720368547758.07", code: "EUR", want: math.MaxInt64},

		// The caller says that these must be positive.
		{text: "0", code: "EUR", want: 0},
		{text: "-3", code: "EUR", want: -300},
		{text: "-0.05", code: "EUR", want: -5},

		{text: "0.5", code: "JPY", fault: "no decimals (JPY has none)"},
		{text: "5.0", code: "JPY", fault: "no decimals"},
		{text: "19.999", code: "EUR", fault: "at most 2 decimals (as EUR has)"},
		{text: "1.000", code: "EUR", fault: "at most 2 decimals"},
		{text: "1.2345", code: "JOD", fault: "at most 3 decimals"},
		{text: "010", code: "EUR", fault: "leading zeros"},
		{text: "92233720368547758.08", code: "EUR", fault: "too large"},
		{text: "92233720368547759", code: "EUR", fault: "too large"},
		{text: strings.Repeat("9", 400), code: "JPY", fault: "too large"},
		{text: "", code: "EUR", fault: "a plain number like 12.50"},
		{text: "-", code: "JOD", fault: "a plain number like 12.500"},
		{text: "12,50", code: "EUR", fault: "a plain number"},
		{text: "1 000", code: "EUR", fault: "a plain number"},
		{text: "1,000.00", code: "EUR", fault: "a plain number"},
		{text: "1_000", code: "EUR", fault: "a plain number"},
		{text: ".5", code: "EUR", fault: "a plain number"},
		{text: "5.", code: "EUR", fault: "a plain number"},
		{text: "1.2.3", code: "EUR", fault: "a plain number"},
		{text: "--3", code: "EUR", fault: "a plain number"},
		{text: "+3", code: "EUR", fault: "a plain number"},
		{text: "1.-5", code: "EUR", fault: "a plain number"},
		{text: " 3", code: "EUR", fault: "a plain number"},
		{text: "1e3", code: "EUR", fault: "a plain number"},
		{text: "0x10", code: "JPY", fault: "a plain number like 12"},
		{text: "NaN", code: "EUR", fault: "a plain number"},
		{text: "Inf", code: "EUR", fault: "a plain number"},
		{text: "€5", code: "EUR", fault: "a plain number"},
		{text: "٢٥", code: "EUR", fault: "a plain number"},
	} {
		got, err := ParseExact(test.text, mustCurrency(t, test.code))
		switch {
		case test.fault == "" && (err != nil || got != test.want):
			t.Errorf("%q %s is %d (%v), want %d", test.text, test.code, got, err, test.want)
		case test.fault != "" && (err == nil || !strings.Contains(err.Error(), test.fault)):
			t.Errorf("%q %s is %d (%v), want a fault with %q", test.text, test.code, got, err, test.fault)
		}
	}
}

func TestExactAmountReadsEveryDecimal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(Currencies()).Draw(t, "currency")
		amount := rapid.Int64().Draw(t, "amount")
		if got, err := ParseExact(c.Decimal(amount), c); err != nil || got != amount {
			t.Fatalf("%s of %s is read as %d (%v), want %d", c.Decimal(amount), c.Code, got, err, amount)
		}
	})
}
