package bot

import (
	"context"
	"sync"
	"time"

	"github.com/donatebot/donatebot/bot/stars"
)

const (
	// unpaidAfter is when an approved checkout without a payment is worth a look at
	// the provider: a payment follows its approval within seconds.
	unpaidAfter = 15 * time.Minute
	// unmatchedAfter is when administrators are told of money that fits nothing.
	// Until then it may still be matched: a refund may come shortly before its
	// payment.
	unmatchedAfter = time.Minute
)

// maintenance looks after what no update brings. Each job runs by itself, so that one
// which fails or hangs holds up no other.
type maintenance struct {
	common
	lastPoll *lastPoll
	jobs     []job
}

type job struct {
	name          string
	every         time.Duration
	needsTelegram bool // without it, what seems to be missing may only wait there
	run           func(context.Context) error
}

func newMaintenance(c common, last *lastPoll, p *past, refunds *stars.Refunds) *maintenance {
	return &maintenance{common: c, lastPoll: last, jobs: []job{
		{"tell of checkouts without a payment", time.Minute, true, func(ctx context.Context) error {
			_, err := c.store.AlertUnpaid(ctx, c.settings(), c.now(), unpaidAfter)
			return err
		}},
		{"tell of money that fits nothing", time.Minute, true, func(ctx context.Context) error {
			_, err := c.store.AlertUnmatched(ctx, c.settings(), c.now(), unmatchedAfter)
			return err
		}},
		{"find out what became of refunds of Stars", time.Minute, true, refunds.SettleAll},
		{"remember receipts outside the ledger", time.Minute, false, p.follow},
		{"sweep expired invoices", time.Hour, false, func(ctx context.Context) error {
			_, err := c.store.Sweep(ctx, c.now())
			return err
		}},
	}}
}

// run does the jobs until the context ends.
func (m *maintenance) run(ctx context.Context) {
	var all sync.WaitGroup
	for _, j := range m.jobs {
		all.Go(func() { m.repeat(ctx, j) })
	}
	all.Wait()
}

func (m *maintenance) repeat(ctx context.Context, j job) {
	tick := time.NewTicker(j.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if j.needsTelegram && m.lastPoll.stale() {
			continue
		}
		if err := j.run(ctx); err != nil && ctx.Err() == nil {
			m.log.Error("a job of the maintenance failed", "job", j.name, "error", err)
		}
	}
}
