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

// replaceable is an error where something else than a file has that name. The copy
// takes the place of what is there, and /dev/stdout must not lose its own.
func replaceable(path string) error {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is there, and is no plain file: choose another name", path)
	}
	return nil // what else is wrong with it shows when the copy is made
}

func (p *program) backup() *cobra.Command {
	output := ""
	c := &cobra.Command{
		Use: "backup", Short: "Write a complete copy of the database", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error {
			if output == "" {
				return errors.New("--output FILE is missing: where should the copy be?")
			}
			return nil
		},
		RunE: does(func(ctx context.Context, _ []string) error {
			path, err := filepath.Abs(output)
			if err != nil {
				return err
			}
			if err := replaceable(path); err != nil {
				return err
			}
			return p.desk(ctx, func(_ *config.Config, desk control.Admin) error {
				if err := desk.Backup(ctx, path); err != nil {
					return err
				}
				_, err := fmt.Fprintf(p.Out, "%s\n", path)
				return err
			})
		}),
	}
	c.Flags().StringVar(&output, "output", "", "the `file` to write; one of that name is replaced")
	return c
}
