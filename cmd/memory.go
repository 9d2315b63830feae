package cmd

import (
	"os"
	"runtime/debug"
)

// collectAt is how far the heap may grow, in percent of what is in use, before it
// is collected. The bot uses some 5 MB; collecting at each doubling, as Go does by
// itself, is a sixth of its CPU time. PERFORMANCE.md has the figures.
const collectAt = 300

// roomy lets the heap grow further, unless the environment says how far (GOGC).
func roomy() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(collectAt)
	}
}
