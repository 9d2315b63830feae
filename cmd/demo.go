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

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/web"

	"github.com/spf13/cobra"
)

// demo is what the demo command was asked for.
type demo struct {
	*program
	listen, data string
	open, quiet  bool
}

func (p *program) demo() *cobra.Command {
	d := &demo{program: p}
	c := &cobra.Command{
		Use: "demo", Short: "Try the bot in a browser, without any account", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error { return loopback(d.listen) },
	}
	c.RunE = func(c *cobra.Command, _ []string) error {
		own := c.Flags().Changed("config")
		return does(func(ctx context.Context, _ []string) error { return d.play(ctx, own) })(c, nil)
	}
	c.Flags().StringVar(&d.listen, "listen", "127.0.0.1:0", "the loopback `address`; port 0 takes a free one")
	c.Flags().StringVar(&d.data, "data", "", "keep the database in this `folder`; without it, it is thrown away")
	c.Flags().BoolVar(&d.open, "open", false, "open the page in the browser")
	c.Flags().BoolVar(&d.quiet, "quiet", false, "nobody gives by themselves")
	return c
}

// play runs sandbox and bot until the context ends. The bot is a process of its
// own, so that it can be killed like one.
func (d *demo) play(ctx context.Context, ownConfig bool) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGHUP) // the terminal was closed
	defer stop()
	folder, err := d.folder()
	if err != nil {
		return err
	}
	if d.data == "" {
		defer os.RemoveAll(folder)
	}
	if !ownConfig {
		if d.config, err = unpack(d.example, folder); err != nil {
			return err
		}
	}
	environ := d.environ(ownConfig)
	c, err := d.loadWith(config.Options{Environ: environ})
	if err != nil {
		return err
	}
	s := sandbox.New(sandbox.Options{Pace: true})
	cast := castOf(s)
	child := &child{log: d.log, out: d.Err, args: []string{"run", "--config", d.config}}
	serving, stopServing := context.WithCancel(context.WithoutCancel(ctx))
	defer stopServing()
	address, served, err := serveSandbox(serving, s, d.listen, &web.Switches{Kill: child.kill, Start: child.start, Running: child.running})
	if err != nil {
		return err
	}
	child.env = d.childEnviron(environ, c, s, cast, address, folder)
	if err := child.start(); err != nil {
		return err
	}
	d.announce(address, folder)
	if !d.quiet {
		go cast.give(ctx, d, c.Settings)
	}
	err = child.failed(ctx)
	child.stop() // before its Telegram goes
	stopServing()
	return errors.Join(err, served())
}

func (d *demo) announce(address, folder string) {
	fmt.Fprintf(d.Out, "%s\n\nOpen the address above in a browser: it is Telegram, played on this machine. No account, no card, no money.\n", address)
	if d.data != "" {
		fmt.Fprintf(d.Out, "The database is %s.\n", filepath.Join(folder, "donations.db"))
	}
	fmt.Fprintln(d.Out, "Ctrl-C ends it.")
	if d.open {
		if err := openBrowser(address); err != nil {
			d.log.Warn("the browser could not be opened", "error", err)
		}
	}
}

// folder is where the database is, and the example's files.
func (d *demo) folder() (string, error) {
	if d.data == "" {
		return os.MkdirTemp("", "donatebot-demo-") // mode 0700
	}
	if err := os.MkdirAll(d.data, 0o700); err != nil {
		return "", fmt.Errorf("--data: %w", err)
	}
	return filepath.Abs(d.data)
}

// unpack writes the example into the folder and returns the path of its
// configuration. What is there already stays, so that it can be changed.
func unpack(example fs.FS, folder string) (string, error) {
	to := filepath.Join(folder, "example")
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
		return "", fmt.Errorf("example: %w", err)
	}
	return filepath.Join(to, "config.yaml"), nil
}

// environ is the environment without the variables of a real bot, which the demo
// must not touch: neither its token nor its ledger. The example's providers are its own.
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

// childEnviron makes the bot one of the sandbox, with a ledger of its own.
func (d *demo) childEnviron(environ []string, c *config.Config, s *sandbox.Sandbox, cast cast, address, folder string) []string {
	environ = append(environ,
		"DONATEBOT_TELEGRAM_TOKEN="+s.Token(), "DONATEBOT_TELEGRAM_API_URL="+address,
		"DONATEBOT_TELEGRAM_ADMINS="+strconv.FormatInt(cast.admin.ID, 10), "DONATEBOT_TELEGRAM_ADMIN_CHAT="+strconv.FormatInt(cast.team.ID, 10),
		"DONATEBOT_STORAGE_PATH="+filepath.Join(folder, "donations.db"))
	if c.Storage.BackupDir != "" { // copies of the demo must not push out those of a real bot
		environ = append(environ, "DONATEBOT_STORAGE_BACKUP_DIR="+filepath.Join(folder, "backups"))
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
		return errors.New("open it yourself: " + address)
	}
	return exec.Command(path, append(command[1:], address)...).Start()
}
