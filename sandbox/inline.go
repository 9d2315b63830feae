package sandbox

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// inlineLimit is how long an inline query waits for the bot (tdlib/telegram-bot-api,
// Client.cpp).
const inlineLimit = 30 * time.Second

// InlineResult is one line of what the bot offers for an inline query.
type InlineResult struct {
	ID, Type, Title, Description string
	// message is what is sent if it is chosen.
	message Message
}

// InlineAnswer is the bot's answer to an inline query.
type InlineAnswer struct {
	Query   string
	Results []InlineResult
	// Button above the results leads to the bot with a start parameter.
	Button, ButtonStart string
	NextOffset          string
}

// Query types the bot's name and a text into the field of a chat, and waits for what
// the bot offers, 30 s at most (ErrTimeout).
func (p *Person) Query(ctx context.Context, c *Chat, text string) (InlineAnswer, error) {
	s := p.s
	s.mu.Lock()
	kind := c.Type
	if c.Person == p {
		kind = "sender"
	}
	q := s.ask("inline_query", inlineLimit, fields{"from": p.User, "query": text, "offset": "", "chat_type": kind})
	s.mu.Unlock()
	got, err := s.queries.await(ctx, q, s.closed)
	if err != nil {
		return InlineAnswer{}, err
	}
	answer := got.(InlineAnswer)
	answer.Query = text
	return answer, nil
}

// Choose sends a result of an inline query to a chat, nil if no result has that id.
// The bot hears of it only with Options.InlineFeedback.
func (p *Person) Choose(c *Chat, answer InlineAnswer, id string) *Message {
	at := slices.IndexFunc(answer.Results, func(r InlineResult) bool { return r.ID == id })
	if at < 0 {
		return nil
	}
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	m := answer.Results[at].message
	m.From, m.ViaBot = p.User, true
	if len(m.Keyboard) > 0 {
		m.InlineID = "sandbox" + s.run + "_" + strconv.FormatInt(s.number(), 10)
	}
	sent := s.add(c, m)
	if s.o.InlineFeedback {
		chosen := fields{"result_id": id, "from": p.User, "query": answer.Query}
		if m.InlineID != "" {
			chosen["inline_message_id"] = m.InlineID
		}
		s.push("chosen_inline_result", chosen)
	}
	return sent
}
