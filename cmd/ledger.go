package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/bolt"
)

// openLedger opens the ledger at path, and creates it if there is none. This is
// where the program chooses its engine.
func openLedger(path string) (*storage.Store, error) {
	return bolt.Open(path, bolt.Options{})
}

// openCaughtUp opens the ledger for a command that gives a receipt, unless its next
// number may be held by somebody: only a start of the bot leaps over those.
func openCaughtUp(ctx context.Context, s config.Storage) (*storage.Store, error) {
	store, err := openLedger(s.Path)
	if err != nil {
		return nil, err
	}
	if err := requireCaughtUp(ctx, store, s.StatePath); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return store, nil
}

func requireCaughtUp(ctx context.Context, store *storage.Store, statePath string) error {
	state, err := storage.OpenState(statePath)
	if err != nil {
		return err
	}
	ahead, err := state.Ahead(ctx, store)
	if err == nil && ahead {
		err = errors.New("this ledger is older than the receipts that were given out: start the bot once first")
	}
	return err
}

// Keys of the configuration that a command may need.
const (
	needDatabase    = "storage.path"
	needState       = "storage.state_file"
	needTimezone    = "organisation.timezone" // of the day on which something counts
	needTokens      = "payments.providers.*.token"
	needEnvironment = "telegram.environment"
	needAPIURL      = "telegram.api_url"
)

// loadFor reads the configuration of which these keys are needed. Faults elsewhere are
// only told.
func (p *program) loadFor(needs ...string) (*config.Config, error) {
	c, err := p.loadWith(config.Options{Needs: needs})
	if err != nil {
		return nil, err
	}
	for _, fault := range c.Tolerated {
		fmt.Fprintf(p.Err, "warning: %s\n", fault)
	}
	return c, nil
}

// withAdmin passes the configuration and its ledger to use: the running bot's, or
// else the database itself. Of the configuration the database's key is needed, and
// those of needs.
func (p *program) withAdmin(ctx context.Context, use func(*config.Config, control.Admin) error, needs ...string) error {
	open := func(_ context.Context, s config.Storage) (*storage.Store, error) { return openLedger(s.Path) }
	return p.withAdminOf(ctx, open, use, needs...)
}

// withReceipts does the same for a command that gives a receipt.
func (p *program) withReceipts(ctx context.Context, use func(*config.Config, control.Admin) error, needs ...string) error {
	return p.withAdminOf(ctx, openCaughtUp, use, append(needs, needState)...)
}

// withAdminOf does it with the function that opens the database if no bot runs.
func (p *program) withAdminOf(ctx context.Context, open func(context.Context, config.Storage) (*storage.Store, error), use func(*config.Config, control.Admin) error, needs ...string) error {
	c, err := p.loadFor(append(needs, needDatabase)...)
	if err != nil {
		return err
	}
	if err := requireDatabase(c.Storage.Path); err != nil {
		return err
	}
	admin, release, err := control.Open(ctx, c.Storage.Path, func(string) (*storage.Store, error) { return open(ctx, c.Storage) }, c.Settings, p.now)
	if err != nil {
		return err
	}
	err = use(c, admin)
	if closing := release(); err == nil && closing != nil {
		err = fmt.Errorf("close the database: %w", closing)
	}
	return err
}

// requireDirectory fails if the database's directory does not exist.
func requireDirectory(path string) error {
	directory := filepath.Dir(path)
	info, err := os.Stat(directory)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return fmt.Errorf("the directory %s for the database does not exist: create it, or change storage.path in the configuration", directory)
	}
	return err
}

// requireDatabase fails if there is no database: a command that only looks at it
// does not create one.
func requireDatabase(path string) error {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no database at %s yet: 'donatebot run' creates it, where storage.path in the configuration says", path)
	}
	return err
}
