package chat

import (
	"errors"
	"html"
	"log/slog"
	"strconv"
	"strings"
	"sync"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"

	tele "gopkg.in/telebot.v3"
)

// display is what puts screens in front of people.
type display struct {
	api     *telegram.Client
	words   *locales.Words
	log     *slog.Logger
	moved   func(old, to int64) // told of a group that has become a supergroup
	photos  sync.Map            // path of a campaign's photo → Telegram's id of the file, string
	scratch string              // begins the names of directories for files
}

// screen is what a person gets to see: a text, or a photo with a caption, and buttons.
type screen struct {
	text  string // HTML, at most 4096 characters, 1024 with a photo
	photo campaigns.Photo
	rows  [][]tele.InlineButton
	fresh bool // a message of its own, never an edit of the one that was tapped
}

func (s screen) options() *tele.SendOptions {
	o := &tele.SendOptions{ParseMode: tele.ModeHTML, DisableWebPagePreview: true}
	if len(s.rows) > 0 {
		o.ReplyMarkup = &tele.ReplyMarkup{InlineKeyboard: s.rows}
	}
	return o
}

// button is one whose tap comes back as the callback.
func button(text string, c callback) tele.InlineButton {
	return tele.InlineButton{Text: text, Data: c.String()}
}

// show puts a screen in front of the person. What comes of a tap takes the place of
// the message that was tapped, so that looking around leaves one message.
func (r *request) show(s screen) error {
	answered := r.acknowledge()
	old := r.tapped()
	if old == nil || s.fresh || r.keepMessage {
		return errors.Join(answered, r.put(s))
	}
	done, err := r.edit(old, s)
	if !done && err == nil {
		if err = r.put(s); err == nil && old.Text == "" { // or it is gone already
			r.remove(old)
		}
	}
	return errors.Join(answered, err)
}

// put sends a screen as a new message.
func (r *request) put(s screen) error {
	if s.photo != (campaigns.Photo{}) {
		sent, err := r.sendPhoto(s)
		if sent || err != nil {
			return err
		}
	}
	return r.send(s.text, s.options())
}

// edit makes a message show the screen; done is false if it can't. A photo may take
// the place of a text or of another photo, but a text not that of a photo (Bot API
// documentation, editMessageMedia and editMessageText).
func (r *request) edit(old *tele.Message, s screen) (done bool, err error) {
	if s.photo != (campaigns.Photo{}) {
		done, err = r.editPhoto(old, s)
		if done || err != nil {
			return done, err
		}
	}
	if old.Text == "" {
		return false, nil
	}
	_, err = r.display.api.Edit(old, s.text, s.options())
	return r.edited(err)
}

// edited says what became of an edit that ended with the error.
func (r *request) edited(err error) (done bool, fault error) {
	switch e := telegram.AsAPIError(err); {
	case err == nil || e != nil && e.NotModified():
		return true, nil
	case e != nil && (e.MessageGone() || r.follow(err)):
		return false, nil
	}
	return false, err
}

// remove takes a message away that another one has replaced, or at least its buttons:
// one that is older than two days can't be deleted (Bot API documentation, deleteMessage).
func (r *request) remove(old *tele.Message) {
	err := r.display.api.Delete(old)
	if e := telegram.AsAPIError(err); e != nil {
		_, err = r.display.api.EditReplyMarkup(old, nil)
	}
	if err != nil {
		r.display.log.Info("a message that was replaced stays", "error", telegram.Cause(err))
	}
}

// tapped is the message whose button was tapped, nil if there is none that can be
// edited.
func (r *request) tapped() *tele.Message {
	if c := r.in.update.Callback; !r.elsewhere && c != nil && c.Message != nil && c.Message.Unixtime > 0 {
		return c.Message
	}
	return nil
}

// ask says something that the person answers by typing. In a group a bot gets to
// see commands and replies to its own messages only (Telegram, "Bots FAQ": privacy
// mode), so there the person's app opens a reply; the mention makes it theirs alone.
func (r *request) ask(key string, args locales.Args) error {
	if r.private() {
		return r.say(key, args)
	}
	name := telegram.PlainName(r.in.name())
	if name == "" {
		name = r.plain("somebody", nil)
	}
	mention := `<a href="tg://user?id=` + strconv.FormatInt(r.in.person.ID, 10) + `">` + html.EscapeString(name) + "</a>"
	return r.send(mention+"\n"+r.words(key, args), &tele.SendOptions{
		ParseMode: tele.ModeHTML, ReplyMarkup: &tele.ReplyMarkup{ForceReply: true, Selective: true}, DisableWebPagePreview: true,
	})
}

// replies reports whether the person's message is a reply to one of the bot's.
func (r *request) replies() bool {
	m := r.in.update.Message.ReplyTo
	return m != nil && m.Sender != nil && m.Sender.ID == r.display.api.Me.ID
}

// unknown is the answer to what the bot does not know, and to those who try what
// they may not. In a group the bot keeps out of what others say.
func (r *request) unknown() error {
	if r.in.anonymous && r.in.update.Message != nil && r.replies() { // to a question that a person was asked
		return r.say("needs_name", nil)
	}
	if !r.private() {
		return nil
	}
	if r.isThanks() {
		return r.say("you_are_welcome", nil)
	}
	return r.say("unknown_command", nil)
}

// isThanks reports whether the person says thank you.
func (r *request) isThanks() bool {
	if r.in.update.Message == nil {
		return false
	}
	text := strings.ToLower(r.in.update.Message.Text)
	for _, lang := range r.display.words.Languages() {
		for _, word := range strings.Fields(r.display.words.Plain(lang, "words_of_thanks", nil)) {
			if strings.Contains(text, word) && !strings.HasPrefix(text, "/") {
				return true
			}
		}
	}
	return false
}

// stale is the answer to a button that leads nowhere any more, and to those who made
// one up.
func (r *request) stale() error { return r.toast(r.plain("stale_button", nil)) }
