package web

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/donatebot/donatebot/sandbox"
)

// Bounds of the live feed.
const (
	keptOnFeed  = 300              // requests and updates that a reload still shows
	feedBuffer  = 512              // frames that a slow page may be behind
	heartbeat   = 15 * time.Second // so that the browser sees a dead line
	statusEvery = 300 * time.Millisecond
)

// feed is what open pages are told.
type feed struct {
	mu          sync.Mutex
	subscribers map[chan []byte]bool
	log         []logEntry
	serial      int64
}

// logEntry is a request or an update as the panel shows it.
type logEntry struct {
	Serial int64             `json:"serial"`
	Time   int64             `json:"time"` // Unix, in milliseconds
	Kind   string            `json:"kind"` // "request" or "update"
	Name   string            `json:"name"` // method, or kind of update
	Status int               `json:"status,omitempty"`
	Params map[string]string `json:"params,omitempty"`
	Body   string            `json:"body"`
}

// longestBody is where the panel cuts an answer.
const longestBody = 4_000

// follow passes on what happens until the sandbox is closed. A page that can't
// keep up, or all when events were missed, are cut off: the browser connects again
// at once and gets the whole state.
func (w *server) follow() {
	events, stop := w.s.Watch()
	defer stop()
	tick := time.NewTicker(statusEvery)
	defer tick.Stop()
	var rooms, status []byte
	for {
		select {
		case e := <-events:
			w.pass(e)
		case <-tick.C:
			if !w.feed.watched() {
				continue
			}
			if now := encoded(w.roomsState()); !bytes.Equal(now, rooms) {
				rooms = now
				w.feed.tell("rooms", now)
			}
			if now := encoded(w.status()); !bytes.Equal(now, status) {
				status = now
				w.feed.tell("status", now)
			}
		case <-w.s.Done():
			w.feed.cutOff()
			return
		}
	}
}

func (w *server) pass(e sandbox.Event) {
	switch e.Kind {
	case "resync":
		w.feed.cutOff()
	case "chat":
		w.feed.tell("message", encoded(onPage(e.Message)))
	case "request":
		r := e.Request
		if r.Method == "getUpdates" && r.Status == http.StatusOK {
			return // the updates are shown themselves
		}
		params := r.Params
		for field, name := range r.Files {
			params = withParam(params, field, "file "+name)
		}
		w.feed.note(logEntry{Kind: "request", Name: r.Method, Status: r.Status, Params: params, Body: string(r.Answer)})
	case "update":
		w.feed.note(logEntry{Kind: "update", Name: updateKind(e.Update), Body: string(e.Update)})
	}
}

// withParam is a copy that has one more entry.
func withParam(m map[string]string, key, value string) map[string]string {
	copied := map[string]string{key: value}
	for k, v := range m {
		copied[k] = v
	}
	return copied
}

// updateKind is the name of the field that is not update_id.
func updateKind(body []byte) string {
	_, rest, _ := bytes.Cut(body, []byte(`,"`))
	kind, _, found := bytes.Cut(rest, []byte(`"`))
	if !found {
		return "update"
	}
	return string(kind)
}

// note puts an entry into the log and tells of it.
func (f *feed) note(e logEntry) {
	if len(e.Body) > longestBody {
		e.Body = e.Body[:longestBody] + "…"
	}
	e.Time = time.Now().UnixMilli()
	f.mu.Lock()
	f.serial++
	e.Serial = f.serial
	f.log = append(f.log, e)
	if len(f.log) > 2*keptOnFeed {
		f.log = slices.Clone(f.log[len(f.log)-keptOnFeed:])
	}
	f.mu.Unlock()
	f.tell("log", encoded(e))
}

// past are the last entries of the log.
func (f *feed) past() []logEntry {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]logEntry{}, f.log[max(0, len(f.log)-keptOnFeed):]...)
}

// tell sends a frame to each page.
func (f *feed) tell(event string, data []byte) {
	frame := frame(event, data)
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.subscribers {
		select {
		case c <- frame:
		default:
			delete(f.subscribers, c)
			close(c)
		}
	}
}

// frame is one server-sent event. JSON has no line breaks in it.
func frame(event string, data []byte) []byte {
	return fmt.Appendf(nil, "event: %s\ndata: %s\n\n", event, data)
}

func (f *feed) cutOff() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.subscribers {
		delete(f.subscribers, c)
		close(c)
	}
}

func (f *feed) watched() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.subscribers) > 0
}

func (f *feed) join() chan []byte {
	c := make(chan []byte, feedBuffer)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.subscribers[c] = true
	return c
}

func (f *feed) leave(c chan []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.subscribers, c)
}

// events is the stream of one page: the whole state first, then what changes.
func (w *server) events(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Content-Type", "text/event-stream")
	line := http.NewResponseController(rw)
	line.SetWriteDeadline(time.Time{}) //nolint:errcheck // servers without deadlines need none lifted
	frames := w.feed.join()
	defer w.feed.leave(frames)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	next := append([]byte("retry: 500\n"), frame("state", encoded(w.state()))...)
	for {
		if _, err := rw.Write(next); err != nil || line.Flush() != nil {
			return
		}
		select {
		case f, open := <-frames:
			if !open {
				return
			}
			next = f
		case <-beat.C:
			next = []byte(": alive\n\n")
		case <-r.Context().Done():
			return
		case <-w.s.Done():
			return
		}
	}
}
