//go:build !linux

package cmd

import "syscall"

// exitWithParent needs Linux.
func exitWithParent() *syscall.SysProcAttr { return nil }
