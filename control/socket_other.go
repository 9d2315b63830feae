//go:build !linux

package control

import (
	"os"
	"path/filepath"
)

// reachLong puts a socket whose path is too long into a directory that only the user
// can write to.
func reachLong(path string) (place, error) {
	directory := os.Getenv("XDG_RUNTIME_DIR")
	if directory == "" {
		caches, err := os.UserCacheDir()
		if err != nil {
			return place{}, err
		}
		directory = filepath.Join(caches, "donatebot")
		if err := os.MkdirAll(directory, 0o700); err != nil {
			return place{}, err
		}
	}
	short := filepath.Join(directory, "donatebot-"+digest(path)+".sock")
	return place{short, short, func() {}}, nil
}
