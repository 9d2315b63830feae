package sandbox

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
)

// tapLimit is how long a tapped button waits for its answer, and how long an ephemeral
// message may refer to the tap (Bot API documentation, EphemeralMessageParameters).
const tapLimit = 15 * time.Second

// CallbackAnswer is what a tapped button leads to: the bot's notice, or where the
// button itself leads.
type CallbackAnswer struct {
	Text   string // notice; empty: the button just stops spinning
	Alert  bool   // the notice has to be closed
	URL    string // link of the button, or of the answer
	Inline *string
	Copy   string
}

var (
	// ErrPayButton: a Pay button is for Person.Pay.
	ErrPayButton = errors.New("a Pay button opens the payment sheet")
	// ErrNoButton: the message has no such button, or is gone.
	ErrNoButton = errors.New("no such button")
)

// Tap presses the button with that text on a message as it is now, and waits for
// the bot's answer, 15 s at most (ErrTimeout). A part of the text will do.
func (p *Person) Tap(ctx context.Context, m *Message, buttonText string) (CallbackAnswer, error) {
	return p.tap(ctx, m, func(rows [][]Button) (Button, bool) { return find(rows, buttonText) })
}

// TapAt presses the button at a place of the keyboard, if it still has that text: two
// buttons of a message may have one text, and an edit may have come in between.
func (p *Person) TapAt(ctx context.Context, m *Message, row, column int, buttonText string) (CallbackAnswer, error) {
	return p.tap(ctx, m, func(rows [][]Button) (Button, bool) {
		if row < 0 || row >= len(rows) || column < 0 || column >= len(rows[row]) || rows[row][column].Text != buttonText {
			return Button{}, false
		}
		return rows[row][column], true
	})
}

// tap is Tap of the button that choose finds.
func (p *Person) tap(ctx context.Context, m *Message, choose func([][]Button) (Button, bool)) (CallbackAnswer, error) {
	s := p.s
	s.mu.Lock()
	live := m.Chat.find(m.ID)
	if live == nil || live.Deleted {
		s.mu.Unlock()
		return CallbackAnswer{}, ErrNoButton
	}
	b, ok := choose(live.Keyboard)
	if !ok || b.Data == "" {
		s.mu.Unlock()
		return b.leadsTo(ok)
	}
	q := s.ask("callback_query", tapLimit, s.callback(p, live, b))
	s.rememberTap(q.id, tapped{p, live, time.Now()})
	s.mu.Unlock()
	a, err := s.queries.await(ctx, q, s.closed)
	if err != nil {
		return CallbackAnswer{}, err
	}
	return a.(CallbackAnswer), nil
}

// callback is CallbackQuery without its id; s.mu is held.
func (s *Sandbox) callback(p *Person, m *Message, b Button) fields {
	content := fields{"from": p.User, "chat_instance": strconv.FormatInt(-m.Chat.ID, 10), "data": b.Data}
	if m.InlineID != "" {
		content["inline_message_id"] = m.InlineID
	} else {
		content["message"] = s.wireMessage(m)
	}
	return content
}

// rememberTap keeps a tap as long as an ephemeral message may refer to it; s.mu is held.
func (s *Sandbox) rememberTap(id string, t tapped) {
	for old, before := range s.taps {
		if time.Since(before.at) > tapLimit {
			delete(s.taps, old)
		}
	}
	s.taps[id] = t
}

// leadsTo is what a button does without the bot.
func (b Button) leadsTo(found bool) (CallbackAnswer, error) {
	switch {
	case !found, b.Disabled:
		return CallbackAnswer{}, ErrNoButton
	case b.Pay:
		return CallbackAnswer{}, ErrPayButton
	}
	return CallbackAnswer{URL: b.URL, Inline: b.Inline, Copy: b.Copy}, nil
}

// find returns the button with that text, else the first one that contains it.
func find(rows [][]Button, text string) (Button, bool) {
	for _, match := range []func(string, string) bool{func(a, b string) bool { return a == b }, strings.Contains} {
		for _, row := range rows {
			for _, b := range row {
				if match(b.Text, text) {
					return b, true
				}
			}
		}
	}
	return Button{}, false
}
