package campaigns

import (
	"testing"
	"time"
)

func TestWhenAMessageIsReady(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	before, after := now.Add(-time.Minute), now.Add(time.Minute)
	for name, c := range map[string]struct {
		m      Message
		isBack bool
		want   bool
	}{
		"new":                             {Message{}, false, true},
		"refused, its time has come":      {Message{NotBefore: before}, false, true},
		"refused, its time is now":        {Message{NotBefore: now}, false, true},
		"refused, too early":              {Message{NotBefore: after}, true, false},
		"person gone, its time has come":  {Message{NotBefore: before, AwaitsReturn: true}, false, true},
		"person gone, too early":          {Message{NotBefore: after, AwaitsReturn: true}, false, false},
		"person gone and back":            {Message{NotBefore: after, AwaitsReturn: true}, true, true},
		"person gone for more than a day": {Message{AwaitsReturn: true}, false, false},
		"person back after days":          {Message{AwaitsReturn: true}, true, true},
	} {
		if got := c.m.ReadyAt(now, c.isBack); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
