package control

import (
	"fmt"
	"os"
	"path/filepath"
)

// reachLong reaches a socket whose path is too long by its directory, which stays
// open meanwhile. It lies beside the database all the same, and nowhere that
// somebody else could take first.
func reachLong(path string) (place, error) {
	directory, err := os.Open(filepath.Dir(path))
	if err != nil {
		return place{}, err
	}
	address := fmt.Sprintf("/proc/self/fd/%d/%s", directory.Fd(), filepath.Base(path))
	return place{path, address, func() { directory.Close() }}, nil
}
