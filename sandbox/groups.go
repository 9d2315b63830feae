package sandbox

import (
	"slices"
)

// What the bot can be in a chat (Bot API documentation, ChatMember).
const (
	statusMember        = "member"
	statusAdministrator = "administrator"
	statusRestricted    = "restricted"
	statusLeft          = "left"
	statusKicked        = "kicked"
)

// Ids of groups and channels begin with these (Bot API documentation, Chat.id).
const (
	groupIDs      = -4_000_000_000
	supergroupIDs = -1_001_000_000_000
)

// NewGroup makes a supergroup with the bot in it. The first member owns it.
func (s *Sandbox) NewGroup(title string, members ...*Person) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.newChat(supergroupIDs-s.number(), "supergroup", title)
	s.populate(c, members, statusMember)
	return c
}

// NewBasicGroup makes a group of the old kind with the bot in it, which Upgrade can
// turn into a supergroup. The first member owns it.
func (s *Sandbox) NewBasicGroup(title string, members ...*Person) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.newChat(groupIDs-s.number(), "group", title)
	s.populate(c, members, statusMember)
	return c
}

// NewForum makes a supergroup with topics, of which "General" is there from the start.
func (s *Sandbox) NewForum(title string, members ...*Person) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.newChat(supergroupIDs-s.number(), "supergroup", title)
	c.forum, c.topics = true, map[int64]*topic{generalTopic: {name: "General"}}
	c.last = generalTopic // a topic's id is that of a message: this one is taken
	s.populate(c, members, statusMember)
	return c
}

// NewChannel makes a channel in which the bot is an administrator; an empty username
// makes it private. The first member owns it and writes its posts.
func (s *Sandbox) NewChannel(title, username string, members ...*Person) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.newChat(supergroupIDs-s.number(), "channel", title)
	c.Username = username
	s.populate(c, members, statusAdministrator)
	return c
}

// populate puts people and the bot into a new chat.
func (s *Sandbox) populate(c *Chat, members []*Person, status string) {
	c.members = slices.Clone(members)
	c.anonymous = map[*Person]bool{}
	c.bot.status = statusLeft
	c.setStatus(status, Lacks{})
}

// owner is who did what happens to the bot in a group; s.mu is held.
func (c *Chat) owner() User {
	if len(c.members) > 0 {
		return c.members[0].User
	}
	return c.s.me
}

// rules reports whether somebody is an administrator of the chat. It is its owner, and
// whoever is anonymous.
func (c *Chat) rules(p *Person) bool {
	return len(c.members) > 0 && c.members[0] == p || c.anonymous[p]
}

// setStatus changes what the bot is in a group and tells it; s.mu is held.
func (c *Chat) setStatus(status string, lacks Lacks) {
	before := c.bot.status
	c.bot = standing{status, lacks}
	c.s.push("my_chat_member", c.s.membership(c, c.owner(), before, status))
}

// membership renders ChatMemberUpdated about the bot; s.mu is held.
func (s *Sandbox) membership(c *Chat, by User, before, after string) fields {
	return fields{
		"chat": c.wireChat(), "from": by, "date": s.now().Unix(),
		"old_chat_member": s.botMember(before, Lacks{}), "new_chat_member": s.botMember(after, c.bot.lacks),
	}
}

// botMember renders ChatMember of the bot.
func (s *Sandbox) botMember(status string, lacks Lacks) fields {
	f := fields{"user": s.me, "status": status}
	switch status {
	case statusKicked:
		f["until_date"] = 0
	case statusRestricted:
		f["is_member"], f["until_date"] = true, 0
		f["can_send_messages"], f["can_send_photos"], f["can_send_documents"] = !lacks.Texts, !lacks.Photos, !lacks.Documents
	case statusAdministrator:
		f["can_be_edited"] = false
		for _, right := range []string{"can_manage_chat", "can_delete_messages", "can_post_messages", "can_edit_messages", "can_pin_messages", "can_manage_topics"} {
			f[right] = true
		}
	}
	return f
}

// change sets the bot's status in a group or channel unless it is out of it.
func (c *Chat) change(status string, lacks Lacks) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.Person == nil && c.bot.status != statusKicked && c.bot.status != statusLeft && c.bot != (standing{status, lacks}) {
		c.setStatus(status, lacks)
	}
}

// Kick throws the bot out of a group or channel.
func (c *Chat) Kick() { c.change(statusKicked, Lacks{}) }

// Promote makes the bot an administrator.
func (c *Chat) Promote() { c.change(statusAdministrator, Lacks{}) }

// Demote makes the bot a plain member again, with all rights of one.
func (c *Chat) Demote() { c.change(statusMember, Lacks{}) }

// Restrict takes rights away from the bot.
func (c *Chat) Restrict(lacks Lacks) { c.change(statusRestricted, lacks) }

// Dissolve deletes a basic group.
func (c *Chat) Dissolve() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.Type == "group" {
		c.dissolved = true
	}
}

// Add takes the bot back into a group that it was thrown out of or left.
func (c *Chat) Add() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if c.bot.status == statusKicked || c.bot.status == statusLeft {
		c.setStatus(statusMember, Lacks{})
	}
}

// Anonymous lets an administrator of a group write in its name, or no more.
func (c *Chat) Anonymous(p *Person, on bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if on {
		c.anonymous[p] = true
	} else {
		delete(c.anonymous, p)
	}
}

// Upgrade turns a basic group into a supergroup, which gets another id. Service
// messages in both tell of it (Bot API documentation, Message.migrate_to_chat_id).
func (c *Chat) Upgrade() *Chat {
	s := c.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Type != "group" || c.movedTo != nil {
		return c.movedTo
	}
	to := s.newChat(supergroupIDs-s.number(), "supergroup", c.Title)
	to.members, to.anonymous, to.bot = slices.Clone(c.members), map[*Person]bool{}, c.bot
	c.movedTo = to
	left := s.add(c, Message{From: c.owner(), MovedTo: to.ID})
	s.push("message", s.wireMessage(left))
	came := s.add(to, Message{From: anonymousBot, AsChat: true, MovedFrom: c.ID})
	s.push("message", s.wireMessage(came))
	return to
}
