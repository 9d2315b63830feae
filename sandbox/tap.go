package sandbox

import (
	"context"
	"errors"
	"unicode/utf8"
)

// CallbackAnswer is what a tapped button leads to: the bot's notice, or where the
// button itself leads.
type CallbackAnswer struct {
	Text   string // notice; empty: the button just stops spinning
	Alert  bool   // the notice has to be closed
	URL    string // link of the button, or of the answer
	Inline *string
	Copy   string
}

// ErrPayButton: a Pay button is for Person.Pay.
var ErrPayButton = errors.New("a Pay button opens the payment sheet")

// Tap presses the button with that text on a message as it is now, and waits for
// the bot's answer, 15 s at most (ErrTimeout). A part of the text will do.
func (p *Person) Tap(ctx context.Context, m *Message, buttonText string) (CallbackAnswer, error) {
	return p.tap(ctx, m, func(rows [][]Button) (Button, bool) { return find(rows, buttonText) })
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
	id, q := s.ask("callback_query", tapLimit, fields{
		"from": p.User, "message": s.wireMessage(live), "chat_instance": itoa(-live.Chat.ID), "data": b.Data,
	})
	s.mu.Unlock()
	a, err := s.await(ctx, id, q)
	if err != nil {
		return CallbackAnswer{}, err
	}
	return a.(CallbackAnswer), nil
}

// leadsTo is what a button does without the bot.
func (b Button) leadsTo(found bool) (CallbackAnswer, error) {
	switch {
	case !found:
		return CallbackAnswer{}, ErrNoButton
	case b.Pay:
		return CallbackAnswer{}, ErrPayButton
	}
	return CallbackAnswer{URL: b.URL, Inline: b.Inline, Copy: b.Copy}, nil
}

func answerCallbackQuery(s *Sandbox, c *call) (any, *apiError) {
	a := CallbackAnswer{Text: c.Params["text"], Alert: c.truth("show_alert"), URL: c.Params["url"]}
	if utf8.RuneCountInString(a.Text) > 200 {
		return nil, bad("MESSAGE_TOO_LONG")
	}
	if a.URL != "" && checkURL(a.URL) != "" {
		return nil, bad("URL_INVALID")
	}
	if refused := s.settle("callback_query", c.Params["callback_query_id"], a); refused != nil {
		return nil, refused
	}
	return true, nil
}
