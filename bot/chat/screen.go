package chat

import (
	"errors"
	"html"
	"log/slog"
	"os"
	"strconv"
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

// show puts a screen in front of the person: in place of the message that was tapped
// if both are texts, below it otherwise.
func (r *request) show(s screen) error {
	answered := r.acknowledge()
	if m := r.tapped(); m != nil && !s.fresh && !r.keepMessage && s.photo == (campaigns.Photo{}) && m.Text != "" {
		_, err := r.display.api.Edit(m, s.text, s.options())
		switch e := telegram.AsAPIError(err); {
		case err == nil || e != nil && e.NotModified():
			return answered
		case e == nil || !e.MessageGone() && !r.follow(err):
			return err
		}
	}
	if s.photo != (campaigns.Photo{}) {
		sent, err := r.sendPhoto(s)
		if sent || err != nil {
			return err
		}
	}
	return errors.Join(answered, r.send(s.text, s.options()))
}

// tapped is the message whose button was tapped, nil if there is none that can be
// edited.
func (r *request) tapped() *tele.Message {
	if c := r.in.update.Callback; !r.elsewhere && c != nil && c.Message != nil && c.Message.Unixtime > 0 {
		return c.Message
	}
	return nil
}

// sendPhoto sends a photo with the text below; sent is false if Telegram can't show
// the photo, so that the text goes alone. A file is uploaded once.
func (r *request) sendPhoto(s screen) (sent bool, err error) {
	d := r.display
	photo := &tele.Photo{File: tele.FromURL(s.photo.URL), Caption: s.text}
	if s.photo.File != "" {
		photo.File = tele.FromDisk(s.photo.File)
		if id, ok := d.photos.Load(s.photo.File); ok {
			photo.File = tele.File{FileID: id.(string)}
		} else if _, err := os.Stat(s.photo.File); err != nil {
			d.log.Warn("a campaign's photo can't be read", "error", err)
			return false, nil
		}
	}
	err = r.send(photo, s.options())
	if e := telegram.AsAPIError(err); e != nil && e.ShutOut() {
		return false, nil // perhaps texts are allowed
	}
	if e := telegram.AsAPIError(err); e != nil && e.Code == 400 && e.Unreachable() == "" {
		d.log.Warn("a campaign's photo can't be shown", "error", e)
		d.photos.Delete(s.photo.File)
		return false, nil
	}
	if err == nil && s.photo.File != "" && photo.FileID != "" {
		d.photos.Store(s.photo.File, photo.FileID)
	}
	return err == nil, err
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
	return r.say("unknown_command", nil)
}

// stale is the answer to a button that leads nowhere any more, and to those who made
// one up.
func (r *request) stale() error { return r.toast(r.plain("stale_button", nil)) }
