package cmd

import "syscall"

// exitWithParent makes a process die when the one that started it is killed.
func exitWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
