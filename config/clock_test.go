package config

import (
	"testing"
	"time"
)

func TestTheClockOfATrial(t *testing.T) {
	const set = "DONATEBOT_CLOCK=2027-03-28T01:59:00+01:00"
	c := mustRead(t, whole(""), inASandbox, set)
	if want := time.Date(2027, 3, 28, 0, 59, 0, 0, time.UTC); !c.ClockStart.Equal(want) {
		t.Errorf("the clock starts at %s, want %s", c.ClockStart, want)
	}
	if c := mustRead(t, whole(""), inASandbox, "DONATEBOT_CLOCK="); !c.ClockStart.IsZero() {
		t.Errorf("an empty variable sets the clock to %s", c.ClockStart)
	}
	const trials = "DONATEBOT_CLOCK: is for trials alone: telegram.api_url must be an address of this machine, such as http://127.0.0.1:8081, and all cards must be test cards"
	const live = "payments: {providers: {p: {token: 1:LIVE:a, currencies: [EUR]}}}"
	for _, text := range []string{whole(""), whole("telegram: {api_url: 'https://a.example'}"), whole("telegram: {environment: test}")} {
		_, err := read(t, text, set)
		wantFaults(t, err, trials)
	}
	_, err := read(t, whole(live), inASandbox, set)
	wantFaults(t, err, trials)
	_, err = read(t, whole(""), inASandbox, "DONATEBOT_CLOCK=tomorrow")
	wantFaults(t, err, "DONATEBOT_CLOCK: tomorrow: must be a time such as 2026-11-25T09:00:00Z")
	_, err = Parse([]byte(whole(live)), t.TempDir(), Options{Environ: []string{set}, Needs: []string{"storage.path"}})
	wantFaults(t, err, trials)
}
