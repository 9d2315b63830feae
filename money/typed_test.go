package money

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestTypedAmountIsReadAsPeopleWriteIt(t *testing.T) {
	for _, test := range []struct {
		text, code string
		want       int64
	}{
		// Plain, and with decimals after a comma or a dot.
		{"25", "EUR", 2500},
		{"12,50", "EUR", 1250},
		{"+5", "EUR", 500},
		{"12,", "EUR", 1200},
		{"20.", "EUR", 2000},
		{"20,- €", "EUR", 2000},
		{"20.– CHF", "CHF", 2000},
		{"50.$", "USD", 5000},
		{"12.50", "EUR", 1250},
		{"12,5", "EUR", 1250},
		{"0,75", "EUR", 75},
		{"  25\n", "EUR", 2500},
		{"1000", "JPY", 1000},
		{"250", "XTR", 250},
		{"1.5", "JOD", 1500},
		{"12,50", "JOD", 12500},

		// With the currency: its sign, code or name, on either side.
		{"12.50 €", "EUR", 1250},
		{"€12", "EUR", 1200},
		{"EUR 10", "EUR", 1000},
		{"10eur", "EUR", 1000},
		{"10 euros", "EUR", 1000},
		{"€ 10 EUR", "EUR", 1000},
		{"$7", "USD", 700},
		{"US$7", "USD", 700},
		{"7 dollars", "USD", 700},
		{"$7", "CAD", 700},
		{"CA$7", "CAD", 700},
		{"$7", "AUD", 700},
		{"500￥", "JPY", 500},
		{"500円", "JPY", 500},
		{"100 ₽", "RUB", 10000},
		{"100 руб", "RUB", 10000},
		{"100 РУБ.", "RUB", 10000},
		{"100 грн", "UAH", 10000},
		{"10 د.إ.\u200f", "AED", 1000},
		{"10 د.إ", "AED", 1000},
		{"100₴", "UAH", 10000},
		{"Rs. 500", "INR", 50000},
		{"Rs 500", "INR", 50000},
		{"⭐️ 250", "XTR", 250},
		{"250 stars", "XTR", 250},
		{"1 star", "XTR", 1},

		// Thousands set apart by any space, an apostrophe, a comma or a dot.
		{"1 000", "EUR", 100000},
		{"1\u00a0000", "EUR", 100000},
		{"1\u2009000", "EUR", 100000},
		{"1\u202f000,50 €", "EUR", 100050},
		{"1 000 000", "JPY", 1000000},
		{"1'000", "CHF", 100000},
		{"1’000.50", "CHF", 100050},
		{"1,234.56", "EUR", 123456},
		{"1.234,56", "EUR", 123456},
		{"1,234.5", "EUR", 123450},
		{"1.234.567", "EUR", 123456700},
		{"1,234,567", "EUR", 123456700},
		{"1,00,000", "INR", 10000000},
		{"12,34,567.50", "INR", 123456750},
		{"1 234.567", "JOD", 1234567},

		// One mark before three digits, where one reading is beyond doubt.
		{"1,234", "JPY", 1234},
		{"1.234", "JPY", 1234},
		{"1,234", "USD", 123400},
		{"1.234", "BRL", 123400},
		{"1.234", "JOD", 1234},
		{"0.500", "JOD", 500},
		{"0,500", "JOD", 500},
		{"1234.567", "JOD", 1234567},

		// As Telegram shows it, where the same marks mean something else elsewhere.
		{"JOD1,234", "JOD", 1234000},
		{"12-50 KGS", "KGS", 1250},
		{"12;50 TJS", "TJS", 1250},
		{"12/50 IRR", "IRR", 1250},

		// Digits of other scripts, with their own marks.
		{"٢٥", "EUR", 2500},
		{"٢٥٫٥", "EUR", 2550},
		{"١٬٢٣٤٫٥٦", "EUR", 123456},
		{"١٬٢٣٤", "JOD", 1234000},
		{"١٢،٥٠", "EUR", 1250},
		{"\u200f٢٥\u200f", "EUR", 2500},
		{"۲۵", "EUR", 2500},
		{"२५", "INR", 2500},
		{"１２．５０", "EUR", 1250},
		{"￥５００", "JPY", 500},
		{"𝟐𝟓", "EUR", 2500},
	} {
		got, err := ParseTyped(test.text, mustCurrency(t, test.code), Range{})
		if err != nil || got != test.want {
			t.Errorf("%q (%+q) for %s is %d (%v), want %d", test.text, test.text, test.code, got, err, test.want)
		}
	}
}

func TestTypedAmountIsRefusedRatherThanGuessed(t *testing.T) {
	for _, test := range []struct {
		text, code string
		want       Problem
	}{
		// A thousand, or one and a bit?
		{"1.234", "EUR", ProblemAmbiguous},
		{"1,234", "EUR", ProblemAmbiguous},
		{"12.345", "EUR", ProblemAmbiguous},
		{"12.345 €", "EUR", ProblemAmbiguous},
		{"1.234", "USD", ProblemAmbiguous},
		{"1,234", "JOD", ProblemAmbiguous},
		{"25,000", "IQD", ProblemAmbiguous},
		{"-1.234", "EUR", ProblemAmbiguous},

		{"12.3456", "EUR", ProblemTooPrecise},
		{"1234.567", "EUR", ProblemTooPrecise},
		{"0.500", "EUR", ProblemTooPrecise},
		{"1,234.567", "EUR", ProblemTooPrecise},
		{"١٫٢٣٤", "EUR", ProblemTooPrecise},
		{"0.5", "JPY", ProblemTooPrecise},
		{"12,50", "XTR", ProblemTooPrecise},
		{"1.2345", "JOD", ProblemTooPrecise},

		{"0", "EUR", ProblemNotPositive},
		{"0,00 €", "EUR", ProblemNotPositive},
		{"٠", "EUR", ProblemNotPositive},
		{"-5", "EUR", ProblemNotPositive},
		{"−5", "EUR", ProblemNotPositive},
		{"-$5", "USD", ProblemNotPositive},
		{"$-5", "USD", ProblemNotPositive},

		{"12345678901234567890", "EUR", ProblemTooLarge},
		{"99999999999999999999 €", "EUR", ProblemTooLarge},
		{"9223372036854775807", "JPY", ProblemTooLarge},
		{"1 000 000 000 000", "JPY", ProblemTooLarge},

		// Another currency than the campaign's.
		{"$7", "EUR", ProblemUnreadable},
		{"10 USD", "EUR", ProblemUnreadable},
		{"€10 USD", "EUR", ProblemUnreadable},
		{"10 dollars", "EUR", ProblemUnreadable},
		{"€10", "USD", ProblemUnreadable},
		{"AU$10", "CAD", ProblemUnreadable},

		// Not one number.
		{"", "EUR", ProblemUnreadable},
		{"   ", "EUR", ProblemUnreadable},
		{"€", "EUR", ProblemUnreadable},
		{"-", "EUR", ProblemUnreadable},
		{"ten", "EUR", ProblemUnreadable},
		{"1e3", "EUR", ProblemUnreadable},
		{"1E3", "JPY", ProblemUnreadable},
		{"0x10", "EUR", ProblemUnreadable},
		{"1_000", "EUR", ProblemUnreadable},
		{"NaN", "EUR", ProblemUnreadable},
		{"Inf", "EUR", ProblemUnreadable},
		{"10 20", "EUR", ProblemUnreadable},
		{"10 or 20", "EUR", ProblemUnreadable},
		{"5-10", "EUR", ProblemUnreadable},
		{"5-10", "KGS", ProblemUnreadable},
		{"5/10", "IRR", ProblemUnreadable},
		{"5-", "EUR", ProblemUnreadable},
		{"--5", "EUR", ProblemUnreadable},
		{"10%", "EUR", ProblemUnreadable},
		{"10k", "EUR", ProblemUnreadable},
		{"10 please", "EUR", ProblemUnreadable},
		{"/10", "EUR", ProblemUnreadable},
		{"5\n10", "EUR", ProblemUnreadable},
		{"½", "EUR", ProblemUnreadable},
		{"①", "EUR", ProblemUnreadable},
		{"5️⃣", "EUR", ProblemUnreadable},
		{"5€50", "EUR", ProblemUnreadable},

		// Marks where none belong.
		{".50", "EUR", ProblemUnreadable},
		{"$.50", "USD", ProblemUnreadable},
		{"1,,5", "EUR", ProblemUnreadable},
		{"1  000", "EUR", ProblemUnreadable},
		{"1 00", "EUR", ProblemUnreadable},
		{"1 0000", "EUR", ProblemUnreadable},
		{"1000 000", "EUR", ProblemUnreadable},
		{"1'00", "CHF", ProblemUnreadable},
		{"1.2.3", "EUR", ProblemUnreadable},
		{"1,23,45", "INR", ProblemUnreadable},
		{"1.00.000", "INR", ProblemUnreadable},
		{"1,234,56", "EUR", ProblemUnreadable},
		{"1,234.567,89", "EUR", ProblemUnreadable},
		{"1.234 567", "EUR", ProblemUnreadable},
		{"1,234 567.50", "EUR", ProblemUnreadable},
		{"00012", "EUR", ProblemUnreadable},
		{"012,50", "EUR", ProblemUnreadable},
		{"0 500", "EUR", ProblemUnreadable},
		{"0,500,000", "EUR", ProblemUnreadable},
		{"١٫٢٣٤٫٥٦٧", "EUR", ProblemUnreadable},

		// Mixed scripts, invisible characters, broken text.
		{"١2", "EUR", ProblemUnreadable},
		{"1２", "EUR", ProblemUnreadable},
		{"12,٥٠", "EUR", ProblemUnreadable},
		{"1\u200b2", "EUR", ProblemUnreadable},
		{"\u200b12", "EUR", ProblemUnreadable},
		{"1\u200f2", "EUR", ProblemUnreadable},
		{"\u202e21", "EUR", ProblemUnreadable},
		{"1\u00ad0", "EUR", ProblemUnreadable},
		{"\u200b", "EUR", ProblemUnreadable},
		{"10\x00", "EUR", ProblemUnreadable},
		{"1\xff0", "EUR", ProblemUnreadable},
		{strings.Repeat("9", 10000), "EUR", ProblemUnreadable},
	} {
		_, err := ParseTyped(test.text, mustCurrency(t, test.code), Range{})
		if got := problemOf(err); got != test.want {
			t.Errorf("%q for %s: %q (%v), want %q", test.text, test.code, got, err, test.want)
		}
	}
}

func TestTypedAmountKeepsToTheRange(t *testing.T) {
	for _, test := range []struct {
		text  string
		code  string
		limit Range
		want  string // the error; "" is none
	}{
		{"5", "EUR", Range{500, 100000}, ""},
		{"1 000", "EUR", Range{500, 100000}, ""},
		{"4,99", "EUR", Range{500, 100000}, "the amount is too small: from 5 € to 1\u00a0000 €"},
		{"1 000,01", "EUR", Range{500, 100000}, "the amount is too large: from 5 € to 1\u00a0000 €"},
		{"1.000", "EUR", Range{500, 100000}, "the amount can be read in two ways: from 5 € to 1\u00a0000 €"},
		{"-5", "EUR", Range{500, 0}, "the amount must be more than zero: at least 5 €"},
		{"1,234", "EUR", Range{0, 1000}, "the amount can be read in two ways: at most 10 €"},
		{"ten", "JOD", Range{}, "that is not an amount of JOD such as 12.500"},
		{"0.5", "JPY", Range{}, "the amount must have no decimals (JPY has none)"},
		{"9 999 999 999,99", "EUR", Range{}, ""},
		{"10 000 000 000", "USD", Range{}, "the amount is too large: at most $9,999,999,999.99"},
		{"1 000 000 000 000", "XTR", Range{1, MaxUnits * 2}, "the amount is too large: from ⭐ 1 to ⭐ 999,999,999,999"},
		{"1", "XTR", Range{-5, -5}, ""},
	} {
		_, err := ParseTyped(test.text, mustCurrency(t, test.code), test.limit)
		if got := errorText(err); got != test.want {
			t.Errorf("%q for %s within %v: %q, want %q", test.text, test.code, test.limit, got, test.want)
		}
	}
}

func TestEveryCurrencyReadsItsOwnFormat(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(Currencies()).Draw(t, "currency")
		amount := rapid.Int64Range(1, MaxUnits).Draw(t, "amount")
		for _, text := range []string{c.Format(amount), " " + c.Format(amount) + "\n"} {
			if got, err := ParseTyped(text, c, Range{Min: 1, Max: MaxUnits}); err != nil || got != amount {
				t.Fatalf("%s shows %d as %q, which is read as %d (%v)", c.Code, amount, text, got, err)
			}
		}
	})
}

// Whatever the script, a number that is typed without marks or with all the
// decimals of its currency means the same.
func TestEveryScriptReadsTheSame(t *testing.T) {
	scripts := zeros()
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(Currencies()).Draw(t, "currency")
		amount := rapid.Int64Range(1, MaxUnits).Draw(t, "amount")
		zero := rapid.SampledFrom(scripts).Draw(t, "zero")
		text := strings.Map(func(r rune) rune {
			if r == '.' {
				return r
			}
			return zero + r - '0'
		}, c.Decimal(amount))
		if got, err := ParseTyped(text, c, Range{}); err != nil || got != amount {
			t.Fatalf("%q for %s is read as %d (%v), want %d", text, c.Code, got, err, amount)
		}
	})
}

func TestDigitsOfUnicodeComeInTens(t *testing.T) {
	all := zeros()
	if len(all) < 60 {
		t.Errorf("Unicode has %d scripts with digits, want 60 or more", len(all))
	}
	for _, zero := range all {
		for value := range rune(10) {
			if !unicode.IsDigit(zero+value) || zeroOf(zero+value) != zero {
				t.Errorf("%U is not the digit %d after %U", zero+value, value, zero)
			}
		}
	}
}

// zeros are the digits zero of all scripts.
func zeros() []rune {
	var found []rune
	count := 0
	for r := range unicode.MaxRune {
		if unicode.IsDigit(r) {
			if count%10 == 0 {
				found = append(found, r)
			}
			count++
		}
	}
	return found
}

func FuzzTypedAmount(f *testing.F) {
	for _, text := range []string{
		"", "12,50", "12.50 €", "$7", "1 000", "1,234.56", "1.234,56", "٢٥", "١٬٢٣٤٫٥٦", "1,00,000",
		"1e3", "NaN", "-5", "12.345", "99999999999999999999", "١2", "\u200b", "12-50 KGS", "⭐️ 250", "JOD1,234", "1\xff",
	} {
		f.Add(text, uint8(22), int64(100), int64(1000000))
	}
	all := Currencies()
	f.Fuzz(func(t *testing.T, text string, pick uint8, low, high int64) {
		c, limit := all[int(pick)%len(all)], Range{Min: low, Max: high}
		amount, err := ParseTyped(text, c, limit)
		if err != nil {
			if problemOf(err) == "" || err.Error() == "" || amount != 0 {
				t.Fatalf("%q for %s: %d and an error without a problem: %v", text, c.Code, amount, err)
			}
			return
		}
		if amount <= 0 || amount < low || amount > MaxUnits || high > 0 && amount > high {
			t.Fatalf("%q for %s is %d, beyond %+v", text, c.Code, amount, limit)
		}
		if again, err := ParseTyped(c.Format(amount), c, limit); err != nil || again != amount {
			t.Fatalf("%q for %s is %d, and shown as %q is %d (%v)", text, c.Code, amount, c.Format(amount), again, err)
		}
	})
}

// problemOf is what an AmountError complains of, "" if the error is none.
func problemOf(err error) Problem {
	var refusal *TypedError
	if !errors.As(err, &refusal) {
		return ""
	}
	return refusal.Problem
}

// errorText is the text of an error, "" of none.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
