package chat

import (
	"encoding/json"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// early returns the amount that the person typed before choosing a campaign, as they
// typed it; "" for none.
func (r *request) early() string {
	var of gift
	if name := r.in.left.Name; name != dialogEarly && name != dialogCard || !r.now.Before(r.in.left.Expires) {
		return ""
	}
	if err := json.Unmarshal(r.in.left.Payload, &of); err != nil {
		return ""
	}
	return of.Early
}

// keepEarly keeps that amount for the campaign that is chosen next.
func (b *browsing) keepEarly(r *request) error {
	early := r.early()
	if early == "" {
		return nil
	}
	return b.dialogs.begin(r.in.dialogKey(), dialogEarly, gift{Early: early})
}

// earlyAmount returns that amount in the campaign's currency, if it can be given to it.
func earlyAmount(r *request, c campaigns.Campaign) (units int64, ok bool) {
	early := r.early()
	if early == "" {
		return 0, false
	}
	units, err := money.ParseTyped(strings.TrimSpace(early), r.lang, c.Currency, c.Range)
	return units, err == nil
}
