package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/campaigns"

	tele "gopkg.in/telebot.v3"
)

// Ask asks Telegram whether it takes what is configured: the token, that no
// webhook is in the way, and one invoice of each campaign, which nobody sees. It
// returns the bot's user name and a line for each thing that Telegram refuses. An
// error means that Telegram could not be asked, or does not know the token.
func Ask(ctx context.Context, o Options) (name string, problems []string, err error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	phone, err := caller(ctx, o, polling, connections(), nil)
	if err != nil {
		return "", nil, err
	}
	me, err := whoAmI(ctx, phone)
	if r := refusedBy(err); r != nil && (r.Code == 401 || r.Code == 404) {
		return "", nil, fmt.Errorf("telegram.token: %s", wordsForToken)
	}
	if err != nil {
		return "", nil, notAsked(err)
	}
	hooked, err := webhookSet(ctx, phone)
	if err != nil {
		return "", nil, notAsked(err)
	}
	if hooked {
		problems = append(problems, "telegram.token: a webhook is set for this bot, so another program may be using it; call the Bot API's deleteWebhook once")
	}
	refused, err := refusedInvoices(ctx, phone, o)
	if err != nil {
		return "", nil, err
	}
	return me.Username, append(problems, refused...), nil
}

// webhookSet tells whether a webhook is in the way of polls.
func webhookSet(ctx context.Context, phone *tele.Bot) (bool, error) {
	data, err := raw(ctx, phone, "getWebhookInfo", struct{}{})
	if err != nil {
		return false, err
	}
	var hook struct {
		Result struct {
			URL string `json:"url"`
		} `json:"result"`
	}
	err = json.Unmarshal(data, &hook)
	return hook.Result.URL != "", err
}

// notAsked is the error where Telegram gives no answer that helps.
func notAsked(err error) error {
	//lint:ignore ST1005 it begins with a name
	return fmt.Errorf("Telegram can't be asked: %w", err)
}

// refusedInvoices are a line for each campaign whose invoice Telegram refuses.
func refusedInvoices(ctx context.Context, phone *tele.Bot, o Options) (problems []string, err error) {
	for i, c := range o.Settings.Campaigns {
		_, err := raw(ctx, phone, "createInvoiceLink", linkParams(o, c))
		r := refusedBy(err)
		if err != nil && (r == nil || r.temporary()) {
			return nil, notAsked(err)
		}
		if r != nil {
			problems = append(problems, fmt.Sprintf("campaigns[%d] (%s): Telegram refuses its invoice: %s. %s", i, c.ID, r.Description,
				o.Words.Plain("en", advice(r.Description), nil)))
		}
	}
	return problems, nil
}

// linkParams are those of an invoice like the ones that donors get.
func linkParams(o Options, c campaigns.Campaign) map[string]any {
	b := &Bot{words: o.Words, now: o.Now}
	b.configuration.Store(&o.Configuration)
	v := &visit{Bot: b, lang: o.Settings.Organisation.Language}
	amount := max(c.Range.Min, 1)
	if len(c.Amounts) > 0 {
		amount = c.Amounts[0]
	}
	return v.invoiceParams(c, campaigns.Invoice{Gift: c.Money(amount), MaxTip: c.Tips.Max, Payload: campaigns.NewPayload(o.Now())}, c.Photo.URL)
}
