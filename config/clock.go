package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// clockVariable has the time at which the program's clock starts, for trials of what
// takes months.
const clockVariable = prefix + "CLOCK"

// ClockStart returns the time at which the program's clock starts as the environment
// says it ("NAME=value"), the zero time if it says none.
func ClockStart(environ []string) (time.Time, error) {
	text := ""
	for _, line := range environ {
		if value, ok := strings.CutPrefix(line, clockVariable+"="); ok {
			text = value
		}
	}
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %s: must be a time such as 2026-11-25T09:00:00Z", clockVariable, oneLine(text))
	}
	return at, nil
}

// clock reads the program's clock. With one of its own a bot that moves money would
// date it wrongly.
func (r *reader) clock(environ []string, c *Config) {
	fault := func(problem string) {
		r.faults = append(r.faults, Fault{Key: clockVariable, Problem: problem, order: afterFile + len(environ), name: clockVariable})
	}
	at, err := ClockStart(environ)
	if err != nil {
		fault(strings.TrimPrefix(err.Error(), clockVariable+": "))
		return
	}
	live := slices.ContainsFunc(c.Providers, func(p campaigns.Provider) bool { return p.Token != "" && p.Mode() == campaigns.ModeLive })
	if !at.IsZero() && (live || !c.Telegram.onThisMachine()) {
		fault("is for trials alone: telegram.api_url must be an address of this machine, such as http://127.0.0.1:8081, and all cards must be test cards")
	}
	c.ClockStart = at
}
