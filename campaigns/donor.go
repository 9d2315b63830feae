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
	Language     string    // chosen with /language, or "" for Telegram's
	TermsVersion string    // version of the terms
	AgreedAt     time.Time // when
	Unreachable  string    // why nothing can be sent any more: "blocked", "not found"; "" while it can
}

// TermsVersion names a text of terms: another text is another version.
func TermsVersion(terms string) string {
	sum := sha256.Sum256([]byte(terms))
	return hex.EncodeToString(sum[:6])
}

// HasAgreed tells whether the donor needs no further question about the
// organisation's terms.
func (d Donor) HasAgreed(o Organisation) bool {
	return o.Terms == "" || d.TermsVersion == TermsVersion(o.Terms)
}
