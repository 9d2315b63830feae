package config

import (
	"errors"
	"io/fs"
	"os"
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
func openToOthers(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0
}

// ownerOnly warns of a file with a token that others can read.
func ownerOnly(path string) string {
	return "people other than its owner can read this file, and it contains a token: chmod 600 " + path
}
