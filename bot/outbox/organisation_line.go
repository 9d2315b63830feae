package outbox

import (
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// organisationLine says who received the gift, as receipts must. Where the address
// begins with the name, as addresses do, the name stands there once all the same.
func organisationLine(o campaigns.Organisation) string {
	var parts []string
	name := oneLine(o.Name)
	for _, part := range []string{name, withoutName(oneLine(o.LegalID), name), withoutName(oneLine(o.Address), name)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// withoutName takes the name off the beginning of a text, with what separates the two.
func withoutName(text, name string) string {
	if name == "" || len(text) < len(name) || !strings.EqualFold(text[:len(name)], name) {
		return text
	}
	rest := text[len(name):]
	if rest != "" && !strings.ContainsAny(rest[:1], " ,;:.(-") { // a longer word that begins alike
		return text
	}
	return strings.TrimLeft(rest, " ,;:.-")
}
