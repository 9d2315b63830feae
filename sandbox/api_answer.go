package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// answer is what goes back.
type answer struct {
	status int
	body   []byte
	retry  int  // seconds, for Retry-After
	gone   bool // the connection is closed instead
}

func success(result any) answer {
	data, err := json.Marshal(result)
	if err != nil {
		return failure(&spec.Error{Code: http.StatusInternalServerError, Text: err.Error()})
	}
	body := make([]byte, 0, len(data)+24)
	body = append(body, `{"ok":true,"result":`...)
	body = append(body, data...)
	return answer{status: http.StatusOK, body: append(body, '}')}
}

func failure(e *spec.Error) answer {
	body := struct {
		OK          bool             `json:"ok"`
		Code        int              `json:"error_code"`
		Description string           `json:"description"`
		Parameters  map[string]int64 `json:"parameters,omitempty"`
	}{Code: e.Code, Description: e.Description()}
	switch {
	case e.RetryAfter > 0:
		body.Parameters = map[string]int64{"retry_after": int64(e.RetryAfter)}
	case e.MigrateTo != 0:
		body.Parameters = map[string]int64{"migrate_to_chat_id": e.MigrateTo}
	}
	data, err := json.Marshal(body)
	if err != nil {
		data = []byte(`{"ok":false,"error_code":500,"description":"Internal Server Error"}`)
	}
	return answer{status: e.Code, body: data, retry: e.RetryAfter}
}

func writeAnswer(w http.ResponseWriter, a answer) {
	if a.gone {
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	if a.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(a.retry))
	}
	w.WriteHeader(a.status)
	w.Write(a.body) //nolint:errcheck // the caller may have gone
}

// finish encodes and remembers.
func (s *Sandbox) finish(c *call, result any, refused *spec.Error) answer {
	a := answer{}
	if refused != nil {
		a = failure(refused)
	} else {
		a = success(result)
	}
	s.remember(c, a)
	return a
}

// remember keeps a call and tells those who watch. What polls get is not kept: the
// updates are told by themselves.
func (s *Sandbox) remember(c *call, a answer) {
	c.Status, c.Answer = a.status, a.body
	told := c.Request
	s.events.emit(Event{Kind: "request", Time: c.Time, Request: &told})
	kept := c.Request
	if c.Method == "getUpdates" {
		kept.Answer = nil
	}
	s.history.note(kept)
}

// delay waits, unless the caller goes or the sandbox is closed.
func (s *Sandbox) delay(r *http.Request, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	case <-s.closed:
	}
}
