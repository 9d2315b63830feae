package sandbox

import (
	"strconv"
	"strings"
	"testing"
)

// heard are the updates since the last call, as texts; each call acknowledges them.
func (w *world) heard() []string {
	w.t.Helper()
	ids, raw := w.poll(nil)
	if len(ids) > 0 {
		w.mu.Lock()
		w.queue.drop(len(w.queue.list))
		w.mu.Unlock()
	}
	return raw
}

// hears fails unless the bot heard exactly that many updates, the last one with all parts.
func (w *world) hears(n int, parts ...string) {
	w.t.Helper()
	all := w.heard()
	if len(all) != n {
		w.t.Fatalf("the bot heard %d updates, want %d:\n%s", len(all), n, strings.Join(all, "\n"))
	}
	for _, part := range parts {
		if !strings.Contains(all[n-1], part) {
			w.t.Errorf("%s is missing in %s", part, all[n-1])
		}
	}
}

func TestForum(t *testing.T) {
	w := newWorld(t, Options{})
	f := w.NewForum("F", w.anna)
	w.heard()
	books := f.NewTopic(w.anna, "Books")
	w.hears(1, `"forum_topic_created":{`, `"name":"Books"`, `"is_topic_message":true`, `"is_forum":true`)
	m := w.anna.SendIn(f, books, "/hello")
	w.hears(1, `"message_thread_id":`+strconv.FormatInt(books, 10), "/hello")
	w.anna.Reply(m, "not for the bot")
	w.hears(0)
	in := func(more ...any) map[string]any { return with(map[string]any{"chat_id": f.ID, "text": "x"}, more...) }
	w.must("sendMessage", in("message_thread_id", books), nil)
	if all := f.Messages(); all[len(all)-1].Thread != books {
		t.Error("the answer is not in the topic")
	}
	w.must("sendMessage", in(), nil)
	w.refused("sendMessage", in("message_thread_id", 999), 400, "Bad Request: message thread not found")
	f.CloseTopic(w.anna, 0, true)
	w.hears(1, `"forum_topic_closed":{}`)
	w.refused("sendMessage", in(), 400, "Bad Request: TOPIC_CLOSED")
	w.must("sendMessage", in("message_thread_id", books), nil)
	f.CloseTopic(w.anna, books, true)
	w.refused("sendMessage", in("message_thread_id", books), 400, "Bad Request: TOPIC_CLOSED")
	w.refused("createForumTopic", map[string]any{"chat_id": f.ID, "name": "N"}, 400, "Bad Request: not enough rights to manage topics")
	f.Promote()
	w.must("sendMessage", in(), nil) // an administrator may
	var made struct {
		ID int64 `json:"message_thread_id"`
	}
	w.must("createForumTopic", map[string]any{"chat_id": f.ID, "name": "N"}, &made)
	w.must("editForumTopic", map[string]any{"chat_id": f.ID, "message_thread_id": made.ID, "name": "M"}, nil)
	w.must("closeForumTopic", map[string]any{"chat_id": f.ID, "message_thread_id": made.ID}, nil)
	w.refused("closeForumTopic", map[string]any{"chat_id": f.ID, "message_thread_id": made.ID}, 400, "Bad Request: TOPIC_NOT_MODIFIED")
	w.must("reopenGeneralForumTopic", map[string]any{"chat_id": f.ID}, nil)
	w.refused("createForumTopic", map[string]any{"chat_id": w.NewGroup("G").ID, "name": "N"}, 400, "Bad Request: the chat is not a forum")
}

func TestAGroupBecomesASupergroup(t *testing.T) {
	w := newWorld(t, Options{})
	g := w.NewBasicGroup("G", w.anna)
	w.must("sendMessage", map[string]any{"chat_id": g.ID, "text": "x"}, nil)
	w.heard()
	to := g.Upgrade()
	all := w.heard()
	if len(all) != 2 || !strings.Contains(all[0], `"migrate_to_chat_id":`+strconv.FormatInt(to.ID, 10)) || !strings.Contains(all[1], `"migrate_from_chat_id":`+strconv.FormatInt(g.ID, 10)) {
		t.Fatalf("%s", strings.Join(all, "\n"))
	}
	r := w.call("sendMessage", map[string]any{"chat_id": g.ID, "text": "x"})
	if r.Status != 400 || r.Description != "Bad Request: group chat was upgraded to a supergroup chat" || r.Parameters.MigrateTo != to.ID {
		t.Errorf("%+v", r)
	}
	w.must("sendMessage", map[string]any{"chat_id": to.ID, "text": "x"}, nil)
	h := w.NewBasicGroup("H", w.anna)
	h.Kick()
	w.refused("sendMessage", map[string]any{"chat_id": h.ID, "text": "x"}, 403, "Forbidden: bot was kicked from the group chat")
	gone := w.NewBasicGroup("Gone", w.anna)
	gone.Dissolve()
	w.refused("sendMessage", map[string]any{"chat_id": gone.ID, "text": "x"}, 403, "Forbidden: the group chat was deleted")
}

func TestChannel(t *testing.T) {
	w := newWorld(t, Options{})
	c := w.NewChannel("News", "giving_news", w.anna)
	w.heard()
	post := w.anna.Send(c, "good news")
	w.hears(1, `"channel_post":{`, `"sender_chat":{`, `"type":"channel"`)
	w.anna.Edit(post, "better news")
	w.hears(1, `"edited_channel_post":{`, "better news")
	r := w.call("sendMessage", map[string]any{"chat_id": "@Giving_News", "text": "from the bot"})
	if !r.OK || strings.Contains(string(r.Result), `"from":`) || !strings.Contains(string(r.Result), `"username":"giving_news"`) {
		t.Errorf("%s %s", r.Result, r.Description)
	}
	w.hears(0)
	c.Demote()
	w.refused("sendMessage", map[string]any{"chat_id": c.ID, "text": "x"}, 400, "Bad Request: need administrator rights in the channel chat")
	c.Kick()
	w.refused("sendMessage", map[string]any{"chat_id": c.ID, "text": "x"}, 403, "Forbidden: bot was kicked from the channel chat")
}

func TestRightsInAGroup(t *testing.T) {
	w := newWorld(t, Options{})
	g := w.NewGroup("G", w.anna)
	w.heard()
	g.Restrict(Lacks{Texts: true, Photos: true})
	w.hears(1, `"new_chat_member":{`, `"status":"restricted"`, `"can_send_messages":false`, `"can_send_documents":true`)
	w.refused("sendMessage", map[string]any{"chat_id": g.ID, "text": "x"}, 400, "Bad Request: not enough rights to send text messages to the chat")
	w.refused("sendPhoto", map[string]any{"chat_id": g.ID, "photo": "https://a.org/p.png"}, 400, "Bad Request: not enough rights to send photos to the chat")
	w.refused("sendInvoice", map[string]any{"chat_id": g.ID, "title": "T", "description": "D", "payload": "P", "provider_token": "1:TEST:2", "currency": "EUR", "prices": []Price{{"x", 500}}}, 400,
		"Bad Request: not enough rights to send invoice messages to the chat")
	w.must("sendDocument", map[string]any{"chat_id": g.ID, "document": "https://a.org/p.pdf"}, nil)
	g.Promote()
	w.anna.Send(g, "an administrator hears all")
	w.hears(2, "hears all")
	w.must("leaveChat", map[string]any{"chat_id": g.ID}, nil)
	w.refused("sendMessage", map[string]any{"chat_id": g.ID, "text": "x"}, 403, "Forbidden: bot is not a member of the supergroup chat")
	g.Add()
	w.must("sendMessage", map[string]any{"chat_id": g.ID, "text": "x"}, nil)
}

func TestAnonymousAdministrator(t *testing.T) {
	w := newWorld(t, Options{})
	g := w.NewGroup("G", w.anna)
	g.Anonymous(w.anna, true)
	w.heard()
	w.anna.Send(g, "/stats")
	w.hears(1, `"from":{"id":1087968824,"is_bot":true,"first_name":"Group","username":"GroupAnonymousBot"}`, `"sender_chat":{"id":`+strconv.FormatInt(g.ID, 10))
	g.Anonymous(w.anna, false)
	m := w.anna.Send(g, "/stats")
	w.hears(1, `"first_name":"Anna"`)
	w.anna.Edit(m, "/stats now")
	w.hears(1, `"edited_message":{`, `"edit_date":`)
	if w.anna.Edit(g.Messages()[0], "") == nil || w.NewPerson("B", "", "en", "GB").Edit(m, "x") != nil {
		t.Error("one edits one's own messages only")
	}
	var list []struct{ Status string }
	w.must("getChatAdministrators", map[string]any{"chat_id": g.ID}, &list)
	if len(list) != 1 || list[0].Status != "creator" {
		t.Errorf("%+v", list)
	}
}
