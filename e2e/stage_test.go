package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/web"
)

// stage is a sandbox with its page and a bot that does only what a test says.
type stage struct {
	*sandbox.Sandbox
	t   *testing.T
	url string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := sandbox.New(sandbox.Options{})
	server := httptest.NewServer(web.New(s, nil))
	t.Cleanup(func() {
		s.Close()
		server.CloseClientConnections()
		server.Close()
	})
	return &stage{s, t, server.URL}
}

// met is somebody who has written to the bot.
func (s *stage) met(first, language string) *sandbox.Person {
	p := s.NewPerson(first, "", language, "GB")
	p.Start("")
	return p
}

type object = map[string]any

// call asks the Bot API and returns the result; a refusal fails the test.
func (s *stage) call(method string, params object) json.RawMessage {
	s.t.Helper()
	result, refusal := s.ask(method, params)
	if refusal != "" {
		s.t.Errorf("%s: %s", method, refusal)
	}
	return result
}

func (s *stage) ask(method string, params object) (result json.RawMessage, refusal string) {
	body, err := json.Marshal(params)
	if err != nil {
		return nil, err.Error()
	}
	r, err := http.Post(s.url+"/bot"+s.Token()+"/"+method, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err.Error()
	}
	defer r.Body.Close()
	var answer struct {
		Result      json.RawMessage
		Description string
	}
	if err := json.NewDecoder(r.Body).Decode(&answer); err != nil {
		return nil, err.Error()
	}
	return answer.Result, answer.Description
}

// replies lets the bot answer each update of a kind until the test ends.
func (s *stage) replies(kind string, with func(query object) (method string, params object)) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	s.t.Cleanup(func() {
		stop()
		s.Close()
		<-done
	})
	go func() {
		defer close(done)
		for offset := 0.0; ctx.Err() == nil; {
			result, refusal := s.ask("getUpdates", object{"offset": offset, "timeout": 5})
			var updates []map[string]any
			if refusal != "" || json.Unmarshal(result, &updates) != nil {
				return
			}
			for _, u := range updates {
				offset = u["update_id"].(float64) + 1
				if query, ok := u[kind].(map[string]any); ok {
					s.call(with(query))
				}
			}
		}
	}()
}

// text sends a message of the bot with formatting and rows of buttons.
func (s *stage) text(to *sandbox.Person, html string, rows ...[]object) {
	s.t.Helper()
	params := object{"chat_id": to.ID, "text": html, "parse_mode": "HTML"}
	if rows != nil {
		params["reply_markup"] = object{"inline_keyboard": rows}
	}
	s.call("sendMessage", params)
}
