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
	"strconv"
)

// maxSocketPath is how many bytes a socket's path may have: Linux allows 108 and
// macOS 104, including the NUL.
const maxSocketPath = 100

// socketPath returns the path of the socket: beside the database, or in the
// directory for temporary files if that path is too long for a socket.
func socketPath(database string) (string, error) {
	absolute, err := filepath.Abs(database)
	if err != nil {
		return "", err
	}
	if resolved, err := filepath.EvalSymlinks(absolute); err == nil {
		absolute = resolved
	}
	path := absolute + ".sock"
	if len(path) <= maxSocketPath {
		return path, nil
	}
	sum := sha256.Sum256([]byte(absolute))
	return filepath.Join(os.TempDir(), "donatebot-"+strconv.Itoa(os.Getuid())+"-"+hex.EncodeToString(sum[:8])+".sock"), nil
}

// listen opens the socket. The caller has the database open, so a socket that is
// already there was left behind by a process that was killed.
func listen(ctx context.Context, database string) (net.Listener, error) {
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
		l, err = new(net.ListenConfig).Listen(ctx, "unix", path)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	return &ownUserListener{l}, nil
}

// ownUserListener accepts connections of the process's own user and of root only.
type ownUserListener struct{ net.Listener }

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
