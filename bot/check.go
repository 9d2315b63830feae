package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/bot/chat"
	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
)

// Check asks Telegram whether it takes what is configured: the token, that no
// webhook is in the way, and one invoice of each campaign, which nobody sees. It
// returns the bot's user name and a line for each thing that Telegram refuses. An
// error means that Telegram could not be asked, or does not know the token.
func Check(ctx context.Context, o Options) (name string, problems []string, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	api, err := o.connections().Client(ctx, pollPolicy)
	if err != nil {
		return "", nil, err
	}
	me, err := api.GetMe(ctx)
	if e := telegram.AsAPIError(err); e != nil && e.UnknownToken() {
		return "", nil, fmt.Errorf("telegram.token: %s", wordsForToken)
	}
	if err != nil {
		return "", nil, notAsked(err)
	}
	hook, err := api.GetWebhookInfo(ctx)
	if err != nil {
		return "", nil, notAsked(err)
	}
	if hook.URL != "" {
		problems = append(problems, "telegram.token: a webhook is set for this bot, so another program may be using it; call the Bot API's deleteWebhook once")
	}
	refused, err := refusedInvoices(ctx, api, o)
	if err != nil {
		return "", nil, err
	}
	return me.Username, append(problems, refused...), nil
}

// notAsked is the error if Telegram gives no answer that helps.
func notAsked(err error) error {
	//lint:ignore ST1005 it begins with a name
	return fmt.Errorf("Telegram can't be asked: %w", err)
}

// refusedInvoices are a line for each campaign whose invoice Telegram refuses.
func refusedInvoices(ctx context.Context, api *telegram.Client, o Options) (problems []string, err error) {
	for i, c := range o.Settings.Campaigns {
		_, err := api.CreateInvoiceLink(ctx, sampleInvoice(o, c))
		e := telegram.AsAPIError(err)
		if err != nil && (e == nil || e.Temporary()) {
			return nil, notAsked(err)
		}
		if e != nil {
			remedy := o.Words.Plain("en", "remedy_"+telegram.InvoiceFault(e.Description), nil)
			problems = append(problems, fmt.Sprintf("campaigns[%d] (%s): Telegram refuses its invoice: %s. %s", i, c.ID, e.Description, remedy))
		}
	}
	return problems, nil
}

// sampleInvoice is an invoice like the ones that donors get.
func sampleInvoice(o Options, c campaigns.Campaign) telegram.Invoice {
	amount := max(c.Range.Min, 1)
	if len(c.Amounts) > 0 {
		amount = c.Amounts[0]
	}
	i := campaigns.Invoice{Gift: c.Money(amount), MaxTip: c.Tips.Max, Payload: campaigns.NewPayload(o.Now())}
	provider, _ := o.Providers.Find(c.Provider)
	invoice := chat.ByProvider(provider, chat.Invoice(o.Words, o.Settings.Organisation.Language, o.Settings.Organisation, c, i))
	invoice.PhotoURL = c.Photo.URL
	return invoice
}
