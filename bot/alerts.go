package bot

import (
	"hash/fnv"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
)

// alertSilence is the key of the alert about a long silence; the conversations and the
// ledger have others of their own.
const alertSilence = "silence"

// alertReload is the key of the alert about a configuration that was not taken.
const alertReload = "reload"

// longestCause is how much of a configuration's faults an alert repeats, in characters.
const longestCause = 1500

// ReloadFailed tells administrators that the present configuration stays in effect,
// since a new one has faults.
func (b *Bot) ReloadFailed(cause error) {
	b.alerts.once(alertReload, "", telegram.Cut(cause.Error(), longestCause))
}

// alerts tell administrators of trouble.
type alerts struct {
	common
	quota *quota // of one cause
}

func newAlerts(c common) *alerts { return &alerts{common: c, quota: newQuota(c.now)} }

// once tells administrators of trouble with a campaign, once an hour for each kind
// and cause, however many donors meet it.
func (a *alerts) once(key string, c campaigns.ID, cause string) {
	about := fnv.New64a()
	about.Write([]byte(key + "\x00" + string(c) + "\x00" + cause))
	if !a.quota.take(int64(about.Sum64()), 1) {
		return
	}
	out := campaigns.MessagesForAlert(a.settings(), key, map[string]string{"campaign": string(c), "cause": cause}, a.now())
	if len(out) == 0 {
		return
	}
	if err := a.store.Enqueue(a.ctx, out...); err != nil {
		a.log.Error("administrators could not be alerted", "about", key, "error", err)
	}
}
