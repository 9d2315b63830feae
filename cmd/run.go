package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/donatebot/donatebot/bot"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	"github.com/spf13/cobra"
)

func (p *program) run() *cobra.Command {
	return &cobra.Command{
		Use: "run", Short: "Run the bot until it is told to stop (SIGTERM, Ctrl-C)", Args: cobra.NoArgs,
		RunE: runE(func(ctx context.Context, _ []string) error { return p.runBot(ctx) }),
	}
}

// runBot puts the bot together and runs it until the context ends.
func (p *program) runBot(ctx context.Context) error {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP) // this early, since a SIGHUP while the bot starts would end the program
	defer signal.Stop(hup)
	tuneGC()
	words, err := locales.Load()
	if err != nil {
		return err
	}
	c, err := p.load(words, true)
	if err != nil {
		return err
	}
	p.logWarnings(c)
	if err := requireDirectory(c.Storage.Path); err != nil {
		return err
	}
	store, err := openLedger(c.Storage.Path)
	if err != nil {
		return err
	}
	defer p.closeLedger(store)
	store.LogTo(p.log)
	if err := matchesLedger(ctx, c, store); err != nil {
		return err
	}
	b, err := bot.New(bot.Options{
		Token: c.Telegram.Token, APIURL: c.Telegram.APIURL, Store: store, Configuration: configuration(c), Words: words,
		Log: p.log, MessagesPerSecond: c.MessagesPerSecond,
	})
	if err != nil {
		return err
	}
	return p.serve(ctx, c, store, b, hup)
}

// serve runs the bot and beside it the control socket, the scheduled backups, and
// the reloading of the configuration on SIGHUP.
func (p *program) serve(ctx context.Context, c *config.Config, store *storage.Store, b *bot.Bot, hup <-chan os.Signal) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop, err := control.Serve(ctx, c.Storage.Path, &control.Local{Store: store, Settings: b.Settings})
	if err != nil {
		return err
	}
	defer stop()
	var tasks sync.WaitGroup
	defer tasks.Wait()
	defer cancel()
	if c.Storage.BackupDir != "" {
		tasks.Go(func() {
			storage.Schedule{Folder: c.Storage.BackupDir, Every: c.Storage.BackupEvery, Keep: c.Storage.BackupKeep}.Run(ctx, store, p.log)
		})
	}
	tasks.Go(func() { p.reloadOnHangup(ctx, b, store, hup) })
	return b.Run(ctx)
}

// reloadOnHangup reloads the configuration on SIGHUP, and keeps the present one if
// the new one has faults.
func (p *program) reloadOnHangup(ctx context.Context, b *bot.Bot, store *storage.Store, hup <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
		}
		c, err := p.reload(ctx, b.Settings(), store)
		if err != nil {
			p.log.Error("could not reload the configuration; the previous one stays in effect", "error", err)
			continue
		}
		p.logWarnings(c)
		b.Reload(configuration(c))
		p.log.Info("configuration reloaded; changes of token, api_url, storage and messages_per_second need a restart")
	}
}

func (p *program) reload(ctx context.Context, now *campaigns.Settings, store *storage.Store) (*config.Config, error) {
	words, err := locales.Load()
	if err != nil {
		return nil, err
	}
	c, err := p.load(words, true)
	if err != nil {
		return nil, err
	}
	if c.Settings.Mode != now.Mode {
		return nil, fmt.Errorf("payments.providers: the mode would change from %s to %s, which needs a restart", now.Mode, c.Settings.Mode)
	}
	return c, matchesLedger(ctx, c, store)
}

// matchesLedger fails if the configuration changes the currency of a campaign that
// has donations.
func matchesLedger(ctx context.Context, c *config.Config, store *storage.Store) error {
	figures, err := store.Figures(ctx, c.Settings.Today(time.Now()))
	if err != nil && !errors.Is(err, storage.ErrDamaged) { // a damaged total keeps nobody from giving
		return err
	}
	return requireSameCurrencies(c.Settings, figures)
}

// closePatience is how long a disk that hangs may delay the exit. What is not
// committed by then was never acknowledged.
const closePatience = 500 * time.Millisecond

func (p *program) closeLedger(store *storage.Store) {
	closed := make(chan error, 1)
	go func() { closed <- store.Close() }()
	select {
	case err := <-closed:
		if err != nil {
			p.log.Error("could not close the ledger", "error", err)
		}
	case <-time.After(closePatience):
		p.log.Error("the ledger's disk does not respond; what it has not written was not acknowledged to Telegram either")
	}
}

// configuration returns the part of c that the bot needs, at the start and on a reload.
func configuration(c *config.Config) bot.Configuration {
	return bot.Configuration{Settings: c.Settings, Providers: c.Providers, Limits: c.Limits}
}
