package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"donatebot/campaigns"
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
		return "", nil, fmt.Errorf("Telegram can't be asked: %w", err)
	}
	data, err := raw(ctx, phone, "getWebhookInfo", struct{}{})
	if err != nil {
		return "", nil, fmt.Errorf("Telegram can't be asked: %w", err)
	}
	var hook struct {
		Result struct {
			URL string `json:"url"`
		} `json:"result"`
	}
	if err := json.Unmarshal(data, &hook); err == nil && hook.Result.URL != "" {
		problems = append(problems, "telegram.token: a webhook is set for this bot, so another program may be using it; call the Bot API's deleteWebhook once")
	}
	for i, c := range o.Catalogue.Campaigns {
		_, err := raw(ctx, phone, "createInvoiceLink", linkParams(o, c))
		r := refusedBy(err)
		if err != nil && (r == nil || r.temporary()) {
			return "", nil, fmt.Errorf("Telegram can't be asked: %w", err)
		}
		if r != nil {
			problems = append(problems, fmt.Sprintf("campaigns[%d] (%s): Telegram refuses its invoice: %s. %s", i, c.ID, r.Description,
				o.Words.Plain("en", advice(r.Description), nil)))
		}
	}
	return me.Username, problems, nil
}

// linkParams are those of an invoice like the ones that donors get.
func linkParams(o Options, c campaigns.Campaign) map[string]any {
	b := &Bot{words: o.Words, now: o.Now}
	b.catalogue.Store(o.Catalogue)
	v := &visit{Bot: b, lang: o.Catalogue.Organisation.Language}
	amount := max(c.Range.Min, 1)
	if len(c.Amounts) > 0 {
		amount = c.Amounts[0]
	}
	return v.invoiceParams(c, campaigns.Invoice{Gift: c.Money(amount), MaxTip: c.Tips.Max, Payload: campaigns.NewPayload(o.Now())}, c.Photo.URL)
}
