package outbox

import (
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// organisationLine says who received the gift, as receipts must.
func organisationLine(o campaigns.Organisation) string {
	var parts []string
	for _, part := range []string{o.Name, o.LegalID, o.Address} {
		if part = strings.Join(strings.Fields(part), " "); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " · ")
}
