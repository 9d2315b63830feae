//go:build !linux

package cmd

import "syscall"

func dieWithUs() *syscall.SysProcAttr { return nil }
