package telegram

import (
	"testing"
	"time"
)

func TestBackoffGrowsWithJitterAndResets(t *testing.T) {
	const first, most = 500 * time.Millisecond, 30 * time.Second
	b := Backoff{First: first, Most: most}
	whole, different := first, false
	for n := range 20 {
		wait := b.Failed()
		if wait < whole/2 || wait > whole {
			t.Errorf("pause %d is %v, not between %v and %v", n, wait, whole/2, whole)
		}
		different = different || wait != whole/2 && wait != whole
		whole = min(2*whole, most)
	}
	if !different {
		t.Error("there is no jitter")
	}
	b.Reset()
	if wait := b.Failed(); wait > first {
		t.Errorf("after a success the first pause is %v", wait)
	}
}
