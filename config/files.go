package config

import (
	"errors"
	"io/fs"
	"runtime"
	"syscall"
)

// unreadableFile returns why a file can't be read, without its path, which is beside it.
func unreadableFile(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "this file can't be read: its permissions don't allow it"
	case errors.Is(err, syscall.EISDIR):
		return "this is a directory, not a file"
	default:
		return "this file can't be read"
	}
}

// openToOthers reports whether people other than its owner can read the file. Windows
// has no such bits.
func openToOthers(info fs.FileInfo, err error) bool {
	return err == nil && runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0
}

// ownerOnly warns of a file that others can read, and says what it contains.
func ownerOnly(path, what string) string {
	return "people other than its owner can read this file, and it contains " + what + ": chmod 600 " + path
}
