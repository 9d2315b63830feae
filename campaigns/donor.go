package campaigns

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Donor is a person who gave, agreed to the terms or chose a language.
type Donor struct {
	ID           int64
	Name         string
	Language     string // chosen with /language, or "" for Telegram's
	TermsVersion string // of the terms that were agreed to; see [TermsVersion]
	AgreedAt     time.Time
	Unreachable  string // why nothing can be sent any more: "blocked", "not found"; "" while something can
}

// TermsVersion returns the name of a version of the terms: another text is another
// version.
func TermsVersion(terms string) string {
	sum := sha256.Sum256([]byte(terms))
	return hex.EncodeToString(sum[:6])
}

// HasAgreed reports whether the donor has agreed to the organisation's present terms,
// or there are none.
func (d Donor) HasAgreed(o Organisation) bool {
	return o.Terms == "" || d.TermsVersion == TermsVersion(o.Terms)
}
