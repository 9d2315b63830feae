package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"

	"github.com/spf13/cobra"
)

// errNotRepaired means that the donations themselves contradict each other.
var errNotRepaired = errors.New("some differences are in the donations themselves and can't be repaired: compare with your provider, or restore a backup")

func (p *program) verify() *cobra.Command {
	repair := false
	c := &cobra.Command{
		Use: "verify", Short: "Recompute every index and total and list the differences", Args: cobra.NoArgs,
		RunE: runE(func(ctx context.Context, _ []string) error {
			return p.withAdmin(ctx, func(_ *config.Config, admin control.Admin) error { return p.verifyAndRepair(ctx, admin, repair) })
		}),
	}
	c.Flags().BoolVar(&repair, "repair", false, "rebuild indexes and totals from the donations, after making a backup")
	return c
}

func (p *program) verifyAndRepair(ctx context.Context, admin control.Admin, repair bool) error {
	found, err := p.printDifferences(ctx, admin)
	if err != nil {
		return err
	}
	if found == 0 {
		fmt.Fprintln(p.Out, "everything adds up")
		return nil
	}
	if !repair {
		fmt.Fprintf(p.Err, "differences: %d; 'donatebot verify --repair' rebuilds indexes and totals\n", found)
		return errSilent
	}
	backup, err := admin.Repair(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "indexes and totals were rebuilt; a backup of the previous file is at %s\n", backup)
	left, err := p.printDifferences(ctx, admin)
	switch {
	case err != nil:
		return err
	case left > 0:
		return errNotRepaired
	}
	fmt.Fprintln(p.Out, "everything adds up now")
	return nil
}

// progressEvery is after how many donations verify says how far it is.
const progressEvery = 100_000

// printDifferences prints a line for each difference and returns how many there are.
func (p *program) printDifferences(ctx context.Context, admin control.Admin) (found int, err error) {
	err = admin.Verify(ctx,
		func(n int) {
			if n > 0 && n%progressEvery == 0 {
				fmt.Fprintf(p.Err, "%d donations\n", n)
			}
		},
		func(difference string) {
			found++
			fmt.Fprintln(p.Out, difference)
		})
	return found, err
}
