package control

import (
	"errors"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// ownUser is an error where another user than ours, or root, is at the other end.
func ownUser(c net.Conn) error {
	uid, err := peer(c)
	if err == nil && uid != 0 && uid != os.Getuid() {
		err = errStranger
	}
	return err
}

// holder is an error where whoever answers can't be the one who holds the
// database: neither root nor us nor its owner. A socket in the folder for
// temporary files could be anybody's.
func holder(c net.Conn, database string) error {
	err := ownUser(c)
	if !errors.Is(err, errStranger) {
		return err
	}
	uid, err := peer(c)
	if err != nil {
		return err
	}
	info, err := os.Stat(database)
	if err != nil {
		return err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); !ok || int(stat.Uid) != uid {
		return errStranger
	}
	return nil
}

// peer is the user at the other end.
func peer(c net.Conn) (uid int, err error) {
	conn, ok := c.(*net.UnixConn)
	if !ok {
		return 0, errStranger
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
