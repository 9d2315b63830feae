package config

import (
	"errors"
	"io/fs"
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
