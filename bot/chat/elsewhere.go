package chat

import (
	"errors"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/locales"

	tele "gopkg.in/telebot.v3"
)

// migration returns what a service message says of a group that has become a
// supergroup: there is one in each of the two (Bot API documentation, Message).
func migration(u *tele.Update) (from, to int64, ok bool) {
	switch m := u.Message; {
	case m == nil || m.Chat == nil:
		return 0, 0, false
	case m.MigrateTo != 0:
		return m.Chat.ID, m.MigrateTo, true
	case m.MigrateFrom != 0:
		return m.MigrateFrom, m.Chat.ID, true
	}
	return 0, 0, false
}

// shutOut reports whether the answer failed since the bot may not write in this group
// or topic, and could go to the person alone.
func (r *request) shutOut(err error) bool {
	e := telegram.AsAPIError(err)
	return e != nil && e.ShutOut() && !r.private() && !r.in.anonymous && r.in.update.MyChatMember == nil
}

// runInPrivate answers again, in the person's private chat, as if it had been asked
// there. A tap says where the answer is.
func (c *Conversations) runInPrivate(r *request, to route) error {
	r.in.chat, r.in.thread, r.elsewhere = &tele.Chat{ID: r.in.person.ID, Type: tele.ChatPrivate}, 0, true
	err := c.run(r, to)
	where := locales.Args{"Link": "t.me/" + r.display.api.Me.Username}
	if err != nil {
		return errors.Join(err, r.toast(r.plain("write_to_me", where)))
	}
	return r.toast(r.plain("answered_in_private", where))
}
