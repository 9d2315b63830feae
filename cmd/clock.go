package cmd

import "time"

// setClock makes the program's clock one that started at that time together with the
// program; the zero time leaves the machine's. The environment says which, so that it
// is the same each time, and nothing is written while others read the clock.
func (p *program) setClock(start time.Time) {
	if ahead := start.Sub(p.started); !start.IsZero() && ahead != p.ahead {
		p.ahead = ahead
	}
}

// now returns the time by the program's clock.
func (p *program) now() time.Time { return time.Now().Add(p.ahead) }
