package campaigns

// Money is an amount with its currency. The amount is a whole number of the
// currency's smallest unit: cents of EUR, yen of JPY, Stars of XTR.
type Money struct {
	Amount   int64
	Currency string // ISO 4217, or XTR
}

// String writes the money as Telegram's clients show it; see [Currency.Format].
// A currency that is not in the table is taken to have two decimals: "12 ABC".
func (m Money) String() string {
	c, ok := CurrencyByCode(m.Currency)
	if !ok {
		c = unknownCurrency(m.Currency)
	}
	return c.Format(m.Amount)
}
