package cmd

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (p *program) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: runE(func(context.Context, []string) error {
			_, err := fmt.Fprintln(p.Out, "donatebot", programVersion())
			return err
		}),
	}
}

// programVersion returns the versions of this program and of Go.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	version := info.Main.Version
	if version == "" {
		version = "(development)"
	}
	return version + " " + info.GoVersion
}
