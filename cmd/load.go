package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"
)

// load reads the configuration. An error lists its faults, one a line.
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
		return nil, fmt.Errorf("%w; use --config FILE to name another", err)
	}
	if err == nil {
		p.setClock(c.ClockStart)
	}
	return c, err
}

// logWarnings logs what is allowed, but should be known.
func (p *program) logWarnings(c *config.Config) {
	for _, w := range c.Warnings {
		p.log.Warn("configuration: " + w.String())
	}
}

// requireSameCurrencies fails if a campaign has donations, or invoices that can still
// be paid, in another currency than the one it is configured in now. The bot starts
// with what passes, and reloads it.
func requireSameCurrencies(ctx context.Context, c *campaigns.Settings, ledger control.Admin, now time.Time) error {
	figures, err := ledger.Figures(ctx, c.Today(now))
	if err != nil && !errors.Is(err, storage.ErrDamaged) { // verify names it; a damaged total keeps nobody from giving
		return err
	}
	open, err := ledger.OpenInvoiceCurrencies(ctx, now)
	if err != nil {
		return err
	}
	if faults := c.ChangedCurrencies(figures, open); len(faults) > 0 {
		return errors.New(strings.Join(faults, "\n"))
	}
	return nil
}
