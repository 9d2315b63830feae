//go:build unix

package cmd

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long tests wait for what should come at once.
const patience = 10 * time.Second

// process is the program as a process of its own.
type process struct {
	t        *testing.T
	cmd      *exec.Cmd
	out, err *text
	ended    chan struct{}
}

// text is what a process has written so far.
type text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (x *text) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.Write(p)
}

func (x *text) String() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.b.String()
}

// launch starts the program in a directory; it is killed when the test ends.
func launch(t *testing.T, directory string, env []string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command("donatebot", args...), out: &text{}, err: &text{}, ended: make(chan struct{})}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = directory, p.out, p.err
	p.cmd.Env = append(os.Environ(), env...)
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait() // exit tells
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // fails if it has exited
		<-p.ended
		if t.Failed() {
			t.Logf("donatebot %s said:\n%s%s", strings.Join(args, " "), p.out, p.err)
		}
	})
	return p
}

// says waits until the log, or what goes to standard output, matches.
func (p *process) says(pattern string) {
	p.t.Helper()
	form := regexp.MustCompile("(?m)" + pattern)
	eventually(p.t, "it says "+pattern, func() bool { return form.MatchString(p.err.String()) || form.MatchString(p.out.String()) })
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// exits waits for the end, with that status and within that time.
func (p *process) exits(status int, within time.Duration) {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(within):
		p.t.Fatalf("it has not ended within %v", within)
	}
	if got := p.cmd.ProcessState.ExitCode(); got != status {
		p.t.Fatalf("exit status %d, want %d", got, status)
	}
}

// stops tells the process to end, as a service manager does, and expects that it
// does within three seconds.
func (p *process) stops() {
	p.t.Helper()
	p.signal(syscall.SIGTERM)
	p.exits(0, 3*time.Second)
}

// eventually waits until the condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("it never came to this: %s", what)
}

// answer is what a command said.
type answer struct {
	out, err string
	status   int
}

// command runs the program to its end.
func command(t *testing.T, directory string, env []string, args ...string) answer {
	t.Helper()
	c := exec.Command("donatebot", args...)
	var out, errs bytes.Buffer
	c.Dir, c.Env, c.Stdout, c.Stderr = directory, append(os.Environ(), env...), &out, &errs
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return answer{out.String(), errs.String(), c.ProcessState.ExitCode()}
}

// ownerOnly fails where others can read one of these files.
func ownerOnly(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			t.Error(err)
		} else if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has the mode %#o", filepath.Base(path), got)
		}
	}
}
