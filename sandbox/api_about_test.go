package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

func TestTheBotTellsAboutItself(t *testing.T) {
	w := newWorld(t, Options{})
	g := w.NewGroup("G", w.anna)
	w.must("setMyDescription", map[string]any{"description": "gives", "language_code": "de"}, nil)
	w.must("setMyShortDescription", map[string]any{"short_description": "g"}, nil)
	w.must("setChatMenuButton", map[string]any{"menu_button": map[string]any{"type": "commands"}}, nil)
	for _, c := range []struct {
		method string
		params map[string]any
		want   string
	}{
		{"getMyDescription", map[string]any{"language_code": "de"}, `{"description":"gives"}`},
		{"getMyDescription", nil, `{"description":""}`},
		{"getMyName", nil, `{"name":"Donation Sandbox"}`},
		{"getChatMenuButton", map[string]any{"chat_id": 1001}, `{"type":"commands"}`},
		{"getChatMember", map[string]any{"chat_id": g.ID, "user_id": 1001}, `"status":"creator"`},
		{"getChatMember", map[string]any{"chat_id": g.ID, "user_id": w.Me().ID}, `"status":"member"`},
		{"getChat", map[string]any{"chat_id": g.ID}, `"type":"supergroup"`},
		{"getWebhookInfo", nil, `"pending_update_count":2`},
		{"sendChatAction", map[string]any{"chat_id": 1001, "action": "typing"}, "true"},
		{"createInvoiceLink", map[string]any{"title": "T", "description": "D", "payload": "P", "currency": "XTR", "prices": []Price{{"x", 5}}, "subscription_period": 2592000}, "https://t.me/$"},
	} {
		if r := w.call(c.method, c.params); !r.OK || !strings.Contains(string(r.Result), c.want) {
			t.Errorf("%s: %s %s", c.method, r.Result, r.Description)
		}
	}
	if w.About("description", "de-AT") != "gives" || w.About("short_description", "fr") != "g" {
		t.Error("people see the texts of their language")
	}
	w.refused("setMyName", map[string]any{"name": strings.Repeat("x", 65)}, 400, "Bad Request: bot name is too long")
}

func TestBlockingIsTold(t *testing.T) {
	w := newWorld(t, Options{})
	w.poll(map[string]any{"offset": -1})
	w.anna.Block()
	w.anna.Block()
	w.anna.Start("x")
	_, raw := w.poll(nil)
	if len(raw) != 4 || !strings.Contains(raw[1], `"new_chat_member":{"status":"kicked"`) || !strings.Contains(raw[2], `"new_chat_member":{"status":"member"`) || !strings.Contains(raw[3], "/start x") {
		t.Errorf("%s", strings.Join(raw, "\n"))
	}
}

func BenchmarkSendMessage(b *testing.B) {
	s := New(Options{})
	p := s.NewPerson("P", "", "en", "GB")
	p.Start("")
	var n atomic.Int64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			body := fmt.Sprintf(`{"chat_id":%d,"text":"<b>x</b> %d","parse_mode":"HTML","reply_markup":{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}}`, p.ID, n.Add(1))
			r, err := http.NewRequest(http.MethodPost, "/bot"+s.Token()+"/sendMessage", strings.NewReader(body))
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/json")
			w := &sink{head: http.Header{}}
			s.Handler().ServeHTTP(w, r)
			if w.status != http.StatusOK || !json.Valid(w.data) {
				b.Fatalf("%d %s", w.status, w.data)
			}
		}
	})
}

// sink keeps an answer.
type sink struct {
	head   http.Header
	status int
	data   []byte
}

func (s *sink) Header() http.Header         { return s.head }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(p []byte) (int, error) { s.data = append(s.data, p...); return len(p), nil }
