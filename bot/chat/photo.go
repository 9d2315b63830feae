package chat

import (
	"os"

	"github.com/donatebot/donatebot/bot/telegram"

	tele "gopkg.in/telebot.v3"
)

// photoOf returns the screen's photo with the text below; ok is false for a file that
// can't be read. A file is uploaded once.
func (d *display) photoOf(s screen) (photo *tele.Photo, ok bool) {
	photo = &tele.Photo{File: tele.FromURL(s.photo.URL), Caption: s.text}
	if s.photo.File == "" {
		return photo, true
	}
	if id, known := d.photos.Load(s.photo.File); known {
		photo.File = tele.File{FileID: id.(string)}
		return photo, true
	}
	photo.File = tele.FromDisk(s.photo.File)
	if _, err := os.Stat(s.photo.File); err != nil {
		d.log.Warn("a campaign's photo can't be read", "error", err)
		return nil, false
	}
	return photo, true
}

// remember keeps Telegram's id of a file that was uploaded.
func (d *display) remember(s screen, photo *tele.Photo) {
	if s.photo.File != "" && photo != nil && photo.FileID != "" {
		d.photos.Store(s.photo.File, photo.FileID)
	}
}

// sendPhoto sends a photo with the text below; sent is false if Telegram can't show
// the photo, so that the text goes alone.
func (r *request) sendPhoto(s screen) (sent bool, err error) {
	photo, ok := r.display.photoOf(s)
	if !ok {
		return false, nil
	}
	err = r.send(photo, s.options())
	if r.display.photoRefused(s, err) {
		return false, nil
	}
	if err == nil {
		r.display.remember(s, photo)
	}
	return err == nil, err
}

// editPhoto makes a message show a photo with the text below.
func (r *request) editPhoto(old *tele.Message, s screen) (done bool, err error) {
	photo, ok := r.display.photoOf(s)
	if !ok {
		return false, nil
	}
	now, err := r.display.api.EditMedia(old, photo, s.options())
	if e := telegram.AsAPIError(err); e == nil || !e.NotModified() && !e.MessageGone() {
		if r.display.photoRefused(s, err) {
			return false, nil
		}
	}
	if err == nil {
		r.display.remember(s, now.Photo)
	}
	return r.edited(err)
}

// photoRefused reports whether an error says that a photo can't be shown. One that
// may not be sent here is no fault of the photo's.
func (d *display) photoRefused(s screen, err error) bool {
	e := telegram.AsAPIError(err)
	if e == nil || e.Code != 400 || e.Unreachable() != "" || e.MigrateTo != 0 {
		return false
	}
	if !e.ShutOut() {
		d.log.Warn("a campaign's photo can't be shown", "error", e)
		d.photos.Delete(s.photo.File)
	}
	return true
}
