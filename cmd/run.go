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

	"github.com/spf13/cobra"
)

func (p *program) run() *cobra.Command {
	allowNew := false
	c := &cobra.Command{
		Use: "run", Short: "Run the bot until it is told to stop (SIGTERM, Ctrl-C)", Args: cobra.NoArgs,
		RunE: runE(func(ctx context.Context, _ []string) error { return p.runBot(ctx, allowNew) }),
	}
	c.Flags().BoolVar(&allowNew, "new", false, "create a new database if there is none, although there was one before")
	return c
}

// service is the bot with what runs beside it.
type service struct {
	*program
	storage config.Storage // as the program started
	store   *storage.Store
	admin   *control.Local
	bot     *bot.Bot
}

// runBot puts the bot together and runs it until the context ends.
func (p *program) runBot(ctx context.Context, allowNew bool) error {
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
	store, created, err := openOrCreate(c, allowNew)
	if err != nil {
		return err
	}
	defer p.closeLedger(store)
	store.LogTo(p.log)
	state, err := storage.OpenState(c.Storage.StatePath)
	if err != nil {
		return err
	}
	s := &service{program: p, storage: c.Storage, store: store}
	s.admin = &control.Local{Store: store, Settings: func() *campaigns.Settings { return s.bot.Settings() }, Now: s.now}
	if err := requireSameCurrencies(ctx, c.Settings, s.admin, s.now()); err != nil {
		return err
	}
	s.bot, err = bot.New(bot.Options{
		Token: c.Telegram.Token, APIURL: c.Telegram.APIURL, TestServers: c.Telegram.TestServers, Store: store, State: state, NewLedger: created, Configuration: configuration(c), Words: words,
		Log: p.log, MessagesPerSecond: c.MessagesPerSecond, Now: s.now,
	})
	if err != nil {
		return err
	}
	return s.serve(ctx, hup)
}

// serve runs the bot and beside it the control socket, the scheduled backups, and
// the reloading of the configuration on SIGHUP.
func (s *service) serve(ctx context.Context, hup <-chan os.Signal) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := s.bot.Reconcile(ctx); err != nil {
		return err
	}
	stop, err := control.Serve(ctx, s.storage.Path, s.admin)
	if err != nil {
		return err
	}
	defer stop()
	var tasks sync.WaitGroup
	defer tasks.Wait()
	defer cancel()
	if s.storage.BackupDir != "" {
		tasks.Go(func() {
			storage.Schedule{Directory: s.storage.BackupDir, Every: s.storage.BackupEvery, Keep: s.storage.BackupKeep, Now: s.now}.Run(ctx, s.store, s.log)
		})
	}
	tasks.Go(func() { s.reloadOnHangup(ctx, hup) })
	return s.bot.Run(ctx)
}

// reloadOnHangup reloads the configuration on SIGHUP, and keeps the present one if
// the new one has faults.
func (s *service) reloadOnHangup(ctx context.Context, hup <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
		}
		c, err := s.reload(ctx)
		if err != nil {
			s.log.Error("could not reload the configuration; the previous one stays in effect", "error", err)
			s.bot.ReloadFailed(err)
			continue
		}
		s.logWarnings(c)
		s.bot.Reload(configuration(c))
		s.log.Info("configuration reloaded; a new bot token and changes of telegram.api_url, telegram.environment, limits.messages_per_second and storage need a restart")
	}
}

func (s *service) reload(ctx context.Context) (*config.Config, error) {
	words, err := locales.Load()
	if err != nil {
		return nil, err
	}
	c, err := s.load(words, true)
	if err != nil {
		return nil, err
	}
	if present := s.bot.Settings(); c.Settings.Mode != present.Mode {
		return nil, fmt.Errorf("payments.providers: the mode would change from %s to %s, which needs a restart", present.Mode, c.Settings.Mode)
	}
	return c, requireSameCurrencies(ctx, c.Settings, s.admin, s.now())
}

// closeLimit is how long a disk that hangs may delay the exit. What is not
// committed by then was never acknowledged.
const closeLimit = 500 * time.Millisecond

func (p *program) closeLedger(store *storage.Store) {
	closed := make(chan error, 1)
	go func() { closed <- store.Close() }()
	select {
	case err := <-closed:
		if err != nil {
			p.log.Error("could not close the database", "error", err)
		}
	case <-time.After(closeLimit):
		p.log.Error("the database's disk does not respond; what it has not written was not acknowledged to Telegram either")
	}
}

// configuration returns the part of c that the bot needs, at the start and on a reload.
func configuration(c *config.Config) bot.Configuration {
	return bot.Configuration{Settings: c.Settings, Providers: c.Providers, Limits: c.Limits}
}
