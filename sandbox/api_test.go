package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// world is a served sandbox with one person who has started the bot.
type world struct {
	*Sandbox
	t    *testing.T
	url  string
	anna *Person
}

func newWorld(t *testing.T, o Options) *world {
	t.Helper()
	s := New(o)
	server := httptest.NewServer(s.Handler())
	t.Cleanup(func() { s.Close(); server.Close() })
	w := &world{s, t, server.URL, s.NewPerson("Anna", "Berg", "de", "DE")}
	w.anna.Start("")
	return w
}

// reply is an answer of the Bot API.
type reply struct {
	Status      int
	OK          bool            `json:"ok"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Result      json.RawMessage `json:"result"`
	Parameters  struct {
		MigrateTo  int64 `json:"migrate_to_chat_id"`
		RetryAfter int   `json:"retry_after"`
	} `json:"parameters"`
	Header http.Header
}

func (w *world) read(resp *http.Response, err error) reply {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	r := reply{Status: resp.StatusCode, Header: resp.Header}
	if err := json.Unmarshal(data, &r); err != nil {
		w.t.Fatalf("%v in %s", err, data)
	}
	return r
}

// call asks with JSON.
func (w *world) call(method string, params map[string]any) reply {
	w.t.Helper()
	data, err := json.Marshal(params)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.read(http.Post(w.url+"/bot"+w.Token()+"/"+method, "application/json", bytes.NewReader(data)))
}

// must is call for what has to succeed; the result goes into v unless it is nil.
func (w *world) must(method string, params map[string]any, v any) {
	w.t.Helper()
	r := w.call(method, params)
	if !r.OK {
		w.t.Fatalf("%s: %d %s", method, r.Status, r.Description)
	}
	if v != nil {
		if err := json.Unmarshal(r.Result, v); err != nil {
			w.t.Fatal(err)
		}
	}
}

// refused expects a certain error.
func (w *world) refused(method string, params map[string]any, code int, text string) {
	w.t.Helper()
	r := w.call(method, params)
	if r.OK || r.Status != code || r.Code != code || r.Description != text {
		w.t.Errorf("%s(%v):\n got %d %q\nwant %d %q", method, params, r.Status, r.Description, code, text)
	}
}

// with adds to parameters.
func with(params map[string]any, more ...any) map[string]any {
	all := map[string]any{}
	for k, v := range params {
		all[k] = v
	}
	for i := 0; i < len(more); i += 2 {
		if more[i+1] == nil {
			delete(all, more[i].(string))
			continue
		}
		all[more[i].(string)] = more[i+1]
	}
	return all
}

func TestRoutes(t *testing.T) {
	w := newWorld(t, Options{})
	for _, c := range []struct {
		path string
		code int
		text string
	}{
		{"/", 404, "Not Found"},
		{"/bot" + w.Token(), 404, "Not Found"},
		{"/bot" + w.Token() + "/sendDonkey", 404, "Not Found: method not found"},
		{"/botabc/getMe", 401, "Unauthorized: invalid token specified"},
		{"/bot1:wrong/getMe", 401, "Unauthorized"},
	} {
		r := w.read(http.Get(w.url + c.path))
		if r.Status != c.code || r.Description != c.text {
			t.Errorf("%s: %d %q", c.path, r.Status, r.Description)
		}
	}
	for _, path := range []string{"/getMe", "/test/getMe", "/GETME"} {
		var me User
		r := w.read(http.Get(w.url + "/bot" + w.Token() + path))
		if json.Unmarshal(r.Result, &me) != nil || me.ID != 7000000001 || me.Username != "DonationSandboxBot" {
			t.Errorf("%s: %s", path, r.Result)
		}
	}
}

func TestAllWaysToPassParameters(t *testing.T) {
	w := newWorld(t, Options{})
	base := w.url + "/bot" + w.Token() + "/sendMessage"
	form := url.Values{"chat_id": {"1001"}, "text": {"a"}}
	r := []reply{
		w.read(http.Get(base + "?" + form.Encode())),
		w.read(http.PostForm(base, form)),
		w.call("sendMessage", map[string]any{"chat_id": 1001, "text": "a"}),
		w.call("sendMessage", map[string]any{"chat_id": "1001", "text": "a", "parse_mode": nil}),
	}
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for name := range form {
		if err := m.WriteField(name, form.Get(name)); err != nil {
			t.Fatal(err)
		}
	}
	m.Close()
	r = append(r, w.read(http.Post(base, m.FormDataContentType(), &body)))
	for i, one := range r {
		if !one.OK {
			t.Errorf("%d: %s", i, one.Description)
		}
	}
	if n := len(w.anna.Chat().Messages()); n != 6 {
		t.Errorf("%d messages", n)
	}
	if got := w.Requests("sendMessage"); len(got) != 5 || got[2].Params["chat_id"] != "1001" {
		t.Errorf("requests: %v", got)
	}
	if len(w.Problems()) > 0 {
		t.Errorf("problems: %v", w.Problems())
	}
}

func TestProblems(t *testing.T) {
	w := newWorld(t, Options{})
	for _, c := range []struct {
		params map[string]any
		want   string
	}{
		{map[string]any{"chat": 1}, `unknown parameter "chat"`},
		{map[string]any{"text": 5}, `parameter "text" has the wrong type`},
		{map[string]any{"protect_content": "perhaps"}, `parameter "protect_content" has the wrong type`},
		{map[string]any{"reply_markup": map[string]any{"inline_keyboard": []any{[]any{map[string]any{"text": "a", "url": "https://a.org", "colour": "red"}}}}}, `unknown field "colour"`},
	} {
		before := len(w.Problems())
		w.must("sendMessage", with(map[string]any{"chat_id": 1001, "text": "a"}, flat(c.params)...), nil)
		all := w.Problems()
		if len(all) != before+1 || !strings.Contains(all[before], c.want) {
			t.Errorf("%v: %v", c.params, all[before:])
		}
	}
}

func flat(params map[string]any) []any {
	var list []any
	for k, v := range params {
		list = append(list, k, v)
	}
	return list
}

func TestPaceRefusesTheFourthMessage(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	w := newWorld(t, Options{Pace: true, Now: func() time.Time { return now }})
	params := map[string]any{"chat_id": 1001, "text": "a"}
	for range 3 {
		w.must("sendMessage", params, nil)
	}
	r := w.call("sendMessage", params)
	if r.Status != 429 || r.Description != "Too Many Requests: retry after 3" || r.Parameters.RetryAfter != 3 || r.Header.Get("Retry-After") != "3" {
		t.Errorf("%+v", r)
	}
}
