package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tele "gopkg.in/telebot.v3"
)

const secret = "123456:VERY-SECRET-TOKEN"

// client is one for a server of the test's, with the policy given.
func client(t *testing.T, url string, p RetryPolicy) *Client {
	t.Helper()
	connections := Connect(url, secret)
	t.Cleanup(connections.Close)
	c, err := connections.Client(t.Context(), func(string) RetryPolicy { return p })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNoErrorTellsTheToken(t *testing.T) {
	t.Parallel()
	reset := func(rw http.ResponseWriter, half string) {
		if half != "" {
			rw.Header().Set("Content-Length", "1000")
			io.WriteString(rw, half) //nolint:errcheck // it is to fail
			http.NewResponseController(rw).Flush()
		}
		panic(http.ErrAbortHandler)
	}
	for name, answer := range map[string]http.HandlerFunc{
		"dropped": func(rw http.ResponseWriter, _ *http.Request) { reset(rw, "") },
		"half":    func(rw http.ResponseWriter, _ *http.Request) { reset(rw, `{"ok":true,"res`) },
		"redirect": func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, "http://127.0.0.1:1/bot"+secret+"/x", http.StatusFound)
		},
		"echo": func(rw http.ResponseWriter, r *http.Request) {
			rw.WriteHeader(500)
			io.WriteString(rw, "no route "+r.URL.Path)
		}, //nolint:errcheck // a test's answer
		"page":  func(rw http.ResponseWriter, r *http.Request) { io.WriteString(rw, "<html>"+r.URL.Path) }, //nolint:errcheck // a test's answer
		"empty": func(http.ResponseWriter, *http.Request) {},
		"not ok": func(rw http.ResponseWriter, _ *http.Request) {
			rw.WriteHeader(401)
			io.WriteString(rw, `{"ok":false,"error_code":401,"description":"Unauthorized"}`)
		}, //nolint:errcheck // a test's answer
		"no reason": func(rw http.ResponseWriter, _ *http.Request) { io.WriteString(rw, `{"ok":false}`) }, //nolint:errcheck // a test's answer
		"slow": func(_ http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body) //nolint:errcheck // so that the server sees the caller go
			<-r.Context().Done()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(answer)
			defer server.Close()
			b := client(t, server.URL, RetryPolicy{Attempt: time.Second})
			_, err := b.Raw("sendMessage", map[string]string{"chat_id": "1", "text": "personal words"})
			failsQuietly(t, err)
			failsQuietly(t, b.ApproveCheckout(t.Context(), "1"))
			failsQuietly(t, b.SendInvoice(t.Context(), 1, 0, Invoice{Title: "personal words", ProviderToken: secret}))
			_, err = b.GetMe(t.Context())
			failsQuietly(t, err)
		})
	}
	closed := httptest.NewServer(nil)
	closed.Close()
	_, err := client(t, closed.URL, RetryPolicy{Attempt: time.Second}).Raw("getMe", nil)
	failsQuietly(t, err)
	_, err = client(t, "http://no-such-host.invalid", RetryPolicy{Attempt: time.Second}).Raw("getMe", nil)
	failsQuietly(t, err)
}

func failsQuietly(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Error("it counts as a success")
		return
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if text := fmt.Sprintf("%v %+v %#v", e, e, e); strings.Contains(text, "VERY-SECRET") || strings.Contains(text, "personal words") {
			t.Errorf("an error tells: %s", text)
		}
	}
}

func TestABodyThatIsNotJSONIsAFailureThatPasses(t *testing.T) {
	for name, body := range map[string]string{
		"page": "<html>502</html>", "half": `{"ok":true,"result":{"a":`, "nothing": "", "number": "7", "list": `[{"ok":true}]`, "null": "null", "text": `"ok"`, "other": `{"result":true}`,
	} {
		if err := refusal("getMe", http.StatusOK, []byte(body)); err == nil || !Again(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for body, want := range map[string]bool{
		`{"ok":true,"result":true}`: true, ` { "result":[], "ok" : true }`: true, `{"ok":false,"error_code":400,"description":"Bad Request: x"}`: false,
	} {
		if err := refusal("getMe", http.StatusOK, []byte(body)); (err == nil) != want {
			t.Errorf("%s: %v", body, err)
		}
	}
	r := AsAPIError(refusal("sendMessage", 429, []byte(`{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":7,"migrate_to_chat_id":-100}}`)))
	if r.RetryAfter != 7*time.Second || r.MigrateTo != -100 || !r.Temporary() {
		t.Errorf("%+v", r)
	}
}

func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	var opened atomic.Int64
	busy := make(chan struct{}, 100)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // a test's server
		busy <- struct{}{}
		<-busy
		io.WriteString(rw, `{"ok":true,"result":true}`) //nolint:errcheck // a test's answer
	}))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	b := client(t, server.URL, RetryPolicy{Attempt: 10 * time.Second})
	const callers = 20
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for range 50 {
				if _, err := b.Raw("getMe", nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := opened.Load(); n > 3*callers { // a few more are dialled while one is on its way back
		t.Errorf("%d connections for %d callers", n, callers)
	}
}

func TestCallsAreRepeatedOnlyWhereThatHelps(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		once   bool
	}{
		"400": {400, `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`, true},
		"401": {401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`, true},
		"403": {403, `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, true},
		"409": {409, `{"ok":false,"error_code":409,"description":"Conflict"}`, true},
		"429": {429, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":1}}`, false},
		"500": {500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`, false},
		"502": {502, `<html>`, false},
		"far": {429, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":3600}}`, true}, // later than anybody waits
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int64
			var last atomic.Value
			server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if before := last.Swap(string(body)); err != nil || before != nil && before != string(body) {
					t.Errorf("the repeated call is another one: %q, %v", body, err)
				}
				if calls.Add(1) > 1 {
					io.WriteString(rw, `{"ok":true,"result":true}`) //nolint:errcheck // a test's answer
					return
				}
				rw.WriteHeader(c.status)
				io.WriteString(rw, c.body) //nolint:errcheck // a test's answer
			}))
			defer server.Close()
			begun := time.Now()
			_, err := client(t, server.URL, RetryPolicy{Total: 10 * time.Second, Attempt: time.Second}).Raw("sendMessage", map[string]string{"text": "x"})
			if want := 2; c.once == (err == nil) || !c.once && calls.Load() != int64(want) || c.once && calls.Load() != 1 {
				t.Errorf("%d calls, %v", calls.Load(), err)
			}
			if name == "429" && time.Since(begun) < time.Second {
				t.Errorf("repeated after %v", time.Since(begun))
			}
			calls.Store(0)
			last = atomic.Value{}
			if _, err := client(t, server.URL, RetryPolicy{Attempt: time.Second}).Raw("sendMessage", nil); err == nil || calls.Load() != 1 {
				t.Errorf("without retries: %d calls, %v", calls.Load(), err)
			}
		})
	}
}

func TestAnUploadIsRepeatedWhole(t *testing.T) {
	t.Parallel()
	var sizes []int64
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		if sizes = append(sizes, n); len(sizes)%2 == 1 {
			rw.WriteHeader(500)
			return
		}
		io.WriteString(rw, `{"ok":true,"result":{"message_id":1,"photo":[{"file_id":"x"}]}}`) //nolint:errcheck // a test's answer
	}))
	defer server.Close()
	b := client(t, server.URL, RetryPolicy{Total: 10 * time.Second, Attempt: 5 * time.Second})
	photo := &tele.Photo{File: tele.FromReader(strings.NewReader(strings.Repeat("x", 100_000)))}
	if _, err := b.Send(tele.ChatID(1), photo); err != nil {
		t.Fatal(err)
	}
	if len(sizes) != 2 || sizes[0] != sizes[1] || sizes[0] < 100_000 {
		t.Errorf("%v", sizes)
	}
	document := &tele.Document{File: tele.FromReader(strings.NewReader(strings.Repeat("x", largestReplay+5))), FileName: "big"}
	if _, err := b.Send(tele.ChatID(1), document); err == nil || len(sizes) != 3 || sizes[2] < largestReplay+5 {
		t.Errorf("%v, %v", sizes, err)
	}
}

func TestCallsEndWithTheBot(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{}, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) //nolint:errcheck // a test's server
		arrived <- struct{}{}
		<-r.Context().Done()
	}))
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	b, err := Connect(server.URL, secret).Client(ctx, func(string) RetryPolicy { return RetryPolicy{Total: time.Minute, Attempt: time.Minute} })
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := b.Raw("sendMessage", nil)
		done <- err
	}()
	<-arrived
	cancel()
	select {
	case err := <-done:
		failsQuietly(t, err)
	case <-time.After(5 * time.Second):
		t.Error("the call goes on")
	}
}
