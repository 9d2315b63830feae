package control

import (
	"context"
	"os"
)

// Running reports whether a bot answers for the ledger at that path.
func Running(ctx context.Context, database string) bool {
	c, err := dial(ctx, database)
	if err != nil {
		return false
	}
	c.close()
	return true
}

// LeftSocket returns the path of the socket of the ledger at that path, if it is
// there: a bot is running, or was killed.
func LeftSocket(database string) (path string, ok bool) {
	path, err := socketPath(database)
	if err != nil {
		return "", false
	}
	_, err = os.Lstat(path)
	return path, err == nil
}
