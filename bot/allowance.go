package bot

import (
	"sync"
	"time"
)

// allowance counts what a person did within the last hour, roughly: the hour
// begins with the first time. It is kept in memory, and forgotten at a restart.
type allowance struct {
	now func() time.Time

	mu   sync.Mutex
	used map[int64]spent
}

type spent struct {
	since time.Time
	times int
}

const (
	allowanceHour = time.Hour
	mostAllowed   = 50_000 // people who are remembered at once
)

func newAllowance(now func() time.Time) *allowance {
	return &allowance{now: now, used: map[int64]spent{}}
}

// left tells whether the person did it fewer times than most in this hour; 0
// means that there is no limit.
func (a *allowance) left(person int64, most int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return most <= 0 || a.get(person).times < most
}

// take counts one more time unless the person has reached the most, and tells
// whether it did.
func (a *allowance) take(person int64, most int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if most > 0 && a.get(person).times >= most {
		return false
	}
	a.count(person, 1)
	return true
}

// add counts one more time, or with -1 takes one back.
func (a *allowance) add(person int64, times int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count(person, times)
}

// count is add with a.mu held.
func (a *allowance) count(person int64, times int) {
	s := a.get(person)
	s.times = max(s.times+times, 0)
	if _, known := a.used[person]; !known && len(a.used) >= mostAllowed {
		a.forget()
	}
	a.used[person] = s
}

// get is what the person spent in this hour.
func (a *allowance) get(person int64) spent {
	now := a.now()
	s, ok := a.used[person]
	if !ok || now.Sub(s.since) >= allowanceHour {
		return spent{since: now}
	}
	return s
}

// forget makes room: it drops who has not been seen for an hour, and everybody
// where that is not enough.
func (a *allowance) forget() {
	now := a.now()
	for person, s := range a.used {
		if now.Sub(s.since) >= allowanceHour {
			delete(a.used, person)
		}
	}
	if len(a.used) >= mostAllowed {
		clear(a.used)
	}
}
