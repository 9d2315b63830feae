package chat

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
)

// Names of the dialogs about an amount; their payload is a gift.
const (
	dialogAmount = "amount" // the bot has asked for one
	dialogCard   = "card"   // a campaign was shown, and a number is for it
	dialogEarly  = "early"  // a number came by itself, and awaits its campaign
)

// typing is giving an amount that is typed.
type typing struct {
	browse  *browsing
	give    *giving
	dialogs *dialogs
}

// askAmount asks the person to type an amount.
func (t *typing) askAmount(r *request) error {
	c, ok := r.campaign(r.in.data.Campaign)
	if !ok {
		return t.browse.list(r, 0, "campaign_closed", nil)
	}
	if ok, err := t.browse.open(r, c); !ok {
		return err
	}
	if err := t.dialogs.begin(r.in.dialogKey(), dialogAmount, gift{Campaign: c.ID, Currency: c.Currency.Code, Link: r.in.data.Link}); err != nil {
		return err
	}
	return r.ask("ask_amount", locales.Args{"Title": c.Title, "Example": example(r, c), "Range": rangeOf(r, c.Range, c.Currency)})
}

// awaited takes the amount that was asked for.
func (t *typing) awaited(r *request) error {
	var of gift
	if err := json.Unmarshal(r.in.awaited.Payload, &of); err != nil {
		return err
	}
	return t.typed(r, of)
}

// belowCard takes an amount that was not asked for as one for the campaign that was
// shown last.
func (t *typing) belowCard(r *request) error {
	if !hasDigit(r) {
		return r.unknown()
	}
	return t.awaited(r)
}

// unasked takes an amount that came by itself if there is one campaign only, and
// asks which one it is for otherwise.
func (t *typing) unasked(r *request) error {
	if !hasDigit(r) {
		return r.unknown()
	}
	open := r.open()
	if len(open) == 1 {
		return t.typed(r, gift{Campaign: open[0].ID, Currency: open[0].Currency.Code})
	}
	early := gift{Early: telegram.Cut(r.in.update.Message.Text, longestEarly)}
	if err := t.dialogs.begin(r.in.dialogKey(), dialogEarly, early); err != nil {
		return err
	}
	return t.browse.list(r, 0, "number_without_campaign", nil)
}

// longestEarly is how much is kept of an amount that awaits its campaign.
const longestEarly = 40

func hasDigit(r *request) bool {
	return strings.ContainsFunc(r.in.update.Message.Text, unicode.IsDigit)
}

// typed reads the amount that the person typed, and goes on with it.
func (t *typing) typed(r *request, of gift) error {
	c, ok := r.campaign(of.Campaign)
	if !ok {
		t.dialogs.end(r.in.dialogKey())
		return t.browse.list(r, 0, "campaign_closed", nil)
	}
	if of.Currency != c.Currency.Code { // what is typed was meant in another one
		t.dialogs.end(r.in.dialogKey())
		return t.browse.card(r, c, "offer_changed", of.Link)
	}
	amount, err := money.ParseTyped(strings.TrimSpace(r.in.update.Message.Text), r.lang, c.Currency, c.Range)
	var wrong *money.TypedError
	if errors.As(err, &wrong) {
		if r.private() && r.isThanks() {
			return r.unknown()
		}
		if !r.private() && !r.replies() {
			return nil // talk of others, or with others
		}
		return r.ask("amount_"+string(wrong.Problem), locales.Args{
			"Currency": nameOf(c.Currency), "Example": example(r, c), "Range": rangeOf(r, wrong.Range, c.Currency),
		})
	}
	if err != nil {
		return err
	}
	t.dialogs.end(r.in.dialogKey())
	of.Amount = amount
	return t.give.give(r, of)
}

// example is an amount as the person may type it, and as the buttons show it.
func example(r *request, c campaigns.Campaign) string {
	if len(c.Amounts) > 0 {
		return c.Money(c.Amounts[0]).In(r.lang)
	}
	return c.Money(max(c.Range.Min, 1)).In(r.lang)
}

// nameOf is what a currency is called in a sentence.
func nameOf(c money.Currency) string {
	if c.Code == money.Stars {
		return "Telegram Stars"
	}
	return c.Code
}

// rangeOf says what may be given, "" for anything.
func rangeOf(r *request, limits money.Range, c money.Currency) string {
	args := locales.Args{"Min": r.amount(limits.Min, c.Code), "Max": r.amount(limits.Max, c.Code)}
	switch {
	case limits.Min > 0 && limits.Max > 0:
		return r.plain("range_both", args)
	case limits.Min > 0:
		return r.plain("range_min", args)
	case limits.Max > 0:
		return r.plain("range_max", args)
	}
	return ""
}
