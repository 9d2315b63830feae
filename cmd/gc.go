package cmd

import (
	"os"
	"runtime/debug"
)

// gcPercent is how far the heap may grow between collections, in percent of what is
// in use. The bot uses some 5 MB; collecting at each doubling, Go's default, takes a
// sixth of its CPU time. PERFORMANCE.md has the figures.
const gcPercent = 300

// tuneGC sets gcPercent, unless the environment sets GOGC.
func tuneGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
