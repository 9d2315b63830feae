package chat

import (
	"errors"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/storage"
)

// closing takes things off the list of what needs attention.
type closing struct{ store *storage.Store }

// unpaid closes a checkout that was never paid, and takes the button away.
func (c *closing) unpaid(r *request) error {
	said := "unpaid_closed"
	err := c.store.CloseItem(r.ctx, r.in.data.Unpaid, "closed in the chat", r.in.name(), r.now)
	switch {
	case errors.Is(err, storage.ErrNoOpenItem): // by somebody else, or by itself after a day
		said = "unpaid_closed_before"
	case err != nil:
		return &ledgerError{err}
	}
	if m := r.tapped(); m != nil {
		if _, err := r.display.api.EditReplyMarkup(m, nil); err != nil {
			r.display.log.Info("a button of something that is closed stays", "error", telegram.Cause(err))
		}
	}
	return r.toast(r.plain(said, nil))
}
