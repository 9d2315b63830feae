package bot

import (
	"errors"
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"

	tele "gopkg.in/telebot.v3"
)

// visit is one message or tap of a person while it is being answered.
type visit struct {
	*Bot
	ctx      tele.Context
	donor    campaigns.Donor
	lang     string
	fresh    bool // what was tapped stays as it is
	answered bool // the tap has its answer; Telegram shows a clock until then
}

// visitor makes a telebot handler of one of ours, whose errors end here.
func (b *Bot) visitor(handle func(*visit) error) tele.HandlerFunc {
	return func(c tele.Context) error {
		if err := b.receive(handle, c); err != nil {
			b.handlerFailed(err, c)
		}
		return nil
	}
}

func (b *Bot) receive(handle func(*visit) error, c tele.Context) error {
	v := &visit{Bot: b, ctx: c}
	if c.Sender() == nil || c.Chat() == nil {
		return v.nowhere()
	}
	donor, err := b.store.Donor(v.calls, c.Sender().ID)
	v.donor, v.lang = donor, b.languageOf(donor, c.Sender().LanguageCode)
	if err == nil {
		err = v.back()
	}
	if err == nil {
		err = handle(v)
	}
	var ours *ledgerError
	if err != nil && (telegram.AsAPIError(err) == nil || errors.As(err, &ours)) {
		err = errors.Join(err, v.say("trouble", nil))
	}
	return errors.Join(err, v.toast(""))
}

// nowhere answers what comes from no chat that could be written to: a channel's
// post, or a tap on a message that Telegram does not show the bot any more.
func (v *visit) nowhere() error {
	v.lang = v.Settings().Organisation.Language
	if s := v.ctx.Sender(); s != nil {
		v.lang = v.Bot.language(s.ID, s.LanguageCode)
	}
	return v.toast(v.plain("stale_button", nil))
}

// ledgerError is one of our own, which the person is told of.
type ledgerError struct{ error }

func (e *ledgerError) Unwrap() error { return e.error }

// private tells whether the person is alone with the bot.
func (v *visit) private() bool { return v.ctx.Chat().Type == tele.ChatPrivate }

// name is the person's, on one line.
func (v *visit) name() string {
	s := v.ctx.Sender()
	return strings.TrimSpace(s.FirstName + " " + s.LastName)
}

// toast answers the tap, once, with a short plain text or with nothing.
func (v *visit) toast(text string) error {
	if v.ctx.Callback() == nil || v.answered {
		return nil
	}
	v.answered = true
	err := v.ctx.Respond(&tele.CallbackResponse{Text: telegram.Cut(text, 200)})
	if r := telegram.AsAPIError(err); r != nil && r.QueryTooOld() {
		return nil // the person has long seen that nothing happened, or that it did
	}
	return err
}

// words are of the visitor's language.
func (v *visit) words(key string, args locales.Args) string {
	return v.Bot.words.HTML(v.lang, key, args)
}

func (v *visit) plain(key string, args locales.Args) string {
	return v.Bot.words.Plain(v.lang, key, args)
}

// say sends a text of the catalogue.
func (v *visit) say(key string, args locales.Args) error {
	return v.show(screen{text: v.words(key, args), fresh: true})
}

// language is the one to speak with a person of whom Telegram says code.
func (b *Bot) language(donor int64, code string) string {
	d, err := b.store.Donor(b.calls, donor)
	if err != nil {
		b.log.Error("a donor can't be read", "error", err)
	}
	return b.languageOf(d, code)
}

func (b *Bot) languageOf(d campaigns.Donor, code string) string {
	if d.Language != "" {
		return b.words.Match(d.Language, b.Settings().Organisation.Language)
	}
	return b.words.Match(code, b.Settings().Organisation.Language)
}
