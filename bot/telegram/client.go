package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	tele "gopkg.in/telebot.v3"
)

// Connections are those to one Bot API server with one bot's token. The clients of
// all errands share them.
type Connections struct {
	url, token string
	servers    string // what stands before a method's name
	base       *http.Transport
	// OnAnswer, if it is set before the first client is made, is told what Telegram's
	// clock said whenever a call has succeeded. It must not wait.
	OnAnswer func(time.Time)
}

// largestHeader bounds the header of an answer, in bytes.
const largestHeader = 64 << 10

// ConnectTest is [Connect] for a bot in Telegram's own test environment
// (/bot<token>/test/METHOD, Bot API documentation).
func ConnectTest(url, token string) *Connections {
	c := Connect(url, token)
	c.servers = "test/"
	return c
}

// Connect prepares connections to the Bot API server at url (https://api.telegram.org,
// or a sandbox's); it opens none yet.
func Connect(url, token string) *Connections {
	base := http.DefaultTransport.(*http.Transport).Clone()
	// They are kept, which the default transport, with two idle ones a host, does not
	// do; and HTTP/1.1 keeps a hanging connection from holding up the others.
	base.MaxIdleConns, base.MaxIdleConnsPerHost = 256, 256
	base.ForceAttemptHTTP2 = false
	base.Protocols = new(http.Protocols)
	base.Protocols.SetHTTP1(true)
	base.MaxResponseHeaderBytes = largestHeader
	return &Connections{url: url, token: token, base: base}
}

// Close closes connections that nobody uses at the moment.
func (c *Connections) Close() { c.base.CloseIdleConnections() }

// Client calls Telegram for one errand. What telebot can do it does by telebot's
// methods, which end with the client's context; the methods here take a context of
// their own besides.
type Client struct {
	*tele.Bot
	http *http.Client
}

// Client makes a client for one errand: its calls are retried by the errand's policy,
// and end with the context.
func (c *Connections) Client(ctx context.Context, policy func(method string) RetryPolicy) (*Client, error) {
	calls := &http.Client{Transport: &transport{base: c.base, path: "/bot" + c.token + "/" + c.servers, policy: policy, ctx: ctx, answered: c.OnAnswer}}
	b, err := tele.NewBot(tele.Settings{URL: c.url, Token: standIn, Offline: true, Synchronous: true, Client: calls})
	if err != nil {
		return nil, fmt.Errorf("prepare telebot: %w", err)
	}
	return &Client{Bot: b, http: calls}, nil
}

// errNotTelegrams is an answer that says ok, but not what was asked.
var errNotTelegrams = errors.New("the answer is not Telegram's")

// call calls a method and reads its result; nil for one of which nobody wants to know.
func (c *Client) call(ctx context.Context, method string, params, result any) error {
	resp, err := c.post(ctx, method, params)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if result == nil {
		return nil
	}
	return readResult(resp.Body, method, result)
}

// post calls a method. The caller must close the answer's body.
func (c *Client) post(ctx context.Context, method string, params any) (*http.Response, error) {
	body, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL+"/bot"+standIn+"/"+method, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, Cause(err)
	}
	return resp, nil
}

// readResult reads what a method returned.
func readResult(body io.Reader, method string, result any) error {
	answer := struct {
		Result any `json:"result"`
	}{result}
	if err := json.NewDecoder(body).Decode(&answer); err != nil || answer.Result == nil {
		return fmt.Errorf("%s: %w", method, errNotTelegrams)
	}
	return nil
}
