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
	if a.Currency == "" {
		return a.Decimal()
	}
	return a.Decimal() + " " + a.Currency
}

// Decimal writes the amount for machines, without its currency: see
// [Currency.Decimal]. A currency that is not in the table is taken to have two
// decimals.
func (a Amount) Decimal() string { return a.currency().Decimal(a.Units) }

// Exponent returns how many decimals the amount's currency has: two if it is not in
// the table.
func (a Amount) Exponent() int { return a.currency().Exponent }

func (a Amount) currency() Currency {
	if c, ok := ByCode(a.Currency); ok {
		return c
	}
	return unknownCurrency(a.Currency)
}
