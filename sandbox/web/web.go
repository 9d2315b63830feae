package web

import (
	"embed"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"strings"
	"sync"

	"github.com/donatebot/donatebot/sandbox"
)

// Switches let the page stop the bot and start it again.
type Switches struct {
	Kill    func() error
	Start   func() error
	Running func() bool
}

//go:embed page
var page embed.FS

// contentPolicy lets the page load from this server only, and nobody frame it.
const contentPolicy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"

// largestAction is the most that the page sends at once.
const largestAction = 64 << 10

// server serves the page in which real people act as the people of the sandbox.
type server struct {
	s        *sandbox.Sandbox
	switches *Switches
	feed     feed

	mu        sync.Mutex
	read      map[int64]int64   // last message that was seen, by chat
	trouble   map[string]func() // removes a trouble that is switched on
	checkouts map[sheetKey]*sandbox.Checkout
}

// New serves a sandbox: its Bot API, and a page in which one can be each of its people
// and see what the bot and Telegram say to each other. The page answers to loopback
// names and to itself only. Without switches it offers no way to stop the bot. Closing
// the sandbox ends it.
func New(s *sandbox.Sandbox, switches *Switches) http.Handler {
	w := &server{s: s, switches: switches, read: map[int64]int64{}, trouble: map[string]func(){}, checkouts: map[sheetKey]*sandbox.Checkout{}}
	w.feed.subscribers = map[chan []byte]bool{}
	go w.follow()
	api, page := s.Handler(), guard(w.routes())
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/bot") || strings.HasPrefix(r.URL.Path, "/file/bot") {
			api.ServeHTTP(rw, r)
			return
		}
		page.ServeHTTP(rw, r)
	})
}

func (w *server) routes() http.Handler {
	assets, err := fs.Sub(page, "page")
	if err != nil {
		panic("sandbox: page is not embedded: " + err.Error())
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(rw http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(rw, r, assets, "index.html")
	})
	mux.Handle("GET /page/", http.StripPrefix("/page/", http.FileServerFS(assets)))
	mux.HandleFunc("GET /events", w.events)
	mux.HandleFunc("GET /files/{id}", w.file)
	for name, act := range map[string]action{
		"people": w.newPerson, "send": w.send, "tap": w.tap, "read": w.markRead,
		"sheet": w.sheet, "shipping": w.shipping, "pay": w.pay,
		"subscription": w.subscription, "trouble": w.switchTrouble, "power": w.power, "block": w.block,
	} {
		mux.HandleFunc("POST /api/"+name, act.serve)
	}
	return mux
}

// guard turns away other sites, which a browser could be tricked into speaking for:
// by a foreign name that resolves to this machine, or by a form on a foreign page.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !sandbox.Loopback(r.Host) || !ownOrigin(r) {
			http.Error(rw, "This page answers to its own address on this machine only.", http.StatusForbidden)
			return
		}
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); r.Method == http.MethodPost && kind != "application/json" {
			http.Error(rw, "Content-Type must be application/json.", http.StatusUnsupportedMediaType)
			return
		}
		next.ServeHTTP(rw, r)
	})
}

// ownOrigin reports whether a request comes from the page, or from no page at all.
// Everybody may link to the page.
func ownOrigin(r *http.Request) bool {
	link := r.Method == http.MethodGet && r.Header.Get("Origin") == ""
	return link || sandbox.OwnOrigin(r)
}

// action is something that the page does. What it returns is sent as JSON; an
// error becomes {"error": {"kind", "text"}}, which is a good answer all the same.
type action func(r *http.Request, in *input) (any, error)

// input is what actions read; each takes what it needs.
type input struct {
	Person, Chat, Message, Reply     int64
	Text, Button, Link               string
	Row, Column                      int
	First, Last, Language, Country   string
	Address                          *sandbox.Address
	Tip                              int64
	Card, Option, Name, Email, Phone string
	Kind                             string
	On                               bool
}

func (act action) serve(rw http.ResponseWriter, r *http.Request) {
	var in input
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, largestAction))
	if err == nil {
		err = json.Unmarshal(body, &in)
	}
	if err != nil {
		http.Error(rw, "The body must be a JSON object.", http.StatusBadRequest)
		return
	}
	result, err := act(r, &in)
	if err != nil {
		result = object{"error": object{"kind": kindOf(err), "text": err.Error()}}
	}
	data, err := json.Marshal(result)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "application/json")
	rw.Write(data) //nolint:errcheck // the page may be closed
}

// object is a JSON object.
type object map[string]any

// errInput: the page asked for something that is not there.
var errInput = errors.New("there is no such person, chat or message")

// kindOf names an error for the page, which shows each as Telegram does.
func kindOf(err error) string {
	var refused *sandbox.Refused
	switch {
	case errors.As(err, &refused):
		return "refused"
	case errors.Is(err, sandbox.ErrTimeout):
		return "timeout"
	case errors.Is(err, sandbox.ErrDeclined):
		return "declined"
	case errors.Is(err, sandbox.ErrAbandoned):
		return "abandoned"
	case errors.Is(err, sandbox.ErrPaid):
		return "paid"
	}
	return "wrong"
}
