package control

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
)

// maxSocketPath is how many bytes a socket's address may have: Linux allows 108 and
// macOS 104, including the NUL.
const maxSocketPath = 100

// maxSocketName leaves room for a directory in front of the name.
const maxSocketName = 70

// place is where a socket lies, and how to get there.
type place struct {
	path    string // of the file
	address string // for the system, which takes a short one only
	release func() // ends the use of the address
}

// socketPath returns the path of the socket: beside the database, under its name.
func socketPath(database string) (string, error) {
	absolute, err := filepath.Abs(database)
	if err != nil {
		return "", err
	}
	if resolved, err := filepath.EvalSymlinks(absolute); err == nil {
		absolute = resolved
	}
	name := filepath.Base(absolute) + ".sock"
	if len(name) > maxSocketName {
		name = "donatebot-" + digest(name) + ".sock"
	}
	return filepath.Join(filepath.Dir(absolute), name), nil
}

// digest returns a short name for a long one.
func digest(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:8])
}

// reach returns the place of the database's socket.
func reach(database string) (place, error) {
	path, err := socketPath(database)
	if err != nil {
		return place{}, err
	}
	if len(path) <= maxSocketPath {
		return place{path, path, func() {}}, nil
	}
	p, err := reachLong(path)
	if err != nil {
		return place{}, fmt.Errorf("control socket: %w", err)
	}
	return p, nil
}

// listen opens the socket. The caller has the database open, so a socket that is
// already there was left behind by a process that was killed.
func listen(ctx context.Context, database string) (net.Listener, error) {
	at, err := reach(database)
	if err != nil {
		return nil, err
	}
	defer at.release()
	if info, err := os.Lstat(at.path); err == nil && info.Mode()&os.ModeSocket != 0 {
		if err := os.Remove(at.path); err != nil {
			return nil, fmt.Errorf("control socket: %w", err)
		}
	}
	var l net.Listener
	err = withOwnerOnly(func() (err error) {
		l, err = new(net.ListenConfig).Listen(ctx, "unix", at.address)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	if socket, ok := l.(*net.UnixListener); ok {
		socket.SetUnlinkOnClose(false) // its address may lead nowhere by then
	}
	return &ownUserListener{l, at.path}, nil
}

// ownUserListener accepts connections of the process's own user and of root only.
type ownUserListener struct {
	net.Listener
	path string
}

var errOtherUser = errors.New("another user is at the other end of the socket")

// Accept implements [net.Listener]: it hangs up on other users.
func (o *ownUserListener) Accept() (net.Conn, error) {
	for {
		c, err := o.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if verifyOwnUser(c) == nil {
			return c, nil
		}
		c.Close()
	}
}

// Close implements [net.Listener]: it removes the socket.
func (o *ownUserListener) Close() error {
	os.Remove(o.path) // fails only if somebody has removed it already
	return o.Listener.Close()
}
