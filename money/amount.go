package money

// Amount is an amount with its currency. The amount is a whole number of the
// currency's smallest unit: cents of EUR, yen of JPY, Stars of XTR.
type Amount struct {
	Units    int64
	Currency string // ISO 4217, or XTR
}

// String writes the amount for logs and errors: "12.50 EUR". People read
// [Amount.In]. A currency that is not in the table is taken to have two decimals.
func (a Amount) String() string {
	text := a.currency().Decimal(a.Units)
	if a.Currency == "" {
		return text
	}
	return text + " " + a.Currency
}

func (a Amount) currency() Currency {
	if c, ok := ByCode(a.Currency); ok {
		return c
	}
	return unknownCurrency(a.Currency)
}
