package bot

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// alertClock is the key of the alert about a local clock that is wrong.
const alertClock = "clock"

// mostOff is how far the local clock may be from Telegram's. An answer may take half
// a minute, and some clocks are set a little late.
const mostOff = 2 * time.Minute

// clockWatch compares the local clock with Telegram's. Donations have Telegram's
// dates, but limits, campaigns' days and retries go by the local clock.
type clockWatch struct {
	common
	work *sync.WaitGroup
	told atomic.Bool // administrators know that the clock is wrong
}

// heard takes the time of one of Telegram's answers. It waits for no writing.
func (w *clockWatch) heard(telegrams time.Time) {
	local := w.now()
	if local.Sub(telegrams).Abs() <= mostOff {
		w.told.Store(false)
		return
	}
	if w.told.Swap(true) {
		return
	}
	w.log.Error("the clock of this machine is wrong; donations are dated by Telegram's, but campaigns begin and end by this one: set it right",
		"clock", local.UTC().Format(time.RFC3339), "telegram", telegrams.UTC().Format(time.RFC3339))
	both := map[string]string{"from": local.UTC().Format(time.RFC3339), "to": telegrams.UTC().Format(time.RFC3339)}
	out := campaigns.MessagesForAlert(w.settings(), alertClock, both, local)
	if len(out) == 0 {
		return
	}
	w.work.Go(func() {
		if err := w.store.Enqueue(w.ctx, out...); err != nil {
			w.log.Error("administrators could not be alerted", "about", alertClock, "error", err)
			w.told.Store(false) // the next answer is another occasion
		}
	})
}
