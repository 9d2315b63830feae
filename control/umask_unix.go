//go:build unix

package control

import "syscall"

// withOwnerOnly runs make while new files are its owner's only.
func withOwnerOnly(make func() error) error {
	defer syscall.Umask(syscall.Umask(0o177))
	return make()
}
