package control

import (
	"net"
	"os"

	"golang.org/x/sys/unix"
)

// ownUser is an error where another user than ours, or root, is at the other end.
func ownUser(c net.Conn) error {
	conn, ok := c.(*net.UnixConn)
	if !ok {
		return errStranger
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var peer *unix.Ucred
	var failed error
	err = raw.Control(func(fd uintptr) { peer, failed = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED) })
	switch {
	case err != nil:
		return err
	case failed != nil:
		return failed
	case peer.Uid != 0 && int(peer.Uid) != os.Getuid():
		return errStranger
	}
	return nil
}
