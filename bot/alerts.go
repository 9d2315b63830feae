package bot

import (
	"hash/fnv"

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
