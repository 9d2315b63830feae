package money

import (
	"math"
	"strings"
	"testing"
	"unicode"

	"github.com/bojanz/currency"
	"pgregory.net/rapid"
)

// In tests of this file "_" is a no-break space and "~" a narrow one.
func spaced(text string) string {
	return strings.NewReplacer("_", nbsp, "~", "\u202f").Replace(text)
}

func TestAmountsAreWrittenAsTheReaderDoes(t *testing.T) {
	for _, test := range []struct {
		amount   Amount
		language string
		want     string
	}{
		{Amount{2500, "EUR"}, "en", "€25"},
		{Amount{1250, "USD"}, "en", "$12.50"},
		{Amount{1000, "JPY"}, "en", "¥1,000"},
		{Amount{123456789, "EUR"}, "en", "€1,234,567.89"},
		{Amount{5, "EUR"}, "en", "€0.05"},
		{Amount{0, "EUR"}, "en", "€0"},
		{Amount{-500, "USD"}, "en", "-$5"},
		{Amount{100, "CAD"}, "en", "CA$1"},
		{Amount{2500, "CHF"}, "en", "CHF_25"},
		{Amount{1500000, "JOD"}, "en", "JOD_1,500"},
		{Amount{1234, "JOD"}, "en", "JOD_1.234"},
		{Amount{12500, "JOD"}, "en", "JOD_12.500"},
		{Amount{12345600, "INR"}, "en", "₹123,456"},
		{Amount{1250, "USD"}, "en-GB", "US$12.50"},
		{Amount{1250, "EUR"}, "en-DE", "12,50_€"},

		{Amount{2500, "EUR"}, "fr", "25_€"},
		{Amount{1250, "EUR"}, "fr", "12,50_€"},
		{Amount{123456789, "EUR"}, "fr", "1~234~567,89_€"},
		{Amount{1250, "USD"}, "fr", "12,50_$US"},
		{Amount{-500, "EUR"}, "fr", "-5_€"},

		{Amount{123400, "EUR"}, "es", "1234_€"},
		{Amount{1234500, "EUR"}, "es", "12.345_€"},
		{Amount{123450, "BRL"}, "pt", "R$_1.234,50"},
		{Amount{123450, "EUR"}, "de", "1.234,50_€"},
		{Amount{123450, "CHF"}, "de-CH", "CHF_1'234.50"},
		{Amount{123450, "RUB"}, "ru", "1_234,50_₽"},
		{Amount{123450, "UAH"}, "uk", "1_234,50_₴"},
		{Amount{123450, "PLN"}, "pl", "1234,50_zł"},
		{Amount{-500, "SEK"}, "sv", "−5_kr"},
		{Amount{123456750, "INR"}, "hi", "₹12,34,567.50"},
		{Amount{123450, "USD"}, "ar", "\u200f1,234.50_US$"},
		{Amount{123450, "EGP"}, "ar-EG", "\u200f١٬٢٣٤٫٥٠_ج.م.\u200f"},
		{Amount{123456700, "BDT"}, "bn", "১২,৩৪,৫৬৭৳"},
		{Amount{123450, "ILS"}, "he", "\u200f1,234.50_\u200f₪"},
		{Amount{100000, "JPY"}, "ja", "￥100,000"},

		// Stars, which CLDR does not know.
		{Amount{250, "XTR"}, "en", "⭐_250"},
		{Amount{2500, "XTR"}, "fr", "⭐_2~500"},
		{Amount{-2500, "XTR"}, "en", "-⭐_2,500"},

		// Currencies and languages that nobody knows, or no longer.
		{Amount{1200, "ABC"}, "en", "ABC_12"},
		{Amount{1205, "ABC"}, "fr", "12,05_ABC"},
		{Amount{1200, "BGN"}, "fr", "12_BGN"},
		{Amount{1200, ""}, "en", "12"},
		{Amount{1200, ""}, "fr", "12"},
		{Amount{2500, "EUR"}, "xx", "€25"},
		{Amount{2500, "EUR"}, "", "€25"},
		{Amount{2500, "EUR"}, "not a language", "€25"},
		{Amount{2500, "EUR"}, "FR_fr", "25_€"},

		{Amount{math.MinInt64, "JPY"}, "en", "-¥9,223,372,036,854,775,808"},
	} {
		if got := test.amount.In(test.language); got != spaced(test.want) {
			t.Errorf("%v in %q is %+q, want %+q", test.amount, test.language, got, spaced(test.want))
		}
	}
}

// The layouts that are read off samples write what the currency package itself does.
func TestLayoutsAreThoseOfCLDR(t *testing.T) {
	languages := append(manyLanguages(), "es-CL", "nl", "he", "fa", "bn", "mr", "my", "ne", "sv", "lt", "de-CH", "en-ZA", "ur-IN", "ps")
	rapid.Check(t, func(t *rapid.T) {
		language := rapid.SampledFrom(languages).Draw(t, "language")
		code := rapid.SampledFrom([]string{"EUR", "USD", "JPY", "CHF", "JOD", "INR", "BRL", "PLN"}).Draw(t, "currency")
		a := Amount{rapid.Int64().Draw(t, "units"), code}
		number, err := currency.NewAmount(a.currency().Decimal(a.Units), code)
		if err != nil {
			t.Fatal(err)
		}
		f := currency.NewFormatter(currency.NewLocale(language))
		if _, fraction := a.currency().digits(a.Units); strings.Trim(fraction, "0") == "" {
			f.MinDigits = 0
		} else {
			f.MinDigits = uint8(len(fraction))
		}
		if got, want := a.In(language), f.Format(number); got != want {
			t.Errorf("%v in %s is %+q, want %+q", a, language, got, want)
		}
	})
}

// An amount never breaks across lines.
func TestAmountsHaveNoPlainSpaces(t *testing.T) {
	for _, language := range manyLanguages() {
		for _, c := range Currencies() {
			text := Amount{123456789, c.Code}.In(language)
			if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }) {
				t.Errorf("%s in %s has a space that breaks: %+q", c.Code, language, text)
			}
		}
	}
}

// manyLanguages are those whose ways of writing differ most, and which many read.
func manyLanguages() []string {
	return []string{"en", "fr", "es", "pt", "de", "it", "ru", "uk", "ar", "hi"}
}

// Whatever two letters a language has, an amount in it reads back.
func TestEveryLanguageHasALayout(t *testing.T) {
	euro := mustCurrency(t, "EUR")
	for first := 'a'; first <= 'z'; first++ {
		for second := 'a'; second <= 'z'; second++ {
			language := string(first) + string(second)
			written := Amount{123456750, "EUR"}.In(language)
			if got, err := ParseTyped(written, language, euro, Range{}); err != nil || got != 123456750 {
				t.Errorf("%s writes %+q, which is read as %d (%v)", language, written, got, err)
			}
		}
	}
}

func TestLanguagesOfStrangersFillNoMemory(t *testing.T) {
	for n := range mostLayouts + 10 {
		Amount{1, "EUR"}.In("xx-" + strings.Repeat("a", n))
	}
	if n := len(layouts.layouts); n > mostLayouts {
		t.Errorf("%d layouts are kept, want %d at most", n, mostLayouts)
	}
	if got := (Amount{2500, "EUR"}).In("tr"); got != "€25" {
		t.Errorf("a language beyond the bound is written as %q", got)
	}
}

func BenchmarkIn(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_ = Amount{123450, "EUR"}.In("fr")
	}
}
