package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
)

// standIn is the token as telebot knows it: the real one is put in below it, so
// that no error of an HTTP client can tell it.
const standIn = "TOKEN"

// transport carries the calls of one errand. It puts the token in, repeats calls
// as the errand's policy allows, and turns each answer that is not a success
// into an *APIError. A body that is not JSON, which telebot takes for a success,
// is a failure here.
type transport struct {
	base   http.RoundTripper
	path   string // in place of the one with the stand-in, up to the method
	policy func(method string) RetryPolicy
	ctx    context.Context // ends all calls when the bot stops

	answered func(time.Time) // may be nil
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	method := path.Base(req.URL.Path)
	p := t.policy(method)
	body, err := replayable(req)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(req.Context())
	defer cancel()
	defer context.AfterFunc(t.ctx, cancel)()
	deadline := time.Now().Add(p.Total)
	wait := Backoff{First: 300 * time.Millisecond, Most: 5 * time.Second}
	for repeated := false; ; repeated = true {
		resp, err := t.attempt(ctx, req, body, p.Attempt)
		if refused := AsAPIError(err); refused != nil {
			refused.Repeated = repeated
		}
		if err == nil || !Again(err) || ctx.Err() != nil {
			return resp, err
		}
		delay := wait.Failed()
		if refused := AsAPIError(err); refused != nil && refused.RetryAfter > 0 {
			delay = refused.RetryAfter
		}
		if body == nil || time.Now().Add(delay).After(deadline) {
			return nil, err
		}
		Pause(ctx, delay)
	}
}

// attempt does the call once and reads the whole answer.
func (t *transport) attempt(ctx context.Context, req *http.Request, body func() io.ReadCloser, limit time.Duration) (*http.Response, error) {
	method := path.Base(req.URL.Path)
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	sent := req.Clone(ctx)
	sent.URL.Path = strings.Replace(req.URL.Path, "/bot"+standIn+"/", t.path, 1)
	if body != nil {
		sent.Body = body()
	}
	resp, err := t.base.RoundTrip(sent)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, nameless(err))
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, largestAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("%s: half an answer: %w", method, nameless(err))
	}
	if len(data) > largestAnswer {
		return nil, fmt.Errorf("%s: %w", method, errTooLarge)
	}
	if err := refusal(method, resp.StatusCode, data); err != nil {
		return nil, err
	}
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil && t.answered != nil {
		t.answered(at)
	}
	resp.Body = io.NopCloser(bytes.NewReader(data))
	return resp, nil
}

// largestAnswer bounds what is read of an answer, in bytes after unpacking: far more
// than a hundred updates have, and far less than fills the memory.
const largestAnswer = 32 << 20

// errTooLarge is the error for an answer larger than any of Telegram's.
var errTooLarge = errors.New("the answer is too large to be Telegram's")

// refusal is nil for an answer that says ok. Telegram never redirects, so that whoever
// does is something in between, which is not to get the token either.
func refusal(method string, status int, data []byte) error {
	var answer struct {
		OK          bool   `json:"ok"`
		Code        int    `json:"error_code"`
		Description string `json:"description"`
		Parameters  struct {
			RetryAfter int   `json:"retry_after"`
			MigrateTo  int64 `json:"migrate_to_chat_id"`
		} `json:"parameters"`
	}
	if status >= http.StatusMultipleChoices && status < http.StatusBadRequest {
		return &APIError{Method: method, Code: http.StatusBadGateway, Description: fmt.Sprintf("the answer is a redirect (HTTP status %d), which Telegram's never is", status)}
	}
	if status == http.StatusOK && bytes.HasPrefix(data, []byte(`{"ok":true,`)) && json.Valid(data) {
		return nil
	}
	if err := json.Unmarshal(data, &answer); err != nil || (!answer.OK && answer.Code == 0) {
		what := fmt.Sprintf("the answer, of HTTP status %d, is not Telegram's", status)
		return &APIError{Method: method, Code: max(status, http.StatusBadGateway), Description: what}
	}
	if answer.OK {
		return nil
	}
	return &APIError{
		Method: method, Code: answer.Code, Description: answer.Description,
		RetryAfter: time.Duration(answer.Parameters.RetryAfter) * time.Second, MigrateTo: answer.Parameters.MigrateTo,
	}
}

// largestReplay is the largest upload that is kept in memory to be sent again: a
// photo, which may have 10 MB (Bot API documentation). A larger one is sent once.
const largestReplay = 11 << 20

// replayable makes the body one that can be sent several times; nil if it is too
// large for that.
func replayable(req *http.Request) (func() io.ReadCloser, error) {
	if req.Body == nil {
		return func() io.ReadCloser { return nil }, nil
	}
	if req.GetBody != nil {
		return func() io.ReadCloser {
			body, _ := req.GetBody() // of a buffer in memory: can't fail
			return body
		}, nil
	}
	start, err := io.ReadAll(io.LimitReader(req.Body, largestReplay))
	if err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	if len(start) == largestReplay {
		req.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(start), req.Body), req.Body}
		return nil, nil
	}
	return func() io.ReadCloser { return io.NopCloser(bytes.NewReader(start)) }, nil
}

// nameless takes the URL, and with it the token, out of an error.
func nameless(err error) error {
	if e, ok := err.(*url.Error); ok {
		return e.Err
	}
	return err
}
