package sandbox

import (
	"net/http"
	"strings"
)

// handler does a method; s.mu is held. The result is encoded after that, so it may
// not refer to anything that changes.
type handler func(s *Sandbox, c *call) (any, *apiError)

// canonical has the names of all methods by their lower-case spelling, since the
// server does not care (tdlib/telegram-bot-api, Client.cpp).
var canonical = func() map[string]string {
	names := map[string]string{}
	for name := range methods {
		names[strings.ToLower(name)] = name
	}
	return names
}()

// work answers a call and remembers it.
func (s *Sandbox) work(r *http.Request, c *call) answer {
	s.inspect(c)
	if c.Method == "getUpdates" {
		a := s.getUpdates(r, c)
		s.remember(c, a)
		return a
	}
	do, ok := handlers[c.Method]
	if !ok {
		return s.finish(c, nil, &apiError{Code: http.StatusNotFound, Text: "method not found"})
	}
	s.mu.Lock()
	result, refused := do(s, c)
	s.mu.Unlock()
	return s.finish(c, result, refused)
}

// finish encodes and remembers.
func (s *Sandbox) finish(c *call, result any, refused *apiError) answer {
	a := answer{}
	if refused != nil {
		a = failure(refused)
	} else {
		a = success(result)
	}
	s.remember(c, a)
	return a
}

func (s *Sandbox) remember(c *call, a answer) {
	c.Status, c.Answer = a.status, a.body
	s.log.request(c.Request)
}
