package chat

import (
	"context"
	"os"
	"path/filepath"
)

// scratchName begins the names of the directories in which files are made for
// administrators.
const scratchName = "donatebot-file-"

// ClearScratch removes files for administrators that a bot of this ledger left behind
// when it was killed: they hold names and addresses. The directories' names tell whose
// they are. It must be called before the first update is answered.
func (c *Conversations) ClearScratch(ctx context.Context) {
	id, err := c.store.LedgerID(ctx)
	if err != nil {
		c.log.Warn("files that a bot may have left behind when it was killed are not looked for", "error", err)
		return
	}
	c.display.scratch = scratchName + id.Short() + "-"
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), c.display.scratch+"*"))
	for _, directory := range left {
		if err := os.RemoveAll(directory); err != nil {
			c.log.Warn("a file that a bot left behind when it was killed can't be removed", "error", err)
		}
	}
}
