// Package cmd is the commands, one file each, and the wiring of the parts that
// they need. It decides what a person sees of an error and which status the
// process ends with.
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

	"github.com/spf13/cobra"
)

// Streams are where the program reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// program is what all commands share.
type program struct {
	Streams
	example fs.FS // configuration of the demo
	config  string
	log     *slog.Logger
}

// failure is an error of a command that was used rightly.
type failure struct{ error }

func (f failure) Unwrap() error { return f.error }

// errSilent ends the program with 1 after everything was said.
var errSilent = errors.New("")

// Main runs the command of the arguments and returns the exit status: 0, 1 where
// it failed, 2 where it was used wrongly.
func Main(args []string, s Streams, example fs.FS) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := &program{Streams: s, example: example, log: slog.New(slog.NewTextHandler(s.Err, nil))}
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
	fmt.Fprintf(s.Err, "%v\n%s --help shows how it is used\n", err, used.CommandPath())
	return 2
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "donatebot", Short: "Takes donations for a nonprofit in Telegram", SilenceErrors: true, SilenceUsage: true, Version: versionOf(),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return errors.New("a command is missing: demo tries it out, run is the bot")
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.PersistentFlags().StringVar(&p.config, "config", "config.yaml", "the configuration `file`")
	root.AddCommand(p.run(), p.demo(), p.check(), p.stats(), p.export(), p.verify(), p.backup(), p.refund(), p.review(), p.settle(), p.sandbox(), p.version())
	return root
}

// does makes a command's function of one whose errors mean that it failed.
func does(run func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		if err := run(c.Context(), args); err != nil {
			return failure{err}
		}
		return nil
	}
}
