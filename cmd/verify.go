package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"

	"github.com/spf13/cobra"
)

// errNotRepaired is a ledger whose donations themselves contradict each other.
var errNotRepaired = errors.New("some differences are in the donations themselves and can't be repaired: compare with your provider, or restore a copy")

func (p *program) verify() *cobra.Command {
	repair := false
	c := &cobra.Command{
		Use: "verify", Short: "Recompute every index and total and compare", Args: cobra.NoArgs,
		RunE: does(func(ctx context.Context, _ []string) error {
			return p.desk(ctx, func(_ *config.Config, desk control.Admin) error { return p.verifyAndRepair(ctx, desk, repair) })
		}),
	}
	c.Flags().BoolVar(&repair, "repair", false, "make indexes and totals anew from the donations, after making a copy")
	return c
}

func (p *program) verifyAndRepair(ctx context.Context, desk control.Admin, repair bool) error {
	found, err := p.differences(ctx, desk)
	if err != nil {
		return err
	}
	if found == 0 {
		fmt.Fprintln(p.Out, "everything agrees")
		return nil
	}
	if !repair {
		fmt.Fprintf(p.Err, "differences: %d; donatebot verify --repair makes indexes and totals anew\n", found)
		return errSilent
	}
	copied, err := desk.Repair(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "indexes and totals were made anew; the file as it was is %s\n", copied)
	left, err := p.differences(ctx, desk)
	switch {
	case err != nil:
		return err
	case left > 0:
		return errNotRepaired
	}
	fmt.Fprintln(p.Out, "everything agrees now")
	return nil
}

// differences writes a line for each difference and says how many there are.
func (p *program) differences(ctx context.Context, desk control.Admin) (found int, err error) {
	err = desk.Verify(ctx,
		func(n int) {
			if n > 0 && n%100_000 == 0 {
				fmt.Fprintf(p.Err, "%d donations\n", n)
			}
		},
		func(difference string) {
			found++
			fmt.Fprintln(p.Out, difference)
		})
	return found, err
}
