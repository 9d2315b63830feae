package cmd

import (
	"context"
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
	"github.com/donatebot/donatebot/storage/bolt"

	"github.com/spf13/cobra"
)

func (p *program) run() *cobra.Command {
	return &cobra.Command{
		Use: "run", Short: "Run the bot until it is told to stop", Args: cobra.NoArgs,
		RunE: does(func(ctx context.Context, _ []string) error { return p.runBot(ctx) }),
	}
}

// runBot wires the bot and runs it until the context ends.
func (p *program) runBot(ctx context.Context) error {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP) // from now on, since one that comes while the bot starts would end it
	defer signal.Stop(hup)
	roomy()
	words, err := locales.Load()
	if err != nil {
		return err
	}
	c, err := p.load(words, true)
	if err != nil {
		return err
	}
	p.warn(c)
	if err := hasFolder(c.Storage.Path); err != nil {
		return err
	}
	store, err := bolt.Open(c.Storage.Path, bolt.Options{})
	if err != nil {
		return err
	}
	defer p.closeSoon(store)
	figures, err := store.Figures(ctx, c.Settings.Today(time.Now()))
	if err != nil {
		return err
	}
	if err := changedCurrencies(c.Settings, figures); err != nil {
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

// serve runs the bot with what stands beside it: the control socket, copies on
// schedule, and a new look at the configuration on SIGHUP.
func (p *program) serve(ctx context.Context, c *config.Config, store *storage.Store, b *bot.Bot, hup <-chan os.Signal) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop, err := control.Serve(ctx, c.Storage.Path, &control.Local{Store: store, Settings: b.Settings})
	if err != nil {
		return err
	}
	defer stop()
	var beside sync.WaitGroup
	defer beside.Wait()
	defer cancel()
	if c.Storage.BackupDir != "" {
		beside.Go(func() {
			storage.Schedule{Directory: c.Storage.BackupDir, Every: c.Storage.BackupEvery, Keep: c.Storage.BackupKeep}.Run(ctx, store, p.log)
		})
	}
	beside.Go(func() { p.reloads(ctx, b, store, hup) })
	return b.Run(ctx)
}

// reloads reads the configuration again on SIGHUP, and keeps the old one where
// the new one has faults.
func (p *program) reloads(ctx context.Context, b *bot.Bot, store *storage.Store, hup <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
		}
		c, err := p.reload(ctx, b.Settings(), store)
		if err != nil {
			p.log.Error("the configuration stays as it was", "error", err)
			continue
		}
		p.warn(c)
		b.Reload(configuration(c))
		p.log.Info("the configuration was read again; token, api_url, storage and messages_per_second need a restart")
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
		return nil, fmt.Errorf("payments.providers: the mode changes from %s to %s: restart the bot for that", now.Mode, c.Settings.Mode)
	}
	figures, err := store.Figures(ctx, c.Settings.Today(time.Now()))
	if err != nil {
		return nil, err
	}
	return c, changedCurrencies(c.Settings, figures)
}

// closeLimit is how long a disk that hangs may hold up the end. What is not
// committed by then was never acknowledged.
const closeLimit = 500 * time.Millisecond

func (p *program) closeSoon(store *storage.Store) {
	closed := make(chan error, 1)
	go func() { closed <- store.Close() }()
	select {
	case err := <-closed:
		if err != nil {
			p.log.Error("the ledger could not be closed", "error", err)
		}
	case <-time.After(closeLimit):
		p.log.Error("the ledger's disk does not answer; what was not written was not acknowledged either")
	}
}

// configuration is what the bot needs of c, and takes again on a reload.
func configuration(c *config.Config) bot.Configuration {
	return bot.Configuration{Settings: c.Settings, Providers: c.Providers, Limits: c.Limits}
}
