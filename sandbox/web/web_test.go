package web

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox"
)

// browser is what a test has of the page: its address and its requests.
type browser struct {
	t   *testing.T
	s   *sandbox.Sandbox
	url string
}

func newBrowser(t *testing.T, switches *Switches) *browser {
	t.Helper()
	s := sandbox.New(sandbox.Options{CheckoutLimit: 200 * time.Millisecond})
	server := httptest.NewServer(New(s, switches))
	t.Cleanup(func() {
		s.Close()
		server.CloseClientConnections()
		server.Close()
	})
	return &browser{t, s, server.URL}
}

// post does an action; kind is that of its error.
func (b *browser) post(name string, in map[string]any) (result json.RawMessage, kind string) {
	b.t.Helper()
	body := encoded(in)
	r, err := http.Post(b.url+"/api/"+name, "application/json", bytes.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		b.t.Fatalf("%s %s: status %d, %v: %s", name, body, r.StatusCode, err, data)
	}
	var failed struct{ Error struct{ Kind string } }
	if data[0] == '{' {
		if err := json.Unmarshal(data, &failed); err != nil {
			b.t.Fatal(err)
		}
	}
	return data, failed.Error.Kind
}

// api is a request of the bot.
func (b *browser) api(method string, params map[string]any) {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/bot"+b.s.Token()+"/"+method, bytes.NewReader(encoded(params)))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	b.s.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		b.t.Errorf("%s: %s", method, w.Body)
	}
}

func TestPageTurnsAwayOtherSites(t *testing.T) {
	b := newBrowser(t, nil)
	host := strings.TrimPrefix(b.url, "http://")
	port := host[strings.LastIndex(host, ":"):]
	for _, c := range []struct {
		name, method, path, host, origin, site, kind string
		want                                         int
	}{
		{"the page", "GET", "/", host, "", "none", "", 200},
		{"the page by the name localhost", "GET", "/", "localhost" + port, "", "", "", 200},
		{"the page by IPv6", "GET", "/", "[::1]" + port, "", "", "", 200},
		{"a script", "GET", "/page/app.js", host, "", "same-origin", "", 200},
		{"its own request", "POST", "/api/read", host, b.url, "same-origin", "application/json", 200},
		{"a program", "POST", "/api/read", host, "", "", "application/json", 200},
		{"a foreign name for this machine", "GET", "/", "evil.example" + port, "", "", "", 403},
		{"a name that begins well", "GET", "/", "127.0.0.1.evil.example", "", "", "", 403},
		{"the events by a foreign name", "GET", "/events", "evil.example", "", "", "", 403},
		{"an address of the network", "GET", "/", "192.168.1.7" + port, "", "", "", 403},
		{"a foreign page", "POST", "/api/read", host, "https://evil.example", "cross-site", "application/json", 403},
		{"another port", "POST", "/api/read", host, "http://127.0.0.1:1", "same-site", "application/json", 403},
		{"a page without an origin", "POST", "/api/read", host, "null", "cross-site", "application/json", 403},
		{"another site that hides its origin", "POST", "/api/read", host, "", "cross-site", "application/json", 403},
		{"a form", "POST", "/api/read", host, b.url, "same-origin", "application/x-www-form-urlencoded", 415},
		{"a form of text", "POST", "/api/read", host, b.url, "same-origin", "text/plain", 415},
		{"no JSON", "POST", "/api/send", host, b.url, "same-origin", "application/json; charset=utf-8", 400},
		{"reading an action", "GET", "/api/send", host, "", "", "", 405},
		{"something else", "GET", "/secret", host, "", "", "", 404},
	} {
		body := "{}"
		if c.name == "no JSON" {
			body = "person=1"
		}
		r, err := http.NewRequest(c.method, b.url+c.path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		for name, v := range map[string]string{"Origin": c.origin, "Sec-Fetch-Site": c.site, "Content-Type": c.kind} {
			if v != "" {
				r.Header.Set(name, v)
			}
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d", c.name, answer.StatusCode, c.want)
		}
		if policy := answer.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "default-src 'self'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", c.name, policy)
		}
	}
}

func TestPageLoadsNothingFromElsewhere(t *testing.T) {
	files, err := page.ReadDir("page")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := page.ReadFile("page/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", `="https:`, `='https:`, "url(http", "url(//", `from 'http`, `src="//`} {
			if bytes.Contains(data, []byte(word)) {
				t.Errorf("%s has %s in it", f.Name(), word)
			}
		}
	}
}
