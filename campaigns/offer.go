package campaigns

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// OfferVersion names what the buttons below a campaign offer: six characters, and
// others as soon as the currency, an amount or the delivery is another one. A button
// carries it, so that one of before the change is told apart.
func (c Campaign) OfferVersion() string {
	offer, err := json.Marshal([]any{c.Currency.Code, c.Amounts, c.Shipping})
	if err != nil {
		panic(err) // strings and numbers can always be written
	}
	sum := sha256.Sum256(offer)
	return hex.EncodeToString(sum[:3])
}
