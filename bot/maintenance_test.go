package bot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// TestAJobThatFailsOrHangsHoldsUpNoOther has one of each beside one that works, and
// Telegram out of reach for one that needs it.
func TestAJobThatFailsOrHangsHoldsUpNoOther(t *testing.T) {
	log, now := &syncBuffer{}, time.Now()
	c := common{log: slog.New(slog.NewTextHandler(log, nil)), now: func() time.Time { return now }}
	ran, needed := make(chan struct{}, 10), make(chan struct{}, 10)
	m := &maintenance{common: c, lastPoll: &lastPoll{common: c}, jobs: []job{
		{"fails", time.Millisecond, false, func(context.Context) error { return errors.New("no such luck") }},
		{"hangs", time.Millisecond, false, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }},
		{"needs Telegram", time.Millisecond, true, func(context.Context) error { needed <- struct{}{}; return nil }},
		{"works", time.Millisecond, false, func(ctx context.Context) error {
			select {
			case ran <- struct{}{}:
			case <-ctx.Done():
			}
			return nil
		}},
	}}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		m.run(ctx)
	}()
	for range 20 {
		<-ran
	}
	if len(needed) != 0 {
		t.Error("a job that needs Telegram ran without it")
	}
	waitFor(t, func() bool { return strings.Contains(log.String(), "no such luck") })
	m.lastPoll.at.Store(now.Unix())
	<-needed
	cancel()
	go func() {
		for range needed {
		}
	}()
	<-done
	close(needed)
	if strings.Contains(log.String(), "hangs") {
		t.Errorf("the end is no failure: %s", log)
	}
}
