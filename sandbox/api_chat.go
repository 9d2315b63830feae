package sandbox

import (
	"encoding/json"
	"slices"

	"github.com/donatebot/donatebot/sandbox/spec"
)

func getMe(s *Sandbox, _ *call) (any, *spec.Error) {
	return fields{
		"id": s.me.ID, "is_bot": true, "first_name": s.me.FirstName, "username": s.me.Username,
		"can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": true,
		"can_connect_to_business": false, "has_main_web_app": false,
	}, nil
}

func getChat(s *Sandbox, c *call) (any, *spec.Error) {
	chat, refused := s.visible(c.Params["chat_id"])
	if refused != nil {
		return nil, refused
	}
	f := chat.wireChat()
	f["accent_color_id"], f["max_reaction_count"] = 0, 11
	f["accepted_gift_types"] = fields{"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false, "gifts_from_channels": false}
	return f, nil
}

func getChatMember(s *Sandbox, c *call) (any, *spec.Error) {
	chat, refused := s.visible(c.Params["chat_id"])
	if refused != nil {
		return nil, refused
	}
	id := c.integer("user_id")
	if id == s.me.ID {
		return s.botMember(orElse(chat.bot.status, statusMember), chat.bot.lacks), nil
	}
	p := s.people[id]
	if p == nil {
		return nil, spec.BadRequest(spec.UserNotFound)
	}
	return chat.wireMember(p), nil
}

// wireMember renders ChatMember of a person.
func (c *Chat) wireMember(p *Person) fields {
	at := slices.Index(c.members, p)
	switch {
	case at == 0:
		return fields{"user": p.User, "status": "creator", "is_anonymous": c.anonymous[p]}
	case c.anonymous[p]:
		return fields{"user": p.User, "status": statusAdministrator, "is_anonymous": true, "can_be_edited": false}
	case at > 0, c.Person == p:
		return fields{"user": p.User, "status": statusMember}
	}
	return fields{"user": p.User, "status": statusLeft}
}

func getChatMemberCount(s *Sandbox, c *call) (any, *spec.Error) {
	chat, refused := s.visible(c.Params["chat_id"])
	if refused != nil {
		return nil, refused
	}
	return max(len(chat.members), 1) + 1, nil // and the bot
}

// getChatAdministrators lists those of a group or channel, bots only where the bot
// asks for them.
func getChatAdministrators(s *Sandbox, c *call) (any, *spec.Error) {
	chat, refused := s.visible(c.Params["chat_id"])
	switch {
	case refused != nil:
		return nil, refused
	case chat.Person != nil:
		return nil, spec.BadRequest("there are no administrators in the private chat")
	}
	list := []fields{}
	for _, p := range chat.members {
		if chat.rules(p) {
			list = append(list, chat.wireMember(p))
		}
	}
	if chat.bot.status == statusAdministrator && c.boolean("return_bots") {
		list = append(list, s.botMember(statusAdministrator, Lacks{}))
	}
	return list, nil
}

func leaveChat(s *Sandbox, c *call) (any, *spec.Error) {
	chat, refused := s.target(c)
	switch {
	case refused != nil:
		return nil, refused
	case chat.Person != nil:
		return nil, spec.BadRequest("chat member status can't be changed in private chats")
	}
	chat.setStatus(statusLeft, Lacks{})
	return true, nil
}

func setChatMenuButton(s *Sandbox, c *call) (any, *spec.Error) {
	raw := orElse(c.Params["menu_button"], `{"type":"default"}`)
	var v struct{ Type string }
	if json.Unmarshal([]byte(raw), &v) != nil {
		return nil, spec.BadRequest("can't parse menu button JSON object")
	}
	if !slices.Contains([]string{"commands", "default", "web_app"}, v.Type) {
		return nil, spec.BadRequest("can't parse menu button: Invalid menu button type specified")
	}
	if c.Params["chat_id"] == "" {
		s.profile.menu = json.RawMessage(raw)
		return true, nil
	}
	chat, refused := s.visible(c.Params["chat_id"])
	if refused != nil {
		return nil, refused
	}
	chat.menu = json.RawMessage(raw)
	return true, nil
}

func getChatMenuButton(s *Sandbox, c *call) (any, *spec.Error) {
	button := s.profile.menu
	if c.Params["chat_id"] != "" {
		chat, refused := s.visible(c.Params["chat_id"])
		if refused != nil {
			return nil, refused
		}
		if chat.menu != nil {
			button = chat.menu
		}
	}
	if button == nil {
		return fields{"type": "commands"}, nil
	}
	return button, nil
}
