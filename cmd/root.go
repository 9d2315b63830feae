// Package cmd holds the commands, one file each, and puts together the parts that
// they need. It decides what a person sees of an error and with which status the
// process exits.
package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// english is the language that the commands speak.
const english = "en"

// Streams are where the program reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// program is what all commands share.
type program struct {
	Streams
	example fs.FS // the demo's configuration and photos
	config  string
	log     *slog.Logger
	started time.Time
	ahead   time.Duration // of the machine's clock; see setClock
}

// failure is an error of a command that was used correctly.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// errSilent makes the program exit with 1 when everything has been said already.
var errSilent = errors.New("")

// Main runs the command that the arguments name and returns the exit status: 0, 1
// if it failed, 2 if it was used wrongly.
func Main(args []string, s Streams, example fs.FS) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := &program{Streams: s, example: example, log: slog.New(slog.NewTextHandler(s.Err, nil)), started: time.Now()}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	used, err := root.ExecuteContextC(ctx)
	var failed failure
	switch {
	case err == nil:
		return 0
	case errors.As(err, &failed):
		if !errors.Is(err, errSilent) {
			fmt.Fprintln(s.Err, err)
		}
		return 1
	}
	fmt.Fprintf(s.Err, "%v\nsee '%s --help'\n", err, used.CommandPath())
	return 2
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "donatebot", Short: "Take donations for a nonprofit in Telegram", SilenceErrors: true, SilenceUsage: true, Version: programVersion(),
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("no command given: try 'demo', or 'run' to start the bot")
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentFlags().StringVar(&p.config, "config", "config.yaml", "configuration `file`")
	root.AddCommand(p.run(), p.demo(), p.check(), p.stats(), p.export(), p.verify(), p.backup(), p.restore(), p.refund(), p.review(), p.accept(), p.undo(), p.closeItem(),
		p.sandbox(), p.version())
	return root
}

// runE adapts a command's function to cobra: what it returns is a failure, not a
// mistake in how the command was used.
func runE(run func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		if err := run(c.Context(), args); err != nil {
			return failure{err}
		}
		return nil
	}
}
