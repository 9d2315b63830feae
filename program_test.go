package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/donatebot/donatebot/cmd"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// asProgram makes the test binary the program itself.
const asProgram = "DONATEBOT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	switch os.Getenv(asProgram) {
	case "":
	case "1":
		os.Unsetenv(asProgram)
		os.Exit(profiled(func() int {
			return cmd.Main(os.Args[1:], cmd.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, example)
		}))
	default:
		compared(os.Getenv(asProgram))
	}
	os.Exit(m.Run())
}

// profiled writes a CPU profile of the program to the file that PROFILE names.
func profiled(run func() int) int {
	path := os.Getenv("PROFILE")
	if path == "" {
		return run()
	}
	file, err := os.Create(path)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	if err := pprof.StartCPUProfile(file); err != nil {
		panic(err)
	}
	defer pprof.StopCPUProfile()
	return run()
}

// station is a sandbox with a configuration for the real program.
type station struct {
	*sandboxtest.World
	t      testing.TB
	folder string
	log    *logs
}

// logs keeps what the program wrote.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

const settings = `
telegram: {token: "%s", api_url: "%s"}
organisation: {name: Harbour Hands, timezone: Pacific/Auckland}
payments: {providers: {stripe: {token: "284685063:TEST:demo-stripe", currencies: [EUR, USD]}}}
limits: {messages_per_second: 0, invoices: 0, refusals: 0}
campaigns:
  - {id: boat, title: A lifeboat, description: An engine., currency: EUR, amounts: [10, 25], tips: {max: 50, suggested: [1, 2]}}
  - {id: books, title: School books, description: For all., currency: USD, amounts: [12]}
`

func newStation(t testing.TB, o sandbox.Options) *station {
	t.Helper()
	s := &station{World: sandboxtest.New(t, o), t: t, folder: t.TempDir(), log: &logs{}}
	text := fmt.Sprintf(settings, s.Token(), s.URL)
	if err := os.WriteFile(s.config(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, secret := range []string{s.Token(), "284685063:TEST", "@example", "15550100"} {
			if strings.Contains(s.log.String(), secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	})
	return s
}

func (s *station) config() string   { return filepath.Join(s.folder, "config.yaml") }
func (s *station) database() string { return filepath.Join(s.folder, "donations.db") }

// bot is one life of the program.
type bot struct {
	*exec.Cmd
	ended chan error
}

func (s *station) run() *bot { return s.runAs("1") }

// runAs runs the program, or one that it is compared with.
func (s *station) runAs(what string) *bot {
	s.t.Helper()
	b := &bot{Cmd: exec.Command(os.Args[0], "run", "--config", s.config()), ended: make(chan error, 1)}
	b.Env = append(os.Environ(), asProgram+"="+what, "COMPARED_URL="+s.URL, "COMPARED_TOKEN="+s.Token(), "COMPARED_FILE="+s.database())
	b.Stderr = s.log
	b.Stdout = s.log
	if err := b.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() { b.ended <- b.Wait() }()
	s.t.Cleanup(func() { b.Process.Kill() })
	return b
}

// kill ends the program as a power cut would.
func (s *station) kill(b *bot) {
	s.t.Helper()
	if err := b.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		s.t.Fatal(err)
	}
	<-b.ended
}

// stop ends the program as a service manager does, and checks how it ends.
func (s *station) stop(b *bot) {
	s.t.Helper()
	begun := time.Now()
	if err := b.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	select {
	case err := <-b.ended:
		if err != nil {
			s.t.Errorf("SIGTERM ends the program with %v", err)
		}
	case <-time.After(20 * time.Second):
		s.t.Fatalf("the program does not stop\n%s", s.log)
	}
	if took := time.Since(begun); took > 3*time.Second {
		s.t.Errorf("stopping took %v", took)
	}
}

// until waits until the condition holds.
func (s *station) until(what string, limit time.Duration, holds func() bool) {
	s.t.Helper()
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return
		}
	}
	s.t.Fatalf("it never came to this: %s\n%s", what, tail(s.log.String(), 30))
}

func tail(text string, lines int) string {
	all := strings.Split(text, "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// gives is a whole donation. Where the bot does not answer, being dead, it ends
// with an error, and nothing may be lost by it.
func gives(ctx context.Context, p *sandbox.Person, campaign, amount string, tip int64) error {
	sent := p.Start(campaign)
	card, err := next(ctx, p, sent.ID, func(m *sandbox.Message) bool { return len(m.Keyboard) > 1 && m.Invoice == nil })
	if err != nil {
		return err
	}
	taps, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if _, err := p.Tap(taps, card, amount); err != nil {
		return err
	}
	invoice, err := next(ctx, p, card.ID, func(m *sandbox.Message) bool { return m.Invoice != nil })
	if err != nil {
		return err
	}
	_, err = p.Pay(ctx, invoice, sandbox.Payment{Tip: tip})
	return err
}

// next waits a little for a message after the one of that id.
func next(ctx context.Context, p *sandbox.Person, after int64, fits func(*sandbox.Message) bool) (*sandbox.Message, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	for {
		changed := p.Chat().Changed()
		for _, m := range p.Chat().Messages() {
			if m.ID > after && fits(m) {
				return m, nil
			}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
