// Package sandboxtest lets Go tests act as donors in a sandbox: they write, tap and
// pay, and wait for what the bot says. All waiting ends with a deadline and the
// transcript of the chat.
package sandboxtest

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox"
)

// patience is how long actors wait for the bot.
const patience = 30 * time.Second

// World is a sandbox that is served on this machine.
type World struct {
	*sandbox.Sandbox
	URL string // to be used in place of https://api.telegram.org
	t   testing.TB
}

// New serves a sandbox until the test ends. The test fails for each request that
// has parameters Telegram does not know.
func New(t testing.TB, o sandbox.Options) *World {
	t.Helper()
	s := sandbox.New(o)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		s.Close()
		s.Faults().Clear()
		server.CloseClientConnections()
		server.Close()
		for _, problem := range s.Problems() {
			t.Errorf("the bot asked Telegram wrongly: %s", problem)
		}
	})
	return &World{Sandbox: s, URL: server.URL, t: t}
}

// Donor is somebody new who has not met the bot yet.
func (w *World) Donor(first, language, country string) *Actor {
	p := w.NewPerson(first, "", language, country)
	return &Actor{Person: p, viewer: viewer{t: w.t, chat: p.Chat(), me: w.Me().ID}}
}

// Group is a group with the bot in it.
func (w *World) Group(title string, actors ...*Actor) *GroupChat {
	people := make([]*sandbox.Person, len(actors))
	for i, a := range actors {
		people[i] = a.Person
	}
	return w.View(w.NewGroup(title, people...))
}

// View is any chat as a test sees it: a forum, a channel, a basic group.
func (w *World) View(c *sandbox.Chat) *GroupChat {
	return &GroupChat{Chat: c, viewer: viewer{t: w.t, chat: c, me: w.Me().ID}}
}

// GroupChat is a group as a test sees it.
type GroupChat struct {
	*sandbox.Chat
	viewer
}
