package control

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

// longestSocket is how long a socket's path may be: 108 bytes on Linux, 104 on
// macOS, with their NUL.
const longestSocket = 100

// socketPath is beside the database, or in the folder for temporary files where
// that path is too long for a socket.
func socketPath(database string) (string, error) {
	absolute, err := filepath.Abs(database)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		absolute = real
	}
	path := absolute + ".sock"
	if len(path) <= longestSocket {
		return path, nil
	}
	sum := sha256.Sum256([]byte(absolute))
	return filepath.Join(os.TempDir(), "donatebot-"+strconv.Itoa(os.Getuid())+"-"+hex.EncodeToString(sum[:8])+".sock"), nil
}

// listen opens the socket. The caller holds the database, so a socket that is
// there already is a leftover of a process that was killed.
func listen(database string) (net.Listener, error) {
	path, err := socketPath(database)
	if err != nil {
		return nil, err
	}
	if info, err := os.Lstat(path); err == nil && info.Mode()&os.ModeSocket != 0 {
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("control socket: %w", err)
		}
	}
	var l net.Listener
	err = withOwnerOnly(func() (err error) {
		l, err = net.Listen("unix", path)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	return &owners{l}, nil
}

// owners takes connections of the process's own user, and of root, only.
type owners struct{ net.Listener }

var errStranger = errors.New("another user is at the other end of the socket")

// Accept implements net.Listener: strangers are hung up on.
func (o *owners) Accept() (net.Conn, error) {
	for {
		c, err := o.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if ownUser(c) == nil {
			return c, nil
		}
		c.Close()
	}
}
