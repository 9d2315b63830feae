package cmd

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/bolt"

	"github.com/spf13/cobra"
)

func (p *program) restore() *cobra.Command {
	return &cobra.Command{
		Use: "restore COPY", Short: "Put a backup in place of the database, which is kept beside it", DisableFlagsInUseLine: true,
		Long: "Check a backup that 'backup' or the schedule made, and put it in place of the database. What was there is kept beside it. The bot must not be running.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("name the backup to restore: donatebot restore COPY")
			}
			return nil
		},
		RunE: runE(func(ctx context.Context, args []string) error { return p.restoreBackup(ctx, args[0]) }),
	}
}

// restoreBackup checks a backup and puts it in place of the ledger.
func (p *program) restoreBackup(ctx context.Context, from string) error {
	c, err := p.loadFor(needDatabase, needState)
	if err != nil {
		return err
	}
	path := c.Storage.Path
	if err := requireDirectory(path); err != nil {
		return err
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link stays one
	}
	state, err := storage.OpenState(c.Storage.StatePath)
	if err != nil {
		return err
	}
	present, err := p.holdLedger(ctx, path)
	if err != nil {
		return err
	}
	if present != nil {
		defer present.Close() // nobody opens it until the backup is in its place
	}
	from, err = filepath.Abs(from)
	if err != nil {
		return err
	}
	r, err := bolt.PrepareRestore(from, path)
	if err != nil {
		return err
	}
	defer r.Discard()
	if err := requireSound(ctx, r.Store, from); err != nil {
		return err
	}
	return p.install(ctx, r, present, state, from, path)
}

// holdLedger opens the ledger whose place is to be taken, so that no bot does. It is
// nil if there is none, or one that can't be read.
func (p *program) holdLedger(ctx context.Context, path string) (*storage.Store, error) {
	if control.Running(ctx, path) {
		return nil, storage.ErrLocked
	}
	if !exists(path) {
		return nil, nil
	}
	present, err := openLedger(path)
	if errors.Is(err, storage.ErrLocked) {
		return nil, err
	}
	if err != nil {
		p.log.Warn("the present database can't be read; it is kept as it is", "error", err)
		return nil, nil
	}
	return present, nil
}

// requireSound fails if a backup does not add up.
func requireSound(ctx context.Context, s *storage.Store, from string) error {
	first, differences := "", 0
	err := s.Verify(ctx, nil, func(difference storage.Difference) {
		if differences++; differences == 1 {
			first = difference.Text
		}
	})
	if err == nil && differences == 0 {
		err = s.CheckFile(ctx)
	}
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", from, err)
	case differences > 0:
		return fmt.Errorf("%s does not add up (%s; differences: %d): choose another backup, or mend this one first: "+
			"DONATEBOT_STORAGE_PATH=%s donatebot verify --repair", from, first, differences, from)
	}
	return nil
}

// install puts the backup in place, after the state knows what people may hold.
func (p *program) install(ctx context.Context, r *bolt.Restoration, present *storage.Store, state *storage.State, from, path string) error {
	now := p.now()
	last, err := r.Store.LastReceipts(ctx)
	if err != nil {
		return err
	}
	at, err := r.Store.KnownUntil(ctx)
	if err != nil {
		return err
	}
	held := last
	if present != nil {
		given, err := present.LastReceipts(ctx)
		if err != nil {
			return err
		}
		held = append(held[:len(held):len(held)], given...)
	}
	if err := state.NoteRestored(held, now); err != nil {
		return err
	}
	kept, err := r.Install(ctx, now)
	if err != nil {
		return fmt.Errorf("put the backup in place: %w", err)
	}
	p.printRestored(from, path, kept, at, last, state.Highest())
	return nil
}

// printRestored says what was put in place, and what the next start makes of it.
func (p *program) printRestored(from, path, kept string, at time.Time, last, highest []campaigns.ReceiptNo) {
	fmt.Fprintf(p.Out, "%s is in place of the database %s\n", from, path)
	if kept != "" {
		fmt.Fprintf(p.Out, "what was there is kept as %s\n", kept)
	}
	if len(last) == 0 {
		fmt.Fprintln(p.Out, "the backup holds no receipt")
	}
	for _, r := range last {
		fmt.Fprintf(p.Out, "the backup's last receipt: %s\n", r)
	}
	if at.Unix() > 0 {
		fmt.Fprintf(p.Out, "the backup ends at %s: compare the time since then at your payment provider\n", at.UTC().Format("2006-01-02 15:04:05 UTC"))
	}
	for _, r := range highest {
		if lastOf(last, r) < r.Number {
			fmt.Fprintf(p.Out, "the next 'run' goes on after %s, so that no two donors hold the same receipt, and notes the numbers between as a gap\n", r)
		}
	}
	fmt.Fprintln(p.Out, "the next 'run' tells administrators which period to compare")
}

// lastOf is the last number of the mode and year of r; 0 if there is none.
func lastOf(last []campaigns.ReceiptNo, r campaigns.ReceiptNo) uint32 {
	for _, l := range last {
		if l.Mode == r.Mode && l.Year == r.Year {
			return l.Number
		}
	}
	return 0
}
