package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"

	"github.com/spf13/cobra"
)

func (p *program) backup() *cobra.Command {
	output := ""
	c := &cobra.Command{
		Use: "backup --output FILE", Short: "Write a complete backup of the database", DisableFlagsInUseLine: true, Args: cobra.NoArgs,
		Long: "Write a complete backup of the database and print its path. If the bot is running, it writes the file and must be allowed to.",
		PreRunE: func(*cobra.Command, []string) error {
			if output == "" {
				return errors.New("--output FILE is required: where should the backup go?")
			}
			return nil
		},
		RunE: runE(func(ctx context.Context, _ []string) error {
			path, err := filepath.Abs(output)
			if err != nil {
				return err
			}
			if err := requireReplaceable(path); err != nil {
				return err
			}
			return p.withAdmin(ctx, func(_ *config.Config, admin control.Admin) error {
				if err := admin.Backup(ctx, path); err != nil {
					return err
				}
				if target, err := filepath.EvalSymlinks(path); err == nil {
					path = target // where it really is
				}
				_, err := fmt.Fprintf(p.Out, "%s\n", path)
				return err
			})
		}),
	}
	c.Flags().StringVar(&output, "output", "", "`file` to write, in place of an existing one")
	return c
}

// requireReplaceable fails if path is something other than a file. The backup takes
// the place of what is there, which would cost /dev/stdout its name.
func requireReplaceable(path string) error {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s exists and is not a regular file: choose another name", path)
	}
	return nil // whatever else is wrong shows when the backup is written
}
