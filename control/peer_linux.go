package control

import (
	"errors"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// verifyOwnUser fails unless the process at the other end runs as our own user or
// as root.
func verifyOwnUser(c net.Conn) error {
	uid, err := peerUser(c)
	if err == nil && uid != 0 && uid != os.Getuid() {
		err = errOtherUser
	}
	return err
}

// verifyOwner fails unless whoever listens can be the bot that has the database
// open: our own user, root, or the file's owner. Anybody could have put a socket
// into the directory for temporary files.
func verifyOwner(c net.Conn, database string) error {
	err := verifyOwnUser(c)
	if !errors.Is(err, errOtherUser) {
		return err
	}
	uid, err := peerUser(c)
	if err != nil {
		return err
	}
	info, err := os.Stat(database)
	if err != nil {
		return err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !ok || int(stat.Uid) != uid {
		return errOtherUser
	}
	return nil
}

// peerUser returns the user id of the process at the other end.
func peerUser(c net.Conn) (uid int, err error) {
	conn, ok := c.(*net.UnixConn)
	if !ok {
		return 0, errOtherUser
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var cred *unix.Ucred
	var failed error
	err = raw.Control(func(fd uintptr) { cred, failed = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED) })
	if err = errors.Join(err, failed); err != nil {
		return 0, err
	}
	return int(cred.Uid), nil
}
