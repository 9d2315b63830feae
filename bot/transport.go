package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	tele "gopkg.in/telebot.v3"
)

// standIn is the token as telebot knows it: the real one is put in below it, so
// that no error of an HTTP client can tell it.
const standIn = "TOKEN"

// patience is how long a call is repeated while Telegram is in trouble.
type patience struct {
	whole   time.Duration // for all attempts together; 0: one attempt
	attempt time.Duration // for one
}

// transport carries the calls of one errand. It puts the token in, repeats calls
// as the errand's patience allows, and turns each answer that is not a success
// into an *APIError. A body that is no JSON, which telebot takes for a success,
// is a failure here.
type transport struct {
	base     http.RoundTripper
	token    string
	patience func(method string) patience
	ctx      context.Context // ends all calls when the bot stops
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	method := path.Base(req.URL.Path)
	p := t.patience(method)
	body, err := replayable(req)
	if err != nil {
		return nil, err
	}
	deadline := time.Now().Add(p.whole)
	wait := backoff{first: 300 * time.Millisecond, most: 5 * time.Second}
	for {
		resp, err := t.attempt(req, method, body, p.attempt)
		if err == nil || !again(err) || t.ctx.Err() != nil {
			return resp, err
		}
		delay := wait.failed()
		if refused := refusedBy(err); refused != nil && refused.RetryAfter > 0 {
			delay = refused.RetryAfter
		}
		if body == nil || time.Now().Add(delay).After(deadline) {
			return nil, err
		}
		pause(t.ctx, delay)
	}
}

// attempt does the call once and reads the whole answer.
func (t *transport) attempt(req *http.Request, method string, body func() io.ReadCloser, limit time.Duration) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(t.ctx, limit)
	defer cancel()
	defer context.AfterFunc(req.Context(), cancel)()
	real := req.Clone(ctx)
	real.URL.Path = strings.Replace(req.URL.Path, "/bot"+standIn+"/", "/bot"+t.token+"/", 1)
	if body != nil {
		real.Body = body()
	}
	resp, err := t.base.RoundTrip(real)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, nameless(err))
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("%s: half an answer: %w", method, nameless(err))
	}
	if err := refusal(method, resp.StatusCode, data); err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(data))
	return resp, nil
}

// refusal is nil for an answer that says ok.
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

// replayable makes the body one that can be sent several times; nil where it is
// too large for that.
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

// caller makes a telebot whose calls have that patience and end with the context.
func caller(ctx context.Context, o Options, p func(string) patience, base http.RoundTripper, failed func(error, tele.Context)) (*tele.Bot, error) {
	return tele.NewBot(tele.Settings{
		URL: o.APIURL, Token: standIn, Offline: true, Synchronous: true,
		Client:  &http.Client{Transport: &transport{base: base, token: o.Token, patience: p, ctx: ctx}},
		OnError: failed,
	})
}

// Patience by errand. A donor who tapped waits for an answer, but not for ever;
// a checkout has ten seconds in all (Bot API documentation); the courier and the
// poller have a patience of their own.
func talking(method string) patience {
	if method == "answerCallbackQuery" {
		return patience{whole: 15 * time.Second, attempt: 10 * time.Second}
	}
	return patience{whole: time.Minute, attempt: 30 * time.Second}
}

func checkingOut(string) patience {
	return patience{whole: 8 * time.Second, attempt: 3 * time.Second}
}

func posting(string) patience { return patience{attempt: 30 * time.Second} }

func polling(string) patience { return patience{attempt: pollTimeout + 15*time.Second} }

// connections are shared by all errands and kept, which the default transport,
// with two idle ones a host, does not do. HTTP/1.1 keeps a hanging connection
// from holding up the others.
func connections() *http.Transport {
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.MaxIdleConns, base.MaxIdleConnsPerHost = 256, 256
	base.ForceAttemptHTTP2 = false
	base.Protocols = new(http.Protocols)
	base.Protocols.SetHTTP1(true)
	return base
}
