package bot

import (
	"errors"
	"html"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"

	tele "gopkg.in/telebot.v3"
)

// asked remembers whom the bot asked to type an amount, and for what. A restart
// forgets it, which costs the person a tap.
type asked struct {
	mu    sync.Mutex
	about map[conversation]tap
}

// conversation is a person in a chat.
type conversation struct{ chat, person int64 }

const mostAsked = 10_000

func newAsked() *asked { return &asked{about: map[conversation]tap{}} }

func (a *asked) put(c conversation, t tap) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.about) >= mostAsked {
		clear(a.about)
	}
	a.about[c] = t
}

func (a *asked) get(c conversation) (tap, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	t, ok := a.about[c]
	return t, ok
}

func (a *asked) forget(c conversation) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.about, c)
}

func (v *visit) conversation() conversation {
	return conversation{v.ctx.Chat().ID, v.ctx.Sender().ID}
}

// askAmount asks the visitor to type an amount.
func (v *visit) askAmount(t tap) error {
	c, ok := v.Settings().Find(t.Campaign)
	if !ok {
		return v.list(0, "campaign_closed", nil)
	}
	if ok, err := v.open(c); !ok {
		return err
	}
	v.asked.put(v.conversation(), t)
	return v.ask("ask_amount", locales.Args{"Title": c.Title, "Example": example(c), "Range": v.rangeOf(c.Range, c.Currency)})
}

// ask says something that the visitor answers by typing. In a group a bot gets to
// see commands and replies to its own messages only (Telegram, "Bots FAQ": privacy
// mode), so there the visitor's app opens a reply; the mention makes it theirs alone.
func (v *visit) ask(key string, args locales.Args) error {
	if v.private() {
		return v.say(key, args)
	}
	answered := v.toast("")
	name := firstWords(v.name())
	if name == "" {
		name = v.plain("somebody", nil)
	}
	mention := `<a href="tg://user?id=` + strconv.FormatInt(v.ctx.Sender().ID, 10) + `">` + html.EscapeString(name) + "</a>"
	_, err := v.talk.Send(v.ctx.Chat(), mention+"\n"+v.words(key, args), &tele.SendOptions{
		ParseMode: tele.ModeHTML, ReplyMarkup: &tele.ReplyMarkup{ForceReply: true, Selective: true}, DisableWebPagePreview: true,
	})
	return errors.Join(answered, err)
}

// replies tells whether the visitor's message is a reply to one of the bot's.
func (v *visit) replies() bool {
	m := v.ctx.Message().ReplyTo
	return m != nil && m.Sender != nil && m.Sender.ID == v.talk.Me.ID
}

// example is an amount as the visitor may type it, and as the buttons show it.
func example(c campaigns.Campaign) string {
	if len(c.Amounts) > 0 {
		return c.Money(c.Amounts[0]).String()
	}
	return c.Money(max(c.Range.Min, 1)).String()
}

// nameOf is what a currency is called in a sentence.
func nameOf(c money.Currency) string {
	if c.Code == stars {
		return "Telegram Stars"
	}
	return c.Code
}

// rangeOf says what may be given, "" for anything.
func (v *visit) rangeOf(r money.Range, c money.Currency) string {
	args := locales.Args{
		"Min": money.Amount{Units: r.Min, Currency: c.Code}.In(v.lang),
		"Max": money.Amount{Units: r.Max, Currency: c.Code}.In(v.lang),
	}
	switch {
	case r.Min > 0 && r.Max > 0:
		return v.plain("range_both", args)
	case r.Min > 0:
		return v.plain("range_min", args)
	case r.Max > 0:
		return v.plain("range_max", args)
	}
	return ""
}

// text answers what a person wrote: an amount that was asked for, mostly.
func (v *visit) text() error {
	text := strings.TrimSpace(v.ctx.Text())
	t, waiting := v.asked.get(v.conversation())
	switch {
	case strings.HasPrefix(text, "/"):
		return v.unknown()
	case waiting && (t.Kind == tapOther || v.private() && strings.ContainsFunc(text, unicode.IsDigit)):
		return v.typedAmount(t, text)
	case !v.private(): // people in a group talk with each other
		return nil
	case strings.ContainsFunc(text, unicode.IsDigit):
		return v.numberAlone(text)
	}
	return v.unknown()
}

// unknown is the answer to what the bot does not know, and to strangers who try
// what is an administrator's. In a group the bot keeps out of what others say.
func (v *visit) unknown() error {
	if !v.private() {
		return nil
	}
	return v.say("unknown_command", nil)
}

// numberAlone takes an amount that was not asked for where there is one campaign
// only, and asks which one it is for otherwise.
func (v *visit) numberAlone(text string) error {
	open := v.Settings().Open(v.today())
	if len(open) == 1 {
		return v.typedAmount(tap{Kind: tapOther, Campaign: open[0].ID}, text)
	}
	return v.list(0, "number_without_campaign", nil)
}

func (v *visit) typedAmount(t tap, text string) error {
	c, ok := v.Settings().Find(t.Campaign)
	if !ok {
		v.asked.forget(v.conversation())
		return v.list(0, "campaign_closed", nil)
	}
	amount, err := money.ParseTyped(text, v.lang, c.Currency, c.Range)
	var wrong *money.TypedError
	if errors.As(err, &wrong) {
		if !v.private() && !v.replies() {
			return nil // talk of others, or with others
		}
		return v.ask("amount_"+string(wrong.Problem), locales.Args{
			"Currency": nameOf(c.Currency), "Example": example(c), "Range": v.rangeOf(wrong.Range, c.Currency),
		})
	}
	if err != nil {
		return err
	}
	v.asked.forget(v.conversation())
	return v.give(tap{Kind: tapAmount, Campaign: t.Campaign, Amount: amount, Link: t.Link})
}
