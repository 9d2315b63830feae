package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/web"

	"github.com/spf13/cobra"
)

// demo holds the flags of the demo command.
type demo struct {
	*program
	listen, data string
	open, quiet  bool
}

func (p *program) demo() *cobra.Command {
	d := &demo{program: p}
	c := &cobra.Command{
		Use: "demo", Short: "Try the bot in a browser, without an account of any kind", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error { return requireLoopback(d.listen) },
	}
	c.RunE = func(c *cobra.Command, _ []string) error {
		ownConfig := c.Flags().Changed("config")
		return runE(func(ctx context.Context, _ []string) error { return d.play(ctx, ownConfig) })(c, nil)
	}
	c.Flags().StringVar(&d.listen, "listen", "127.0.0.1:0", "loopback `address` to listen on; port 0 picks a free one")
	c.Flags().StringVar(&d.data, "data", "", "keep the database in this `directory`; without it, the database is deleted at the end")
	c.Flags().BoolVar(&d.open, "open", false, "open the page in your browser")
	c.Flags().BoolVar(&d.quiet, "quiet", false, "start without donations by the demo's donors")
	return c
}

// play prepares a directory and a configuration and runs the demo until the context
// ends. The bot is a process of its own, so that it can be killed like one.
func (d *demo) play(ctx context.Context, ownConfig bool) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP) // the terminal was closed
	defer stop()
	directory, err := d.directory()
	if err != nil {
		return err
	}
	if d.data == "" {
		defer os.RemoveAll(directory)
	}
	if !ownConfig {
		if d.config, err = unpack(d.example, directory); err != nil {
			return err
		}
	}
	environ := d.environ(ownConfig)
	onThisMachine := append(slices.Clone(environ), "DONATEBOT_TELEGRAM_API_URL=http://127.0.0.1") // where exactly is not known yet
	c, err := d.loadWith(config.Options{Environ: onThisMachine})
	if err != nil {
		return err
	}
	return d.simulate(ctx, c, environ, directory)
}

// simulate runs the sandbox, and the bot in it, until the context ends or the bot
// exits.
func (d *demo) simulate(ctx context.Context, c *config.Config, environ []string, directory string) error {
	s := sandbox.New(sandbox.Options{Pace: true, Now: d.now})
	people := newDemoPeople(s)
	bot := newBotProcess(d.log, d.Err, "run", "--config", d.config)
	serving, stopServing := context.WithCancel(context.WithoutCancel(ctx))
	defer stopServing()
	address, served, err := serveSandbox(serving, s, d.listen, &web.Switches{Kill: bot.kill, Start: bot.start, Running: bot.running})
	if err != nil {
		return err
	}
	environ = d.botEnviron(environ, c, s, people, address, directory)
	bot.env = func() []string {
		if c.ClockStart.IsZero() {
			return environ
		}
		return append(slices.Clone(environ), "DONATEBOT_CLOCK="+d.now().Format(time.RFC3339)) // that of the sandbox by now
	}
	if err := bot.start(); err != nil {
		return err
	}
	d.announce(address, directory)
	if !d.quiet {
		go people.give(ctx, d, c)
	}
	err = bot.waitForFailure(ctx)
	bot.stop() // while there still is a Telegram
	stopServing()
	return errors.Join(err, served())
}

func (d *demo) announce(address, directory string) {
	fmt.Fprintf(d.Out, "%s\n\nOpen the address above in a browser: it is Telegram, simulated on this machine. No account, no card, no money.\n", address)
	if d.data != "" {
		fmt.Fprintf(d.Out, "The database is %s.\n", filepath.Join(directory, "donations.db"))
	}
	fmt.Fprintln(d.Out, "Press Ctrl-C to stop.")
	if d.open {
		if err := openBrowser(address); err != nil {
			d.log.Warn("could not open the browser", "error", err)
		}
	}
}

// directory returns where the database and the example's files go.
func (d *demo) directory() (string, error) {
	if d.data == "" {
		return os.MkdirTemp("", "donatebot-demo-") // mode 0700
	}
	if err := os.MkdirAll(d.data, 0o700); err != nil {
		return "", fmt.Errorf("--data: %w", err)
	}
	return filepath.Abs(d.data)
}

// unpack writes the example into the directory and returns the path of its
// configuration. Files that exist stay as they are, so that they can be edited.
func unpack(example fs.FS, directory string) (string, error) {
	to := filepath.Join(directory, "example")
	err := fs.WalkDir(example, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path := filepath.Join(to, filepath.FromSlash(name))
		if d.IsDir() {
			return os.MkdirAll(path, 0o700)
		}
		text, err := fs.ReadFile(example, name)
		if err != nil {
			return err
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			return nil
		} else if err != nil {
			return err
		}
		_, err = file.Write(text)
		return errors.Join(err, file.Close())
	})
	if err != nil {
		return "", fmt.Errorf("unpack the example: %w", err)
	}
	return filepath.Join(to, "config.yaml"), nil
}

// environ returns the environment without the variables of a real bot, whose token
// and ledger the demo must not touch. The example has providers of its own.
func (d *demo) environ(ownConfig bool) (rest []string) {
	foreign := []string{"DONATEBOT_TELEGRAM_", "DONATEBOT_STORAGE_"}
	if !ownConfig {
		foreign = append(foreign, "DONATEBOT_PAYMENTS_")
	}
	for _, line := range os.Environ() {
		if !slices.ContainsFunc(foreign, func(prefix string) bool { return strings.HasPrefix(line, prefix) }) {
			rest = append(rest, line)
		}
	}
	return rest
}

// botEnviron returns the environment that connects the bot to the sandbox and to a
// ledger of the demo's own.
func (d *demo) botEnviron(environ []string, c *config.Config, s *sandbox.Sandbox, people demoPeople, address, directory string) []string {
	environ = append(environ,
		"DONATEBOT_TELEGRAM_TOKEN="+s.Token(), "DONATEBOT_TELEGRAM_API_URL="+address,
		"DONATEBOT_TELEGRAM_ADMINS="+strconv.FormatInt(people.admin.ID, 10), "DONATEBOT_TELEGRAM_ADMIN_CHAT="+strconv.FormatInt(people.team.ID, 10),
		"DONATEBOT_STORAGE_PATH="+filepath.Join(directory, "donations.db"),
		"DONATEBOT_STORAGE_STATE_FILE="+filepath.Join(directory, "donations.state"))
	if c.Storage.BackupDir != "" { // the demo must not push out the backups of a real bot
		environ = append(environ, "DONATEBOT_STORAGE_BACKUP_DIR="+filepath.Join(directory, "backups"))
	}
	return environ
}

func openBrowser(address string) error {
	command := map[string][]string{"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"}}[runtime.GOOS]
	if command == nil {
		command = []string{"xdg-open"}
	}
	path, err := exec.LookPath(command[0])
	if err != nil {
		return errors.New("open this address yourself: " + address)
	}
	return exec.Command(path, append(command[1:], address)...).Start()
}
