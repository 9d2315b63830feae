package cmd

import "syscall"

// dieWithUs makes the child end when this process is killed.
func dieWithUs() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
