package spec

// usualExponent is how many decimals most currencies have.
const usualExponent = 2

// exponents has the currencies with another number of decimals (Telegram, "Supported
// currencies", currencies.json: "exp"). Some differ from ISO 4217.
var exponents = map[string]int{
	"BHD": 3, "IQD": 3, "JOD": 3,
	"CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "PYG": 0, "UGX": 0, "VND": 0, "XTR": 0,
}

// Exponents returns how many decimals each currency has that payments take, Stars
// (XTR) included.
func Exponents() map[string]int {
	all := map[string]int{"XTR": exponents["XTR"]}
	for code := range currencyLimits {
		all[code] = usualExponent
		if e, unusual := exponents[code]; unusual {
			all[code] = e
		}
	}
	return all
}
