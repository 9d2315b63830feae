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
	keptProblems = 1_000
	watchBuffer  = 1_024
)

// Event is something that happened, for whoever watches.
type Event struct {
	// Kind is "request", "update", "chat" or, when the watcher was too slow and
	// events are missing, "resync".
	Kind    string
	Time    time.Time
	Request *Request        // of a request; Answer is set for getUpdates too
	Update  json.RawMessage // of an update
	Message *Message        // of a chat: the new or changed message
}

// log is what the sandbox remembers of requests, and who watches.
type log struct {
	mu       sync.Mutex
	requests []Request // a ring once it is full
	oldest   int
	problems []string
	watchers map[*watcher]struct{}
}

type watcher struct {
	events chan Event
	missed bool
}

func (l *log) init() { l.watchers = map[*watcher]struct{}{} }

// emit tells all watchers; l.mu is held. One who is too slow misses events and
// learns of it as soon as there is room.
func (l *log) emit(e Event) {
	for w := range l.watchers {
		if w.missed {
			select {
			case w.events <- Event{Kind: "resync", Time: e.Time}:
				w.missed = false
			default:
				continue
			}
		}
		select {
		case w.events <- e:
		default:
			w.missed = true
		}
	}
}

func (l *log) request(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.watchers) > 0 {
		whole := r
		l.emit(Event{Kind: "request", Time: r.Time, Request: &whole})
	}
	if r.Method == "getUpdates" {
		r.Answer = nil
	}
	if len(l.requests) < keptRequests {
		l.requests = append(l.requests, r)
		return
	}
	l.requests[l.oldest] = r
	l.oldest = (l.oldest + 1) % keptRequests
}

func (l *log) update(body []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.watchers) > 0 {
		l.emit(Event{Kind: "update", Time: time.Now(), Update: body})
	}
}

func (l *log) chat(m *Message) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.watchers) > 0 {
		l.emit(Event{Kind: "chat", Time: time.Now(), Message: m})
	}
}

func (l *log) problem(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := fmt.Sprintf(format, args...)
	if len(l.problems) < keptProblems && !slices.Contains(l.problems, text) {
		l.problems = append(l.problems, text)
	}
}

// Problems are requests that Telegram would have answered all the same, but which
// have parameters it does not know or of a wrong JSON type; each kind once.
func (s *Sandbox) Problems() []string {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return slices.Clone(s.log.problems)
}

// Requests are the last calls of that method, oldest first; "" is all methods.
// The sandbox keeps the last 20,000 calls.
func (s *Sandbox) Requests(method string) []Request {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	var found []Request
	for i := range s.log.requests {
		r := s.log.requests[(s.log.oldest+i)%len(s.log.requests)]
		if method == "" || r.Method == method {
			found = append(found, r)
		}
	}
	return found
}

// Watch shows all requests, updates and changes of chats from now on, until the
// function is called.
func (s *Sandbox) Watch() (<-chan Event, func()) {
	w := &watcher{events: make(chan Event, watchBuffer)}
	s.log.mu.Lock()
	s.log.watchers[w] = struct{}{}
	s.log.mu.Unlock()
	return w.events, func() {
		s.log.mu.Lock()
		defer s.log.mu.Unlock()
		delete(s.log.watchers, w)
	}
}
