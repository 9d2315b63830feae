package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// botProcess is the demo's bot: this program once more, as a process that can be
// killed and started again.
type botProcess struct {
	log  *slog.Logger
	out  io.Writer // takes what the process writes
	args []string
	env  func() []string // of a process that starts now

	mu      sync.Mutex
	process *exec.Cmd     // nil while it is not running
	exited  chan struct{} // closed when process has exited
	wanted  bool          // nobody has asked it to exit
	failed  chan error    // holds the error of a process that exited unasked
}

func newBotProcess(log *slog.Logger, out io.Writer, args ...string) *botProcess {
	return &botProcess{log: log, out: out, args: args, failed: make(chan error, 1)}
}

// start starts the process, unless it is running.
func (b *botProcess) start() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.process != nil {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	p := exec.Command(self, b.args...)
	p.Env, p.Stdout, p.Stderr = b.env(), b.out, b.out
	p.SysProcAttr = exitWithParent()
	if err := p.Start(); err != nil {
		return fmt.Errorf("start the bot: %w", err)
	}
	b.process, b.exited, b.wanted = p, make(chan struct{}), true
	go b.wait(p, b.exited)
	return nil
}

func (b *botProcess) wait(p *exec.Cmd, exited chan struct{}) {
	err := p.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.process = nil
	close(exited)
	if b.wanted {
		select {
		case b.failed <- err:
		default: // an earlier failure is yet to be read
		}
	}
}

// kill kills the process as a power cut would.
func (b *botProcess) kill() error {
	return b.end(func(p *os.Process) error { return p.Kill() })
}

// stop lets the process finish what it is doing.
func (b *botProcess) stop() {
	if err := b.end(func(p *os.Process) error { return p.Signal(syscall.SIGTERM) }); err != nil {
		b.log.Warn("could not stop the bot", "error", err)
	}
}

// stopLimit is how long a process may take to exit before it is killed.
const stopLimit = 5 * time.Second

// end ends the process and waits until it has exited.
func (b *botProcess) end(how func(*os.Process) error) error {
	b.mu.Lock()
	b.wanted = false
	p, exited := b.process, b.exited
	b.mu.Unlock()
	if p == nil {
		return nil
	}
	if err := how(p.Process); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-exited:
		return nil
	case <-time.After(stopLimit):
	}
	if err := p.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-exited
	return nil
}

func (b *botProcess) running() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.process != nil
}

// waitForFailure waits until the process exits unasked or the context ends. A
// process that was told to exit has not failed; Ctrl-C in a terminal tells them all.
func (b *botProcess) waitForFailure(ctx context.Context) error {
	select {
	case err := <-b.failed:
		if err == nil || ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("the bot exited unexpectedly: %w", err)
	case <-ctx.Done():
		return nil
	}
}
