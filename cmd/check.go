package cmd

import (
	"context"
	"fmt"
	"os"

	"github.com/donatebot/donatebot/bot"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/locales"

	"github.com/spf13/cobra"
)

func (p *program) check() *cobra.Command {
	online := false
	c := &cobra.Command{
		Use: "check", Short: "Check the configuration", Args: cobra.NoArgs,
		RunE: runE(func(ctx context.Context, _ []string) error { return p.checkConfiguration(ctx, online) }),
	}
	c.Flags().BoolVar(&online, "online", false, "also ask Telegram about the token and an invoice of each campaign")
	return c
}

func (p *program) checkConfiguration(ctx context.Context, online bool) error {
	words, err := locales.Load()
	if err != nil {
		return err
	}
	c, err := p.load(words, true)
	if err != nil {
		return err
	}
	for _, w := range c.Warnings {
		fmt.Fprintln(p.Err, "warning:", w)
	}
	if err := p.checkLedger(ctx, c); err != nil {
		return err
	}
	if online {
		return p.checkOnline(ctx, c, words)
	}
	fmt.Fprintf(p.Out, "%s: no problems found; %s\n", p.config, summary(c.Settings))
	return nil
}

func summary(c *campaigns.Settings) string {
	if len(c.Campaigns) == 1 {
		return fmt.Sprintf("1 campaign, %s mode", c.Mode)
	}
	return fmt.Sprintf("%d campaigns, %s mode", len(c.Campaigns), c.Mode)
}

// checkLedger compares the campaigns' currencies with those of their donations, if
// there is a database already.
func (p *program) checkLedger(ctx context.Context, c *config.Config) error {
	if _, err := os.Stat(c.Storage.Path); err != nil {
		return nil
	}
	admin, release, err := control.Open(ctx, c.Storage.Path, openLedger, c.Settings, p.now)
	if err != nil {
		return err
	}
	defer release()
	return requireSameCurrencies(ctx, c.Settings, admin, p.now())
}

func (p *program) checkOnline(ctx context.Context, c *config.Config, words *locales.Words) error {
	name, problems, err := bot.Check(ctx, bot.Options{
		Token: c.Telegram.Token, APIURL: c.Telegram.APIURL, TestServers: c.Telegram.TestServers, Configuration: configuration(c), Words: words, Log: p.log,
	})
	if err != nil {
		return err
	}
	for _, problem := range problems {
		fmt.Fprintln(p.Err, problem)
	}
	if len(problems) > 0 {
		return errSilent
	}
	fmt.Fprintf(p.Out, "%s: no problems found, and Telegram accepts it: @%s, %s\n", p.config, name, summary(c.Settings))
	return nil
}
