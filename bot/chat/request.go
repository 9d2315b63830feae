package chat

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

// request is one message or tap of a person while it is being answered: who asks,
// for what, and the way to answer them.
type request struct {
	ctx         context.Context // ends when the bot has stopped
	display     *display
	settings    *campaigns.Settings // of when the request came
	now         time.Time           // likewise
	in          input
	donor       campaigns.Donor // what is known of the person
	lang        string          // to speak with the person
	role        Role
	keepMessage bool // what was tapped stays as it is
	elsewhere   bool // the answer goes to another chat than the one that it was asked in
	answered    bool // the tap has its answer; Telegram shows a clock until then
}

// input is what came, as far as the router has read it.
type input struct {
	update *tele.Update
	person *tele.User // nil: Telegram does not say who
	chat   *tele.Chat // nil: there is none that the bot could write to
	thread int        // the topic of a forum that it came from, 0 for none
	// anonymous: an administrator who writes in the chat's name. The person is then the
	// same one for all of them.
	anonymous bool
	payload   string   // what follows a command
	data      callback // of the button that was tapped
	awaited   dialog   // what the bot waited for
	left      dialog   // what it waited for until the person turned to something else
}

func inputOf(u *tele.Update) input {
	in := input{update: u}
	switch {
	case u.Message != nil:
		in.person, in.chat, in.thread = u.Message.Sender, u.Message.Chat, threadOf(u.Message)
		in.anonymous = u.Message.SenderChat != nil && in.chat != nil && u.Message.SenderChat.ID == in.chat.ID
	case u.Callback != nil:
		in.person = u.Callback.Sender
		if u.Callback.Message != nil {
			in.chat, in.thread = u.Callback.Message.Chat, threadOf(u.Callback.Message)
		}
	case u.MyChatMember != nil:
		in.person, in.chat = u.MyChatMember.Sender, u.MyChatMember.Chat
	}
	if in.chat != nil && (in.chat.Type == tele.ChatChannel || in.chat.Type == tele.ChatChannelPrivate) {
		in.chat = nil // the bot has nothing to say to a channel
	}
	return in
}

// threadOf returns the topic that a message is in. Outside of forums a thread is a
// chain of replies, which an answer need not follow.
func threadOf(m *tele.Message) int {
	if m.TopicMessage {
		return m.ThreadID
	}
	return 0
}

// name returns the person's name.
func (in input) name() string {
	return strings.TrimSpace(in.person.FirstName + " " + in.person.LastName)
}

// dialogKey returns the person in the chat.
func (in input) dialogKey() dialogKey { return dialogKey{in.chat.ID, in.person.ID} }

// know takes in what the ledger knows of the person.
func (r *request) know(d campaigns.Donor) {
	r.donor = d
	r.lang = r.display.words.Match(cmp.Or(d.Language, r.in.person.LanguageCode), r.settings.Organisation.Language)
	r.role = roleOf(r.settings, d)
	if r.in.anonymous && r.place() == adminChat {
		r.role = max(r.role, Viewer)
	}
}

// place returns the kind of chat that the request came from.
func (r *request) place() place {
	switch {
	case r.private():
		return private
	case r.in.chat.ID == r.settings.AdminChat:
		return adminChat
	}
	return group
}

// private reports whether the person is alone with the bot.
func (r *request) private() bool { return r.in.chat.Type == tele.ChatPrivate }

// campaign returns the campaign of the id, with its texts in the person's language.
func (r *request) campaign(id campaigns.ID) (campaigns.Campaign, bool) {
	c, ok := r.settings.Find(id)
	return c.In(r.lang), ok
}

// open returns the campaigns that take gifts today, with their texts in the person's
// language.
func (r *request) open() []campaigns.Campaign {
	open := r.settings.Open(r.today())
	for i := range open {
		open[i] = open[i].In(r.lang)
	}
	return open
}

// organisation returns the organisation with its texts in the person's language.
func (r *request) organisation() campaigns.Organisation { return r.settings.Organisation.In(r.lang) }

// today is the organisation's day.
func (r *request) today() campaigns.Day { return r.settings.Today(r.now) }

// words returns a text in the person's language, with its arguments escaped.
func (r *request) words(key string, args locales.Args) string {
	return r.display.words.HTML(r.lang, key, args)
}

// plain returns a text in the person's language for what is not HTML.
func (r *request) plain(key string, args locales.Args) string {
	return r.display.words.Plain(r.lang, key, args)
}

// date writes a day in the person's language.
func (r *request) date(day campaigns.Day) string { return r.display.words.Date(r.lang, day) }

// amount writes an amount in the person's language; units are the currency's smallest.
func (r *request) amount(units int64, currency string) string {
	return money.Amount{Units: units, Currency: currency}.In(r.lang)
}

// say sends a text of the catalogue.
func (r *request) say(key string, args locales.Args) error {
	return r.show(screen{text: r.words(key, args), fresh: true})
}

// send sends to where the request came from: into the same topic, and to the
// supergroup that a group has become meanwhile.
func (r *request) send(what any, o *tele.SendOptions) error {
	o.ThreadID = r.in.thread
	_, err := r.display.api.Send(r.in.chat, what, o)
	if r.follow(err) {
		o.ThreadID = 0
		_, err = r.display.api.Send(r.in.chat, what, o)
	}
	return err
}

// follow goes on in the supergroup that the group has become, if that is what the
// error says.
func (r *request) follow(err error) bool {
	e := telegram.AsAPIError(err)
	if e == nil || e.MigrateTo == 0 {
		return false
	}
	r.display.moved(r.in.chat.ID, e.MigrateTo)
	r.in.chat, r.in.thread = &tele.Chat{ID: e.MigrateTo, Type: tele.ChatSuperGroup}, 0
	return true
}

// toast answers the tap, once, with a short plain text or with nothing.
func (r *request) toast(text string) error {
	if r.in.update.Callback == nil || r.answered {
		return nil
	}
	r.answered = true
	err := r.display.api.Respond(r.in.update.Callback, &tele.CallbackResponse{Text: telegram.Cut(text, 200)})
	if e := telegram.AsAPIError(err); e != nil && e.QueryTooOld() {
		return nil // the person has long seen that nothing happened, or that it did
	}
	return err
}

// acknowledge answers the tap before the rest is done. One in a group gets its answer
// at the end, since that may have to say where the rest is.
func (r *request) acknowledge() error {
	if !r.private() || r.elsewhere {
		return nil
	}
	return r.toast("")
}

// ledgerError is one of our own, which the person is told of.
type ledgerError struct{ error }

func (e *ledgerError) Unwrap() error { return e.error }

// ledgerLimit is how long a person waits for the ledger before being told that
// something is wrong.
const ledgerLimit = 10 * time.Second

// change changes what the ledger knows of the person.
func (r *request) change(s *storage.Store, change func(*campaigns.Donor)) error {
	ctx, cancel := context.WithTimeout(r.ctx, ledgerLimit)
	defer cancel()
	if err := s.ChangeDonor(ctx, r.in.person.ID, change); err != nil {
		return &ledgerError{err}
	}
	return nil
}
