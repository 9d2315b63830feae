package sandbox

import (
	"unicode/utf8"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// longestTopic is the most characters of a topic's name (Bot API documentation,
// createForumTopic).
const longestTopic = 128

// forumOf is the forum of a call in which the bot may manage topics; s.mu is held.
func (s *Sandbox) forumOf(c *call) (*Chat, *spec.Error) {
	chat, refused := s.target(c)
	switch {
	case refused != nil:
		return nil, refused
	case !chat.forum:
		return nil, spec.BadRequest("the chat is not a forum")
	case chat.bot.status != statusAdministrator:
		return nil, spec.BadRequest("not enough rights to manage topics")
	}
	return chat, nil
}

// topicName is the name that a call gives to a topic.
func (c *call) topicName() (string, *spec.Error) {
	name, refused := c.needed("name")
	if refused == nil && utf8.RuneCountInString(name) > longestTopic {
		refused = spec.BadRequest("TOPIC_TITLE_INVALID") // the sandbox's choice of text
	}
	return name, refused
}

func createForumTopic(s *Sandbox, c *call) (any, *spec.Error) {
	name, refused := c.topicName()
	if refused != nil {
		return nil, refused
	}
	chat, refused := s.forumOf(c)
	if refused != nil {
		return nil, refused
	}
	m := chat.openTopic(s.me, name)
	return fields{"message_thread_id": m.Thread, "name": name, "icon_color": c.clamped("icon_color", 0, 0xFFFFFF, topicColor)}, nil
}

func editForumTopic(s *Sandbox, c *call) (any, *spec.Error) {
	chat, refused := s.forumOf(c)
	if refused != nil {
		return nil, refused
	}
	id := c.integer("message_thread_id")
	t := chat.topics[id]
	if t == nil || id == generalTopic {
		return nil, spec.BadRequest("TOPIC_ID_INVALID")
	}
	if c.Params["name"] == "" || c.Params["name"] == t.name {
		return nil, spec.BadRequest("TOPIC_NOT_MODIFIED")
	}
	if t.name, refused = c.topicName(); refused != nil {
		return nil, refused
	}
	s.add(chat, Message{From: s.me, Thread: id, Service: &Service{Kind: "forum_topic_edited", Name: t.name}})
	return true, nil
}

// closeForumTopic is the method that closes a topic, or the one that opens it again.
// The methods about General have no message_thread_id.
func closeForumTopic(closed bool) handler {
	return func(s *Sandbox, c *call) (any, *spec.Error) {
		chat, refused := s.forumOf(c)
		if refused != nil {
			return nil, refused
		}
		id, named := int64(0), c.Params["message_thread_id"] != ""
		if named {
			id = c.integer("message_thread_id")
		}
		switch t := chat.topic(id); {
		case t == nil, named && id <= generalTopic:
			return nil, spec.BadRequest("TOPIC_ID_INVALID")
		case t.closed == closed:
			return nil, spec.BadRequest("TOPIC_NOT_MODIFIED")
		}
		chat.closeTopic(s.me, id, closed)
		return true, nil
	}
}
