package cmd

import (
	"context"
	"fmt"

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/storage"

	"github.com/spf13/cobra"
)

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
	found, err := p.printDifferences(ctx, admin, nil)
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		fmt.Fprintln(p.Out, "everything adds up")
		return nil
	case repair:
		return p.repair(ctx, admin, found)
	}
	lost := lostOf(found)
	if mendable := len(found) - lost; mendable > 0 {
		fmt.Fprintf(p.Err, "differences: %d; 'donatebot verify --repair' rebuilds indexes and totals\n", mendable)
	}
	return p.sayLost(lost)
}

// repair rebuilds what can be rebuilt, and names what is left. What was named before
// is not named again.
func (p *program) repair(ctx context.Context, admin control.Admin, found map[string]storage.Difference) error {
	backup, err := admin.Repair(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "indexes and totals were rebuilt; a backup of the previous file is at %s\n", backup)
	left, err := p.printDifferences(ctx, admin, found)
	switch {
	case err != nil:
		return err
	case len(left) > 0:
		return p.sayLost(len(left))
	}
	fmt.Fprintln(p.Out, "everything adds up now")
	return nil
}

// sayLost says what to do about differences that can't be repaired, and makes the
// command fail.
func (p *program) sayLost(n int) error {
	if n > 0 {
		fmt.Fprintf(p.Err, "differences in the donations themselves, which can't be repaired: %d; compare with your provider, or restore a backup\n", n)
	}
	return errSilent
}

// lostOf counts the differences that can't be repaired.
func lostOf(found map[string]storage.Difference) (n int) {
	for _, d := range found {
		if !d.Mendable {
			n++
		}
	}
	return n
}

// progressEvery is after how many donations verify says how far it is.
const progressEvery = 100_000

// printDifferences prints a line for each difference that is not among those that were
// said already, and returns all.
func (p *program) printDifferences(ctx context.Context, admin control.Admin, said map[string]storage.Difference) (map[string]storage.Difference, error) {
	found := map[string]storage.Difference{}
	err := admin.Verify(ctx,
		func(n int) {
			if n > 0 && n%progressEvery == 0 {
				fmt.Fprintf(p.Err, "%d donations\n", n)
			}
		},
		func(difference storage.Difference) {
			if _, known := said[difference.Text]; !known {
				fmt.Fprintln(p.Out, difference)
			}
			found[difference.Text] = difference
		})
	return found, err
}
