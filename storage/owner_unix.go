//go:build unix

package storage

import (
	"os"
	"path/filepath"
	"syscall"
)

// KeepOwner gives a file of root's the owner of what it will replace, or else of its
// directory: the bot may run as somebody else.
func KeepOwner(file *os.File, path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		info, err = os.Stat(filepath.Dir(path))
	}
	if err != nil {
		return err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		return file.Chown(int(owner.Uid), int(owner.Gid))
	}
	return nil
}
