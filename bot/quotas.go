package bot

import (
	"slices"
	"sync"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// quotas bound what one person can make the bot do.
type quotas struct {
	limits   func() campaigns.Limits // what is configured at the moment
	invoices *quota                  // that a donor asked for
	refusals *quota                  // checkouts of a donor that were refused, or not paid yet
}

func newQuotas(limits func() campaigns.Limits, now func() time.Time) *quotas {
	return &quotas{limits: limits, invoices: newQuota(now), refusals: newQuota(now)}
}

// excluded reports whether the organisation takes nothing from the person.
func (q *quotas) excluded(donor int64) bool { return slices.Contains(q.limits().Excluded, donor) }

// mayAsk reports whether the donor may have one more invoice in this hour, and
// counts it.
func (q *quotas) mayAsk(donor int64) bool { return q.invoices.take(donor, q.limits().Invoices) }

// mayCheckout reports whether the donor has not failed too often in this hour. An
// approval counts as a failure until its payment comes, since who tries out stolen
// cards has many of these.
func (q *quotas) mayCheckout(donor int64) bool { return q.refusals.left(donor, q.limits().Refusals) }

// tried counts a checkout that was refused, or approved and not paid yet.
func (q *quotas) tried(donor int64) { q.refusals.add(donor, 1) }

// succeeded takes the approved checkout of a payment back.
func (q *quotas) succeeded(donor int64) { q.refusals.add(donor, -1) }

// quota counts what somebody did within the last hour, roughly: the hour begins with
// the first time. It is kept in memory, and forgotten at a restart.
type quota struct {
	now func() time.Time

	mu   sync.Mutex
	used map[int64]spent
}

type spent struct {
	since time.Time
	times int
}

const (
	quotaHour      = time.Hour
	mostRemembered = 50_000 // people at once
)

func newQuota(now func() time.Time) *quota {
	return &quota{now: now, used: map[int64]spent{}}
}

// left reports whether the person did it fewer times than most in this hour; 0
// means that there is no limit.
func (q *quota) left(person int64, most int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return most <= 0 || q.get(person).times < most
}

// take counts one more time unless the person has reached the most, and reports
// whether it did.
func (q *quota) take(person int64, most int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if most > 0 && q.get(person).times >= most {
		return false
	}
	q.count(person, 1)
	return true
}

// add counts one more time, or with -1 takes one back.
func (q *quota) add(person int64, times int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.count(person, times)
}

// count is add with q.mu held.
func (q *quota) count(person int64, times int) {
	s := q.get(person)
	s.times = max(s.times+times, 0)
	if _, known := q.used[person]; !known && len(q.used) >= mostRemembered {
		q.forget()
	}
	q.used[person] = s
}

// get is what the person spent in this hour.
func (q *quota) get(person int64) spent {
	now := q.now()
	s, ok := q.used[person]
	if !ok || now.Sub(s.since) >= quotaHour {
		return spent{since: now}
	}
	return s
}

// forget makes room: it drops who has not been seen for an hour, and everybody
// if that is not enough.
func (q *quota) forget() {
	now := q.now()
	for person, s := range q.used {
		if now.Sub(s.since) >= quotaHour {
			delete(q.used, person)
		}
	}
	if len(q.used) >= mostRemembered {
		clear(q.used)
	}
}
