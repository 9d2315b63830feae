package cmd

import "time"

// clock returns the program's clock: the machine's, or in a trial one that started at
// another time together with the program.
func (p *program) clock(start time.Time) func() time.Time {
	if start.IsZero() {
		return time.Now
	}
	ahead := start.Sub(p.started)
	return func() time.Time { return time.Now().Add(ahead) }
}
