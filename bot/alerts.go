package bot

import (
	"hash/fnv"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// Keys of the alerts that the bot itself puts into the outbox; the ledger has
// some of its own.
const (
	alertGap     = "gap"
	alertInvoice = "invoice"
	alertPhoto   = "photo"
)

// alertOnce tells administrators of trouble with a campaign, once an hour for
// each kind, however many donors meet it.
func (b *Bot) alertOnce(key string, c campaigns.Campaign, cause string) {
	about := fnv.New64a()
	about.Write([]byte(key + "\x00" + string(c.ID) + "\x00" + cause))
	if !b.alerts.take(int64(about.Sum64()), 1) {
		return
	}
	b.alert(b.calls, key, map[string]string{"campaign": string(c.ID), "cause": cause})
}

// advice is the key of what an administrator can do about a refused invoice. The
// causes are Telegram's (core.telegram.org, bots/errors.json).
func advice(cause string) string {
	for part, key := range map[string]string{
		"PAYMENT_PROVIDER_INVALID": "advice_provider", "TOTAL_AMOUNT": "advice_amount", "CURRENCY_INVALID": "advice_currency",
		"BOT_PAYMENTS_DISABLED": "advice_payments",
	} {
		if strings.Contains(cause, part) {
			return key
		}
	}
	return "advice_other"
}
