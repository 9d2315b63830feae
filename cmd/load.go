package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/locales"
)

// load reads the configuration. Its faults are on their own lines.
func (p *program) load(words *locales.Words, needToken bool) (*config.Config, error) {
	o := config.Options{NeedToken: needToken}
	if words != nil {
		o.Languages = words.Languages()
	}
	return p.loadWith(o)
}

func (p *program) loadWith(o config.Options) (*config.Config, error) {
	c, err := config.Load(p.config, o)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w; --config FILE names another", err)
	}
	return c, err
}

// warn logs what works, but should be known.
func (p *program) warn(c *config.Config) {
	for _, w := range c.Warnings {
		p.log.Warn("configuration: " + w.String())
	}
}

// changedCurrencies is an error where a campaign has donations in another
// currency than it is configured in now.
func changedCurrencies(c *campaigns.Settings, figures []campaigns.Figures) error {
	if faults := c.ChangedCurrencies(figures); len(faults) > 0 {
		return errors.New(strings.Join(faults, "\n"))
	}
	return nil
}

// desk opens the ledger of the configuration, at the bot that holds it or in the
// file, and hands it to use.
func (p *program) desk(ctx context.Context, use func(*config.Config, control.Admin) error) error {
	c, err := p.load(nil, false)
	if err != nil {
		return err
	}
	if err := hasLedger(c.Storage.Path); err != nil {
		return err
	}
	desk, end, err := control.Open(ctx, c.Storage.Path, openLedger, c.Settings)
	if err != nil {
		return err
	}
	err = use(c, desk)
	if closed := end(); err == nil && closed != nil {
		err = fmt.Errorf("close the ledger: %w", closed)
	}
	return err
}
