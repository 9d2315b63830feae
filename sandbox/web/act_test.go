package web

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

func TestPageRefusesWhatIsNotThere(t *testing.T) {
	b := newBrowser(t, nil)
	p, other := b.s.NewPerson("Ada", "", "en", "GB"), b.s.NewPerson("Bo", "", "en", "GB")
	p.Start("")
	other.Start("")
	long := strings.Repeat("x", longestName+1)
	for _, c := range []struct {
		name string
		in   map[string]any
	}{
		{"send", map[string]any{"person": 1, "chat": p.ID, "text": "x"}},
		{"send", map[string]any{"person": p.ID, "chat": 7, "text": "x"}},
		{"send", map[string]any{"person": p.ID, "chat": other.ID, "text": "x"}},
		{"send", map[string]any{"person": p.ID, "chat": p.ID, "text": "  "}},
		{"send", map[string]any{"person": p.ID, "chat": p.ID, "text": strings.Repeat("x", longestText+1)}},
		{"tap", map[string]any{"person": p.ID, "chat": p.ID, "message": 99, "button": "x"}},
		{"tap", map[string]any{"person": p.ID, "chat": p.ID, "message": 1, "button": "x"}},
		{"sheet", map[string]any{"person": p.ID, "chat": p.ID, "message": 1}},
		{"shipping", map[string]any{"person": p.ID, "chat": p.ID, "message": 1}},
		{"pay", map[string]any{"person": p.ID, "chat": p.ID, "message": 1}},
		{"pay", map[string]any{"person": p.ID, "chat": p.ID, "message": 1, "card": "stolen"}},
		{"people", map[string]any{"first": "", "language": "en", "country": "GB"}},
		{"people", map[string]any{"first": long, "language": "en", "country": "GB"}},
		{"people", map[string]any{"first": "A", "language": "english!", "country": "GB"}},
		{"people", map[string]any{"first": "A", "language": "en", "country": "gb"}},
		{"trouble", map[string]any{"kind": "war", "on": true}},
		{"power", map[string]any{"on": true}},
		{"read", map[string]any{"chat": 7, "message": 1}},
		{"block", map[string]any{"person": 7, "on": true}},
		{"sheet", map[string]any{"person": p.ID, "chat": p.ID, "link": "https://t.me/$nothing"}},
		{"sheet", map[string]any{"person": 7, "link": "https://t.me/$nothing"}},
		{"subscription", map[string]any{"person": 7, "kind": "renew"}},
		{"subscription", map[string]any{"person": p.ID, "kind": "renew"}},
	} {
		if result, kind := b.post(c.name, c.in); kind != "wrong" {
			t.Errorf("%s %v: %s", c.name, c.in, result)
		}
	}
}

func TestSwitches(t *testing.T) {
	running := true
	broken := errors.New("it does not start")
	b := newBrowser(t, &Switches{
		Kill:    func() error { running = false; return nil },
		Start:   func() error { return broken },
		Running: func() bool { return running },
	})
	if _, kind := b.post("power", map[string]any{"on": false}); kind != "" {
		t.Errorf("kill: %s", kind)
	}
	if result, kind := b.post("power", map[string]any{"on": true}); kind != "wrong" || !strings.Contains(string(result), broken.Error()) {
		t.Errorf("start: %s", result)
	}
	if state := b.stream().next("state"); !strings.Contains(state, `"running":false`) {
		t.Errorf("state: %s", state)
	}
}

func TestTroubleGoesAwayAgain(t *testing.T) {
	b := newBrowser(t, nil)
	ask := func() (status int) {
		defer func() {
			if recover() == http.ErrAbortHandler {
				status = 0
			}
		}()
		w := httptest.NewRecorder()
		b.s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/bot"+b.s.Token()+"/getMe", nil))
		return w.Code
	}
	for kind, want := range map[string]int{"busy": 429, "broken": 500, "offline": 0} {
		for range 2 { // twice is once
			b.post("trouble", map[string]any{"kind": kind, "on": true})
		}
		if got := ask(); got != want {
			t.Errorf("%s: status %d, want %d", kind, got, want)
		}
		b.post("trouble", map[string]any{"kind": kind, "on": false})
		if got := ask(); got != 200 {
			t.Errorf("after %s: status %d", kind, got)
		}
	}
}

func TestUploadsCanNotBecomePages(t *testing.T) {
	b := newBrowser(t, nil)
	p := b.s.NewPerson("Ada", "", "en", "GB")
	p.Start("")
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("chat_id", strconv.FormatInt(p.ID, 10))
	part, err := form.CreateFormFile("document", "évil \"x\".html")
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte("<script>alert(1)</script>"))
	form.Close()
	r := httptest.NewRequest(http.MethodPost, "/bot"+b.s.Token()+"/sendDocument", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	b.s.Handler().ServeHTTP(w, r)
	file := p.Chat().Messages()[1].Document
	answer, err := http.Get(b.url + "/files/" + file.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	h := answer.Header
	if h.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers: %v", h)
	}
	if data, err := io.ReadAll(answer.Body); err != nil || string(data) != "<script>alert(1)</script>" {
		t.Errorf("file: %q, %v", data, err)
	}
}

func TestThePageIsToldOfTroublesAndDecimals(t *testing.T) {
	state := newBrowser(t, nil).stream().next("state")
	for _, part := range []string{`"kind":"busy"`, `"name":"Slow"`, `"effect":"Telegram closes every connection."`, `"EUR":2`, `"JOD":3`, `"XTR":0`} {
		if !strings.Contains(state, part) {
			t.Errorf("%s is missing", part)
		}
	}
}
