package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Bounds of what is kept of the past.
const (
	keptRequests = 20_000
	keptBytes    = 64 << 20 // of parameters and answers
	keptProblems = 1_000
)

// Request is one call of the Bot API. Params are as the server reads them: a JSON
// string without its quotes, everything else as it was written.
type Request struct {
	Time   time.Time
	Method string
	Params map[string]string
	Files  map[string]string // names of the uploads by field
	Status int
	Answer json.RawMessage // nil for getUpdates
}

// size returns roughly how much memory the request takes.
func (r *Request) size() int {
	n := len(r.Answer)
	for name, value := range r.Params {
		n += len(name) + len(value)
	}
	return n
}

// history is what the sandbox remembers of requests.
type history struct {
	mu       sync.Mutex
	requests []Request // oldest first
	bytes    int
	problems []string
}

// note keeps a request; the oldest ones make room for it.
func (h *history) note(r Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.requests = append(h.requests, r)
	h.bytes += r.size()
	for len(h.requests) > keptRequests || h.bytes > keptBytes {
		h.bytes -= h.requests[0].size()
		h.requests[0] = Request{}
		h.requests = h.requests[1:]
	}
}

// problem keeps what a request did wrong, once.
func (h *history) problem(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	text := fmt.Sprintf(format, args...)
	if len(h.problems) < keptProblems && !slices.Contains(h.problems, text) {
		h.problems = append(h.problems, text)
	}
}

// of returns the kept requests of a method, or of all methods for "".
func (h *history) of(method string) []Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	var found []Request
	for _, r := range h.requests {
		if method == "" || r.Method == method {
			found = append(found, r)
		}
	}
	return found
}
