package campaigns

import (
	"testing"
	"time"
)

func TestWhenAMessageIsReady(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	before, after := now.Add(-time.Minute), now.Add(time.Minute)
	for name, c := range map[string]struct {
		m           Message
		donorIsBack bool
		want        bool
	}{
		"new":                            {Message{}, false, true},
		"refused, its time has come":     {Message{NotBefore: before}, false, true},
		"refused, its time is now":       {Message{NotBefore: now}, false, true},
		"refused, too early":             {Message{NotBefore: after}, true, false},
		"donor gone, its time has come":  {Message{NotBefore: before, AwaitsDonor: true}, false, true},
		"donor gone, too early":          {Message{NotBefore: after, AwaitsDonor: true}, false, false},
		"donor gone and back":            {Message{NotBefore: after, AwaitsDonor: true}, true, true},
		"donor gone for more than a day": {Message{AwaitsDonor: true}, false, false},
		"donor back after days":          {Message{AwaitsDonor: true}, true, true},
	} {
		if got := c.m.ReadyAt(now, c.donorIsBack); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
