//go:build unix

package control

import "syscall"

// withOwnerOnly runs create while new files get the mode 0600 at most.
func withOwnerOnly(create func() error) error {
	defer syscall.Umask(syscall.Umask(0o177))
	return create()
}
