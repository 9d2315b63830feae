package web

import (
	"bytes"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/markup"
)

// Bounds of what a person may enter, in characters: a name, and a text (Bot API
// documentation, sendMessage).
const (
	longestName = 64
	longestText = 4096
)

var (
	language = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
	country  = regexp.MustCompile(`^[A-Z]{2}$`)
)

// who is the person of an action, in a chat that they are in.
func (w *server) who(in *input) (*sandbox.Person, *sandbox.Chat, error) {
	p, c := w.s.Person(in.Person), w.s.Chat(in.Chat)
	if p == nil || c == nil || !slices.Contains(c.Members(), p) {
		return nil, nil, errInput
	}
	return p, c, nil
}

// what is who with the message that the action is about.
func (w *server) what(in *input) (*sandbox.Person, *sandbox.Message, error) {
	p, c, err := w.who(in)
	if err != nil {
		return nil, nil, err
	}
	m := c.Message(in.Message)
	if m == nil {
		return nil, nil, errInput
	}
	return p, m, nil
}

func (w *server) newPerson(_ *http.Request, in *input) (any, error) {
	first, last := strings.TrimSpace(in.First), strings.TrimSpace(in.Last)
	short := utf8.RuneCountInString(first) <= longestName && utf8.RuneCountInString(last) <= longestName
	if first == "" || !short || !language.MatchString(in.Language) || !country.MatchString(in.Country) {
		return nil, errInput
	}
	p := w.s.NewPerson(first, last, in.Language, in.Country)
	p.Chat()
	w.feed.tell("rooms", encoded(w.roomsState()))
	return object{"id": p.ID}, nil
}

func (w *server) send(_ *http.Request, in *input) (any, error) {
	p, c, err := w.who(in)
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(in.Text)
	if text == "" || markup.Units(text) > longestText {
		return nil, errInput
	}
	var m *sandbox.Message
	if to := c.Message(in.Reply); to != nil {
		m = p.Reply(to, text)
	} else {
		m = p.Send(c, text)
	}
	w.seen(c, m.ID)
	return object{"id": m.ID}, nil
}

func (w *server) tap(r *http.Request, in *input) (any, error) {
	p, m, err := w.what(in)
	if err != nil {
		return nil, err
	}
	a, err := p.TapAt(r.Context(), m, in.Row, in.Column, in.Button)
	if err != nil {
		return nil, err
	}
	return object{"text": a.Text, "alert": a.Alert, "url": a.URL}, nil
}

func (w *server) markRead(_ *http.Request, in *input) (any, error) {
	c := w.s.Chat(in.Chat)
	if c == nil {
		return nil, errInput
	}
	w.seen(c, in.Message)
	return true, nil
}

// seen clears the unread mark up to a message, in all tabs.
func (w *server) seen(c *sandbox.Chat, id int64) {
	w.mu.Lock()
	news := id > w.read[c.ID]
	w.read[c.ID] = max(w.read[c.ID], id)
	w.mu.Unlock()
	if news {
		w.feed.tell("read", encoded(object{"chat": c.ID, "message": id}))
	}
}

func (w *server) block(_ *http.Request, in *input) (any, error) {
	p := w.s.Person(in.Person)
	if p == nil {
		return nil, errInput
	}
	if in.On {
		p.Block()
	} else {
		p.Unblock()
	}
	w.feed.tell("rooms", encoded(w.roomsState()))
	return true, nil
}

func (w *server) switchTrouble(_ *http.Request, in *input) (any, error) {
	fault, known := troubleOf(in.Kind)
	if !known {
		return nil, errInput
	}
	w.mu.Lock()
	remove, on := w.trouble[in.Kind]
	if in.On && !on {
		w.trouble[in.Kind] = w.s.Faults().Add(fault)
	} else if !in.On && on {
		remove()
		delete(w.trouble, in.Kind)
	}
	w.mu.Unlock()
	w.feed.tell("status", encoded(w.status()))
	return true, nil
}

func (w *server) power(_ *http.Request, in *input) (any, error) {
	if w.switches == nil {
		return nil, errInput
	}
	act := w.switches.Kill
	if in.On {
		act = w.switches.Start
	}
	err := act()
	w.feed.tell("status", encoded(w.status()))
	return true, err
}

// file serves a photo as one, and everything else as a download: what the bot sent
// must not become a page of this site.
func (w *server) file(rw http.ResponseWriter, r *http.Request) {
	name, data, ok := w.s.File(r.PathValue("id"))
	if !ok || len(data) == 0 {
		http.NotFound(rw, r)
		return
	}
	h := rw.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if kind := http.DetectContentType(data); strings.HasPrefix(kind, "image/") {
		h.Set("Content-Type", kind)
	} else {
		h.Set("Content-Type", "application/octet-stream")
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", `"`+w.s.Run()+"-"+r.PathValue("id")+`"`)
	http.ServeContent(rw, r, "", time.Time{}, bytes.NewReader(data))
}
