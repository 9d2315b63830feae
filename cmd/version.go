package cmd

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (p *program) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which version this is", Args: cobra.NoArgs,
		RunE: does(func(context.Context, []string) error {
			_, err := fmt.Fprintln(p.Out, "donatebot", versionOf())
			return err
		}),
	}
}

func versionOf() string {
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
