package bot

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/donatebot/donatebot/bot/stars"
	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// recorder writes the money of updates into the ledger.
type recorder struct {
	common
	quotas *quotas
	work   *sync.WaitGroup
	// refunds are told of refunds that were recorded.
	refunds *stars.Refunds
	stuck   atomic.Bool // the last commit of payments failed, or has not ended yet
}

// recording is a commit under way.
type recording struct {
	done chan struct{} // closed when it is over
	err  error         // of the commit, from then on
}

// wait waits for the end of the commit, but not longer than that, and reports
// whether it has ended.
func (r *recording) wait(ctx context.Context, limit time.Duration) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-r.done:
	case <-timer.C:
	case <-ctx.Done():
	}
	select {
	case <-r.done: // also if the bot was told to stop at the same time
		return true
	default:
		return false
	}
}

// recordLead is how long checkouts of the same batch wait for its payments. By
// then the payments are first in the ledger's queue, so that a second Pay of an
// invoice is judged after the first one's payment; and a disk that hangs does not
// keep a checkout from its refusal.
const recordLead = 100 * time.Millisecond

// record starts to write the money of the updates, all in one commit.
func (r *recorder) record(updates []telegram.Update) *recording {
	var events []storage.Event
	for _, u := range updates {
		if e := eventOf(u, r.now()); e != nil {
			events = append(events, *e)
		}
	}
	commit := &recording{done: make(chan struct{})}
	if len(events) == 0 {
		close(commit.done)
		return commit
	}
	r.work.Go(func() {
		defer close(commit.done)
		var outcomes []storage.Outcome
		outcomes, commit.err = r.store.Record(r.ctx, r.settings(), r.now(), events)
		for _, o := range outcomes {
			r.noteOutcome(o)
		}
		if slices.ContainsFunc(events, func(e storage.Event) bool { return e.Refund != nil }) {
			r.refunds.Heard()
		}
	})
	return commit
}

func (r *recorder) noteOutcome(o storage.Outcome) {
	d := o.Donation
	switch {
	case o.Duplicate:
		r.log.Info("a payment or refund came again and is already recorded", "receipt", d.Receipt.String())
	case d.Receipt.Number == 0:
		r.log.Error("a payment or refund can't be read or matched so far and is kept for review; see /stats")
	default:
		if d.Status != campaigns.StatusRefunded {
			r.quotas.succeeded(d.Personal.DonorID)
		}
		r.log.Info("recorded", "receipt", d.Receipt.String(), "campaign", d.CampaignID, "status", d.Status,
			"amount", d.Amount, "currency", d.Currency, "reason", d.Reason)
	}
}
