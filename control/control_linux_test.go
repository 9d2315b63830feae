package control

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

const nobody = 65534

// asNobody runs a function in a thread of another user, which ends with it.
func asNobody(t *testing.T, do func() error) error {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can be somebody else")
	}
	result := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // and never unlocked, so that nothing else runs in this thread
		if _, _, errno := unix.RawSyscall(unix.SYS_SETRESUID, nobody, nobody, nobody); errno != 0 {
			result <- errno
			return
		}
		result <- do()
	}()
	return <-result
}

// reachable lets other users into the directory of a test.
func reachable(t *testing.T, directory string) {
	t.Helper()
	for _, path := range []string{directory, filepath.Dir(directory)} {
		if err := os.Chmod(path, 0o711); err != nil {
			t.Fatal(err)
		}
	}
}

// greeting reads what comes from the socket without being asked.
func greeting(path string) error {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	if err := unix.Connect(fd, &unix.SockaddrUnix{Name: path}); err != nil {
		return err
	}
	if err := unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 5}); err != nil {
		return err
	}
	n, err := unix.Read(fd, make([]byte, 1))
	if err == nil && n == 0 {
		return io.EOF
	}
	return err
}

func TestStrangersAreHungUpOn(t *testing.T) {
	directory := t.TempDir()
	s := openLedger(t, filepath.Join(directory, "donations.db"))
	serve(t, s)
	reachable(t, directory)
	if err := asNobody(t, func() error { return greeting(s.path + ".sock") }); !errors.Is(err, syscall.EACCES) {
		t.Errorf("the socket's mode: %v", err)
	}
	if err := os.Chmod(s.path+".sock", 0o666); err != nil {
		t.Fatal(err)
	}
	if err := asNobody(t, func() error { return greeting(s.path + ".sock") }); !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("with the mode of another: %v", err)
	}
	if _, err := overSocket(t, s).OpenItems(t.Context()); err != nil {
		t.Errorf("its own user: %v", err)
	}
}

// TestAStrangersSocketIsNotTrusted: in the directory for temporary files anybody can
// listen under the name that a long path has there.
func TestAStrangersSocketIsNotTrusted(t *testing.T) {
	directory := t.TempDir()
	s := openLedger(t, filepath.Join(directory, "donations.db"))
	reachable(t, directory)
	if err := os.Chmod(directory, 0o777); err != nil {
		t.Fatal(err)
	}
	var stranger net.Listener
	err := asNobody(t, func() (err error) {
		stranger, err = net.Listen("unix", s.path+".sock")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	if _, _, err := Open(t.Context(), s.path, opener, settings(), time.Now); !errors.Is(err, errOtherUser) {
		t.Errorf("%v", err)
	}
}
