package cmd

import (
	"context"
	"fmt"

	"github.com/donatebot/donatebot/bot"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/config"
	"github.com/donatebot/donatebot/storage"
)

// refundStars returns how Stars of the ledger are given back while no bot runs: this
// process asks Telegram itself. Only this needs the bot's token.
func (p *program) refundStars(store *storage.Store) func(context.Context, campaigns.ReceiptNo, campaigns.AdjustmentRequest) (campaigns.Donation, error) {
	return func(ctx context.Context, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (campaigns.Donation, error) {
		needs := []string{needToken, needTokenFile, needAPIURL, needEnvironment, needTimezone}
		c, err := p.loadWith(config.Options{NeedToken: true, Needs: needs})
		if err != nil {
			return campaigns.Donation{}, fmt.Errorf("Telegram gives Stars back, and without a running bot this command has to ask it:\n%w", err) //lint:ignore ST1005 it begins with a name
		}
		return bot.RefundStars(ctx, bot.Options{
			Token: c.Telegram.Token, APIURL: c.Telegram.APIURL, TestServers: c.Telegram.TestServers, Store: store, Configuration: configuration(c), Log: p.log, Now: p.now,
		}, r, q)
	}
}
