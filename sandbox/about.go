package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
)

// handlers are all methods but getUpdates, which waits.
var handlers = map[string]handler{
	"getMe": getMe, "close": done, "logOut": done,
	"setWebhook": setWebhook, "deleteWebhook": deleteWebhook, "getWebhookInfo": getWebhookInfo,
	"sendMessage": sendMessage, "sendPhoto": sendPhoto, "sendDocument": sendDocument, "sendChatAction": sendChatAction,
	"sendInvoice": sendInvoice, "createInvoiceLink": createInvoiceLink,
	"editMessageText": editMessageText, "editMessageCaption": editMessageCaption, "editMessageMedia": editMessageMedia,
	"editMessageReplyMarkup": editMessageReplyMarkup, "deleteMessage": deleteMessage,
	"answerCallbackQuery": answerCallbackQuery, "answerShippingQuery": answerShippingQuery, "answerPreCheckoutQuery": answerPreCheckoutQuery,
	"refundStarPayment": refundStarPayment, "getStarTransactions": getStarTransactions,
	"setMyCommands": setMyCommands, "getMyCommands": getMyCommands, "deleteMyCommands": deleteMyCommands,
	"setMyName": setText("name", 64), "getMyName": getText("name"),
	"setMyDescription": setText("description", 512), "getMyDescription": getText("description"),
	"setMyShortDescription": setText("short_description", 120), "getMyShortDescription": getText("short_description"),
	"getFile": getFile, "getChat": getChat, "getChatMember": getChatMember,
	"getChatMenuButton": getChatMenuButton, "setChatMenuButton": setChatMenuButton,
}

func done(*Sandbox, *call) (any, *apiError) { return true, nil }

func getMe(s *Sandbox, _ *call) (any, *apiError) {
	return fields{
		"id": s.me.ID, "is_bot": true, "first_name": s.me.FirstName, "username": s.me.Username,
		"can_join_groups": true, "can_read_all_group_messages": false, "supports_inline_queries": false,
		"can_connect_to_business": false, "has_main_web_app": false,
	}, nil
}

func setWebhook(s *Sandbox, c *call) (any, *apiError) {
	url := c.Params["url"]
	if url == "" {
		return deleteWebhook(s, c)
	}
	if problem := checkURL(url); problem != "" {
		return nil, bad("bad webhook: %s", problem)
	}
	if !strings.HasPrefix(url, "https://") {
		return nil, bad("bad webhook: An HTTPS URL must be provided for webhook")
	}
	if list, ok := c.Params["allowed_updates"]; ok {
		s.queue.allow(list)
	}
	s.webhook = url
	s.queue.end(conflict("terminated by setWebhook request"))
	s.forget(c)
	return true, nil
}

func deleteWebhook(s *Sandbox, c *call) (any, *apiError) {
	s.webhook = ""
	s.forget(c)
	return true, nil
}

// forget drops what is pending if the call asks for it.
func (s *Sandbox) forget(c *call) {
	if c.truth("drop_pending_updates") {
		s.queue.drop(len(s.queue.list))
	}
}

func getWebhookInfo(s *Sandbox, _ *call) (any, *apiError) {
	s.expire()
	f := fields{"url": s.webhook, "has_custom_certificate": false, "pending_update_count": len(s.queue.list)}
	if s.queue.allowed != nil {
		names := []string{}
		for _, kind := range updateKinds {
			if s.queue.allowed[kind] {
				names = append(names, kind)
			}
		}
		f["allowed_updates"] = names
	}
	return f, nil
}

func getChat(s *Sandbox, c *call) (any, *apiError) {
	chat, refused := s.visible(c)
	if refused != nil {
		return nil, refused
	}
	f := s.wireChat(chat)
	f["accent_color_id"], f["max_reaction_count"] = 0, 11
	f["accepted_gift_types"] = fields{"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false, "gifts_from_channels": false}
	return f, nil
}

// visible is a chat that the bot can look at, writing to it or not.
func (s *Sandbox) visible(c *call) (*Chat, *apiError) {
	raw := c.Params["chat_id"]
	if raw == "" {
		return nil, bad("chat_id is empty")
	}
	chat := s.chats[toInteger(raw)]
	switch {
	case chat == nil || chat.Person != nil && !chat.Person.started:
		return nil, bad("chat not found")
	case chat.kicked:
		return nil, forbidden("bot was kicked from the supergroup chat")
	}
	return chat, nil
}

func getChatMember(s *Sandbox, c *call) (any, *apiError) {
	chat, refused := s.visible(c)
	if refused != nil {
		return nil, refused
	}
	id := toInteger(c.Params["user_id"])
	if id == s.me.ID {
		return fields{"user": s.me, "status": "member"}, nil
	}
	p := s.people[id]
	if p == nil {
		return nil, bad("user not found")
	}
	status := "left"
	if at := slices.Index(chat.members, p); at == 0 {
		return fields{"user": p.User, "status": "creator", "is_anonymous": false}, nil
	} else if at > 0 || chat.Person == p {
		status = "member"
	}
	return fields{"user": p.User, "status": status}, nil
}

func setChatMenuButton(s *Sandbox, c *call) (any, *apiError) {
	raw := or(c.Params["menu_button"], `{"type":"default"}`)
	var v struct{ Type string }
	if json.Unmarshal([]byte(raw), &v) != nil {
		return nil, bad("can't parse menu button JSON object")
	}
	if !slices.Contains([]string{"commands", "default", "web_app"}, v.Type) {
		return nil, bad("can't parse menu button: Invalid menu button type specified")
	}
	if c.Params["chat_id"] == "" {
		s.profile.menu = json.RawMessage(raw)
		return true, nil
	}
	chat, refused := s.visible(c)
	if refused != nil {
		return nil, refused
	}
	chat.menu = json.RawMessage(raw)
	return true, nil
}

func getChatMenuButton(s *Sandbox, c *call) (any, *apiError) {
	button := s.profile.menu
	if c.Params["chat_id"] != "" {
		chat, refused := s.visible(c)
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
