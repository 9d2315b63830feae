package chat

import (
	"github.com/donatebot/donatebot/locales"

	tele "gopkg.in/telebot.v3"
)

// greet says what the bot is for in a group that has taken it in.
func greet(r *request, change *tele.ChatMemberUpdate) error {
	if isIn(change.OldChatMember) || !isIn(change.NewChatMember) {
		return nil
	}
	args := locales.Args{"Organisation": r.settings.Organisation.Name, "Link": "t.me/" + r.display.api.Me.Username}
	return r.say("group_greeting", args)
}

// isIn reports whether the member of a group is in it.
func isIn(m *tele.ChatMember) bool {
	if m == nil {
		return false
	}
	switch m.Role {
	case tele.Left, tele.Kicked:
		return false
	case tele.Restricted:
		return m.Member
	}
	return true
}
