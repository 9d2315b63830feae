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
	c, err := p.loadFor(append(needs, needDatabase)...)
	if err != nil {
		return err
	}
	if err := requireDatabase(c.Storage.Path); err != nil {
		return err
	}
	admin, release, err := control.Open(ctx, c.Storage.Path, openLedger, c.Settings, p.now)
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
