package sandbox

// generalTopic is the id of the topic that every forum has. On the wire its messages
// have no message_thread_id.
const generalTopic = 1

// NewTopic opens a topic in a forum and returns its message_thread_id.
func (c *Chat) NewTopic(p *Person, name string) int64 {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	m := c.openTopic(p.User, name)
	c.s.push("message", c.s.wireMessage(m))
	return m.Thread
}

// openTopic adds the service message that a topic begins with; its id is the topic's.
func (c *Chat) openTopic(by User, name string) *Message {
	id := c.last + 1
	c.topics[id] = &topic{name: name}
	return c.s.add(c, Message{From: by, Thread: id, Service: &Service{Kind: "forum_topic_created", Name: name}})
}

// CloseTopic closes a topic to everybody who is not an administrator, or opens it
// again. Topic 0 is General.
func (c *Chat) CloseTopic(p *Person, thread int64, closed bool) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if m := c.closeTopic(p.User, thread, closed); m != nil {
		c.s.push("message", c.s.wireMessage(m))
	}
}

// closeTopic returns the service message about it, nil if nothing changed.
func (c *Chat) closeTopic(by User, thread int64, closed bool) *Message {
	t := c.topic(thread)
	if t == nil || t.closed == closed {
		return nil
	}
	t.closed = closed
	kind := "forum_topic_reopened"
	if closed {
		kind = "forum_topic_closed"
	}
	return c.s.add(c, Message{From: by, Thread: thread, Service: &Service{Kind: kind}})
}

// topic returns the one of that message_thread_id, 0 being General, or nil.
func (c *Chat) topic(thread int64) *topic {
	if thread == 0 {
		thread = generalTopic
	}
	return c.topics[thread]
}

// TopicName returns the name of a topic of a forum, 0 being General; it is empty if
// there is no such topic.
func (c *Chat) TopicName(thread int64) string {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if t := c.topic(thread); t != nil {
		return t.name
	}
	return ""
}
