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

// child is the demo's bot: this program again, as a process that can be killed.
type child struct {
	log  *slog.Logger
	out  io.Writer
	args []string
	env  []string

	mu      sync.Mutex
	process *exec.Cmd
	ended   chan struct{} // of the process
	wanted  bool          // it should be running
	trouble chan error
}

// start starts the process, unless it is running.
func (c *child) start() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.process != nil {
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	if c.trouble == nil {
		c.trouble = make(chan error, 1)
	}
	p := exec.Command(self, c.args...)
	p.Env, p.Stdout, p.Stderr = c.env, c.out, c.out
	p.SysProcAttr = dieWithUs()
	if err := p.Start(); err != nil {
		return fmt.Errorf("start the bot: %w", err)
	}
	c.process, c.ended, c.wanted = p, make(chan struct{}), true
	go c.wait(p, c.ended)
	return nil
}

func (c *child) wait(p *exec.Cmd, ended chan struct{}) {
	err := p.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.process = nil
	close(ended)
	if c.wanted {
		select {
		case c.trouble <- err:
		default:
		}
	}
}

// kill kills the process as a power cut would.
func (c *child) kill() error { return c.end(func(p *os.Process) error { return p.Kill() }) }

// stop lets the process finish what is under way.
func (c *child) stop() {
	if err := c.end(func(p *os.Process) error { return p.Signal(syscall.SIGTERM) }); err != nil {
		c.log.Warn("the bot did not stop", "error", err)
	}
}

// end ends the process and waits for that.
func (c *child) end(how func(*os.Process) error) error {
	c.mu.Lock()
	c.wanted = false
	p, ended := c.process, c.ended
	c.mu.Unlock()
	if p == nil {
		return nil
	}
	if err := how(p.Process); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-ended:
		return nil
	case <-time.After(5 * time.Second):
	}
	if err := p.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-ended
	return nil
}

func (c *child) running() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.process != nil
}

// failed waits until the process ends by itself. One that was told to end, as all
// are by Ctrl-C in a terminal, has not failed.
func (c *child) failed(ctx context.Context) error {
	select {
	case err := <-c.trouble:
		if err == nil || ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("the bot has ended by itself: %w", err)
	case <-ctx.Done():
		return nil
	}
}
