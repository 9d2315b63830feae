package web

import (
	"encoding/json"
	"slices"

	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/spec"
)

// keptOnPage is how many messages of each chat the page is given.
const keptOnPage = 2_000

// pagePerson is somebody as the page knows them.
type pagePerson struct {
	ID            int64              `json:"id"`
	First         string             `json:"first"`
	Last          string             `json:"last"`
	Language      string             `json:"language"`
	Country       string             `json:"country"`
	Blocked       bool               `json:"blocked"`
	Note          string             `json:"note,omitempty"` // who they are to the bot
	Subscriptions []pageSubscription `json:"subscriptions"`
}

// pageRoom is a chat as the page knows it, without its messages.
type pageRoom struct {
	ID       int64                       `json:"id"`
	Title    string                      `json:"title"`
	Private  bool                        `json:"private"`
	Members  []int64                     `json:"members"`
	Commands map[int64][]sandbox.Command `json:"commands"` // by person
	Name     string                      `json:"name"`     // of the bot, in the language of the person
	About    string                      `json:"about"`
	Read     int64                       `json:"read"`
}

// state is everything that a page which has just been opened needs.
func (w *server) state() object {
	f := w.roomsState()
	messages := []pageMessage{}
	for _, c := range w.s.Chats() {
		all := c.Messages()
		for _, m := range all[max(0, len(all)-keptOnPage):] {
			messages = append(messages, onPage(m))
		}
	}
	me := w.s.Me()
	f["bot"] = object{"id": me.ID, "name": me.FirstName, "username": me.Username}
	f["messages"] = messages
	f["log"] = w.feed.past()
	f["status"] = w.status()
	f["troubles"] = troubles
	f["exponents"] = spec.Exponents()
	return f
}

// roomsState are the people and the chats, without messages.
func (w *server) roomsState() object {
	people, rooms := []pagePerson{}, []pageRoom{}
	for _, p := range w.s.People() {
		p.Chat() // everybody can be seen to write to the bot
		people = append(people, personOnPage(p))
	}
	for _, c := range w.s.Chats() {
		rooms = append(rooms, w.room(c))
	}
	return object{"people": people, "rooms": rooms}
}

func personOnPage(p *sandbox.Person) pagePerson {
	return pagePerson{
		ID: p.ID, First: p.FirstName, Last: p.LastName, Language: p.Language, Country: p.Country,
		Blocked: p.Blocked(), Note: p.Note(), Subscriptions: subscriptionsOnPage(p),
	}
}

func (w *server) room(c *sandbox.Chat) pageRoom {
	r := pageRoom{ID: c.ID, Title: c.Title, Private: c.Person != nil, Members: []int64{}, Commands: map[int64][]sandbox.Command{}}
	language := ""
	for _, p := range c.Members() {
		r.Members = append(r.Members, p.ID)
		r.Commands[p.ID] = append([]sandbox.Command{}, w.s.Commands(c, p)...)
		language = p.Language
	}
	if r.Private {
		r.Name, r.About = w.s.About("name", language), w.s.About("description", language)
	}
	if r.Name == "" {
		r.Name = w.s.Me().FirstName
	}
	w.mu.Lock()
	r.Read = w.read[c.ID]
	w.mu.Unlock()
	return r
}

// status is what is switched on, and what the bot did wrong.
func (w *server) status() object {
	f := object{"problems": append([]string{}, w.s.Problems()...), "pending": w.s.Pending(), "switches": w.switches != nil, "running": true}
	if w.switches != nil {
		f["running"] = w.switches.Running()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	on := []string{}
	for kind := range w.trouble {
		on = append(on, kind)
	}
	slices.Sort(on)
	f["trouble"] = on
	return f
}

// encoded is for what can always be encoded.
func encoded(v any) json.RawMessage {
	data, err := json.Marshal(v)
	if err != nil {
		panic("sandbox: " + err.Error())
	}
	return data
}
