package chat

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

const officeChat = -100 // the administrators' group

var receiptOfTest = campaigns.ReceiptNo{Mode: campaigns.ModeTest, Year: 2026, Number: 1}

// settingsOfTest has one owner, 9, and the administrators' group.
func settingsOfTest() *campaigns.Settings {
	return &campaigns.Settings{
		Organisation: campaigns.Organisation{Name: "Harbour Hands", Zone: time.UTC, Language: "en"}, Mode: campaigns.ModeTest,
		Admins: []int64{9}, AdminChat: officeChat,
	}
}

// stage are conversations without a ledger, whose handlers only note that they ran,
// and what was sent to Telegram.
type stage struct {
	*Conversations
	ran string

	mu   sync.Mutex
	sent []string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s.mu.Lock()
		s.sent = append(s.sent, filepath.Base(r.URL.Path)+" "+string(body))
		s.mu.Unlock()
		io.WriteString(rw, `{"ok":true,"result":{"message_id":1}}`) //nolint:errcheck // a test's answer
	}))
	t.Cleanup(server.Close)
	api, err := telegram.Connect(server.URL, "1:x").Client(t.Context(), func(string) telegram.RetryPolicy {
		return telegram.RetryPolicy{Attempt: 5 * time.Second}
	})
	if err != nil {
		t.Fatal(err)
	}
	api.Me = &tele.User{ID: 1, Username: "GiftBot"}
	words, err := locales.Load()
	if err != nil {
		t.Fatal(err)
	}
	s.Conversations = New(t.Context(), Options{API: api, Moved: func(int64, int64) {}, Settings: settingsOfTest, Words: words, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	for on, to := range s.routes {
		if on.kind <= onCallback && on.name == "" {
			continue // the answers to what there is not
		}
		to.do = func(*request) error {
			s.ran = fmt.Sprint(on)
			return nil
		}
		s.routes[on] = to
	}
	return s
}

// gets plays an update of a person who has the role, and returns what was sent and
// which handler ran, "" for none.
func (s *stage) gets(t *testing.T, role Role, in place, update string) (sent []string, ran string) {
	t.Helper()
	chat := map[place]string{private: `{"id":5,"type":"private"}`, adminChat: fmt.Sprintf(`{"id":%d,"type":"supergroup"}`, officeChat), group: `{"id":-7,"type":"supergroup"}`}[in]
	var u tele.Update
	if err := json.Unmarshal([]byte(strings.ReplaceAll(update, "CHAT", chat)), &u); err != nil {
		t.Fatal(err)
	}
	s.taken()
	s.ran = ""
	r := &request{ctx: t.Context(), display: s.display, settings: s.settings(), now: time.Now(), in: inputOf(&u)}
	to, ok := s.find(r)
	if !ok {
		t.Fatalf("%s leads nowhere", update)
	}
	r.know(campaigns.Donor{ID: 5})
	r.role = role
	if err := s.run(r, to); err != nil {
		t.Fatal(err)
	}
	return s.taken(), s.ran
}

// taken is what was sent since it was asked last.
func (s *stage) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	sent := s.sent
	s.sent = nil
	return sent
}

func said(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return `{"update_id":1,"message":{"message_id":1,"from":{"id":5},"chat":CHAT,"text":` + string(quoted) + `}}`
}

func pressed(data string) string {
	return `{"update_id":1,"callback_query":{"id":"3","from":{"id":5},"message":{"message_id":1,"chat":CHAT},"data":"` + data + `"}}`
}

// sample is an update that the route answers, and one of the same kind that leads to
// nothing that there is.
func (s *stage) sample(t *testing.T, on key, in place) (update, unknown string) {
	t.Helper()
	switch on.kind {
	case onCommand:
		return said("/" + on.name), said("/dance")
	case onCallback:
		c := callback{Kind: on.name[0], Campaign: "boat"}
		switch c.Kind {
		case callbackAmount:
			c.Amount = 5
		case callbackAgree:
			c.Amount, c.Currency, c.Terms = 5, "EUR", "abc"
		case callbackRefund:
			c = callback{Kind: c.Kind, Receipt: receiptOfTest, Act: actWhole}
		case callbackConfirm, callbackUndo:
			c = callback{Kind: c.Kind, Receipt: receiptOfTest, Operation: rand.Text()}
		case callbackClose:
			c = callback{Kind: c.Kind, Unpaid: storage.UnpaidCheckout{}.ID()}
		case callbackAccept:
			c = callback{Kind: c.Kind, Terms: "01234567"}
		case callbackLanguage:
			c = callback{Kind: c.Kind, Language: "fr"}
		case callbackList:
			c = callback{Kind: c.Kind}
		}
		return pressed(c.String()), pressed("nonsense")
	case onDialog:
		chat := map[place]int64{private: 5, adminChat: officeChat, group: -7}[in]
		if err := s.dialogs.begin(dialogKey{chat, 5}, on.name, gift{Campaign: "boat"}); err != nil {
			t.Fatal(err)
		}
		return said("12"), said("/dance")
	case onText:
		return said("12"), said("/dance")
	case onContent:
		return `{"update_id":1,"message":{"message_id":1,"from":{"id":5},"chat":CHAT,"sticker":{"file_id":"x"}}}`, said("/dance")
	}
	return `{"update_id":1,"my_chat_member":{"from":{"id":5},"chat":CHAT,"new_chat_member":{"user":{"id":1},"status":"kicked"}}}`, said("/dance")
}

// walk plays each route with each role in each kind of chat.
func (s *stage) walk(t *testing.T) {
	t.Helper()
	for on, to := range s.routes {
		if on.kind <= onCallback && on.name == "" {
			continue
		}
		for role := Stranger; role <= Owner; role++ {
			for _, in := range []place{private, adminChat, group} {
				update, unknown := s.sample(t, on, in)
				sent, ran := s.gets(t, role, in, update)
				s.dialogs.end(dialogKey{5, 5})
				s.dialogs.end(dialogKey{officeChat, 5})
				s.dialogs.end(dialogKey{-7, 5})
				if role >= to.least && to.where&in != 0 {
					if ran != fmt.Sprint(on) || len(sent) != 0 {
						t.Errorf("%v as %d in %d: %q ran, and %q was sent", on, role, in, ran, sent)
					}
					continue
				}
				if want, _ := s.gets(t, role, in, unknown); ran != "" || !slices.Equal(sent, want) {
					t.Errorf("%v as %d in %d: %q ran, and %q was sent instead of %q", on, role, in, ran, sent, want)
				}
			}
		}
	}
}

func TestEachRouteAnswersWhoMayUseItAndNobodyElse(t *testing.T) { newStage(t).walk(t) }

// TestAnyRouteMayBeAnAdministrators has the same hold when only owners may do anything.
func TestAnyRouteMayBeAnAdministrators(t *testing.T) {
	s := newStage(t)
	for on, to := range s.routes {
		if on.kind > onCallback || on.name != "" {
			to.least, to.where = Owner, office
			s.routes[on] = to
		}
	}
	s.walk(t)
}

func TestWhoMayDoWhat(t *testing.T) {
	s := newStage(t)
	want := map[string]struct {
		least Role
		where place
	}{"history": {Stranger, private}, "stats": {Viewer, office}, "export": {Viewer, office}, "refund": {Viewer, office}, "backup": {Owner, office}}
	for _, name := range []string{"start", "campaigns", "language", "terms", "privacy", "paysupport", "help"} {
		want[name] = struct {
			least Role
			where place
		}{Stranger, anywhere}
	}
	var names []string
	for _, r := range s.menu.routes {
		if r.on.kind != onCommand || r.on.name == "" {
			continue
		}
		names = append(names, r.on.name)
		if w, ok := want[r.on.name]; !ok || w.least != r.least || w.where != r.where {
			t.Errorf("/%s: role %d in %b, want %+v", r.on.name, r.least, r.where, w)
		}
	}
	if slices.Sort(names); !slices.Equal(names, slices.Sorted(maps.Keys(want))) {
		t.Errorf("%v", names)
	}
	for donor, role := range map[campaigns.Donor]Role{
		{ID: 9}: Owner, {ID: 9, Language: "fr"}: Owner, {ID: 5}: Stranger, {ID: 5, Name: "Ada"}: Donor, {ID: 5, Language: "fr"}: Donor,
	} {
		if got := roleOf(settingsOfTest(), donor); got != role {
			t.Errorf("%+v: %d", donor, got)
		}
	}
}

func TestCommandsAreListedWhereTheyWork(t *testing.T) {
	m := newStage(t).menu
	for _, c := range []struct {
		role    Role
		in      place
		command string
		listed  bool
	}{
		{Stranger, private, "history", true}, {Stranger, group, "history", false}, {Stranger, group, "start", true}, {Donor, private, "stats", false},
		{Viewer, adminChat, "stats", true}, {Viewer, adminChat, "backup", false}, {Owner, private, "backup", true}, {Owner, group, "stats", false},
	} {
		if got := slices.Contains(m.commands(c.role, c.in), c.command); got != c.listed {
			t.Errorf("/%s for %d in %d is listed: %t", c.command, c.role, c.in, got)
		}
	}
}

func TestNoRouteIsThereTwice(t *testing.T) {
	s := newStage(t)
	if len(s.menu.routes) != len(s.routes) {
		t.Errorf("%d routes, %d different ones", len(s.menu.routes), len(s.routes))
	}
}

func TestNoHandlerLooksAtRoles(t *testing.T) {
	files, err := filepath.Glob("*_*.go")
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, file := range files {
		if !strings.HasPrefix(file, "donor_") && !strings.HasPrefix(file, "admin_") {
			continue
		}
		looked++
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := regexp.MustCompile(`\.role\b|IsAdmin|AdminChat`).Find(text); found != nil {
			t.Errorf("%s has %s: who may do what stands in the table of routes", file, found)
		}
	}
	if looked < 6 {
		t.Errorf("only %d files", looked)
	}
}
