package bot

import (
	"os"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"

	tele "gopkg.in/telebot.v3"
)

// screen is what a visitor gets to see: a text, or a photo with a caption, and
// buttons.
type screen struct {
	text  string // HTML, at most 4096 characters, 1024 with a photo
	photo campaigns.Photo
	rows  [][]tele.InlineButton
	fresh bool // a message of its own, never an edit of the one that was tapped
}

func (s screen) markup() *tele.ReplyMarkup {
	if len(s.rows) == 0 {
		return nil
	}
	return &tele.ReplyMarkup{InlineKeyboard: s.rows}
}

func (s screen) options() *tele.SendOptions {
	return &tele.SendOptions{ParseMode: tele.ModeHTML, ReplyMarkup: s.markup(), DisableWebPagePreview: true}
}

// show puts a screen in front of the visitor: in place of the message that was
// tapped where both are texts, below it otherwise.
func (v *visit) show(s screen) error {
	answered := v.toast("")
	if m := v.tapped(); m != nil && !s.fresh && !v.fresh && s.photo == (campaigns.Photo{}) && m.Text != "" {
		_, err := v.chatAPI.Edit(m, s.text, s.options())
		switch r := telegram.AsAPIError(err); {
		case err == nil || r != nil && r.NotModified():
			return answered
		case r == nil || !r.MessageGone():
			return err
		} // it is gone, or too old to be edited
	}
	if s.photo != (campaigns.Photo{}) {
		sent, err := v.showPhoto(s)
		if sent || err != nil {
			return err
		}
	}
	_, err := v.chatAPI.Send(v.ctx.Chat(), s.text, s.options())
	return err
}

// tapped is the message whose button was tapped, nil where there is none that
// can be edited.
func (v *visit) tapped() *tele.Message {
	if c := v.ctx.Callback(); c != nil && c.Message != nil && c.Message.Unixtime > 0 {
		return c.Message
	}
	return nil
}

// showPhoto sends a photo with the text below; sent is false where Telegram can't
// show the photo, so that the text goes alone. A file is uploaded once.
func (v *visit) showPhoto(s screen) (sent bool, err error) {
	photo := &tele.Photo{File: tele.FromURL(s.photo.URL), Caption: s.text}
	if s.photo.File != "" {
		photo.File = tele.FromDisk(s.photo.File)
		if id, ok := v.photos.Load(s.photo.File); ok {
			photo.File = tele.File{FileID: id.(string)}
		} else if _, err := os.Stat(s.photo.File); err != nil {
			v.log.Warn("a campaign's photo can't be read", "error", err)
			return false, nil
		}
	}
	_, err = v.chatAPI.Send(v.ctx.Chat(), photo, s.options())
	if r := telegram.AsAPIError(err); r != nil && r.Code == 400 && r.Unreachable() == "" {
		v.log.Warn("a campaign's photo can't be shown", "error", r)
		v.photos.Delete(s.photo.File)
		return false, nil
	}
	if err == nil && s.photo.File != "" && photo.FileID != "" {
		v.photos.Store(s.photo.File, photo.FileID)
	}
	return err == nil, err
}

// button is one that taps.
func button(text string, t tap) tele.InlineButton {
	return tele.InlineButton{Text: text, Data: t.String()}
}
