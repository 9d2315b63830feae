package web

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// stream reads the events of the page.
type stream struct {
	t     *testing.T
	lines *bufio.Scanner
	close func()
}

func (b *browser) stream() *stream {
	b.t.Helper()
	r, err := http.Get(b.url + "/events")
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { r.Body.Close() })
	lines := bufio.NewScanner(r.Body)
	lines.Buffer(nil, 1<<24)
	return &stream{b.t, lines, func() { r.Body.Close() }}
}

// next is the data of the next event of that name.
func (s *stream) next(event string) string {
	s.t.Helper()
	for late := time.AfterFunc(10*time.Second, s.close); s.lines.Scan(); {
		if s.lines.Text() == "event: "+event && s.lines.Scan() {
			late.Stop()
			return strings.TrimPrefix(s.lines.Text(), "data: ")
		}
	}
	s.t.Fatalf("no event %s came: %v", event, s.lines.Err())
	return ""
}

func TestStreamBeginsWithEverything(t *testing.T) {
	b := newBrowser(t, nil)
	p := b.s.NewPerson("Ada", "Lovelace", "en", "GB")
	team := b.s.NewGroup("Team", p)
	p.Start("")
	b.api("sendMessage", map[string]any{"chat_id": p.ID, "text": "<b>hello</b>", "parse_mode": "HTML", "reply_markup": map[string]any{"inline_keyboard": [][]any{{map[string]any{"text": "Go", "callback_data": "g"}}}}})
	s := b.stream()
	var state struct {
		People   []pagePerson
		Rooms    []pageRoom
		Messages []pageMessage
	}
	if err := json.Unmarshal([]byte(s.next("state")), &state); err != nil {
		t.Fatal(err)
	}
	if len(state.People) != 1 || state.People[0].Country != "GB" || len(state.Rooms) != 2 || state.Rooms[0].ID != team.ID || len(state.Messages) != 2 {
		t.Fatalf("state: %+v", state)
	}
	if m := state.Messages[1]; !m.Bot || m.Text != "hello" || m.Entities[0].Type != "bold" || m.Buttons[0][0] != (pageKey{Text: "Go", Kind: "data"}) {
		t.Errorf("message: %+v", m)
	}
	b.s.NewPerson("Camille", "", "fr", "FR")
	for !strings.Contains(s.next("rooms"), "Camille") {
	}
	p.Send(p.Chat(), "news")
	if m := s.next("message"); !strings.Contains(m, `"text":"news"`) {
		t.Errorf("message: %s", m)
	}
	if e := s.next("log"); !strings.Contains(e, `"name":"message"`) || !strings.Contains(e, "news") {
		t.Errorf("log: %s", e)
	}
}

func TestStreamEndsForAPageThatDoesNotKeepUp(t *testing.T) {
	f := feed{subscribers: map[chan []byte]bool{}}
	frames := f.join()
	for range feedBuffer + 1 {
		f.tell("message", []byte("{}"))
	}
	n := 0
	for range frames { // until it is closed
		n++
	}
	if n != feedBuffer || f.watched() {
		t.Errorf("%d frames, still watched: %v", n, f.watched())
	}
}
