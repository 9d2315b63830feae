package web

import (
	"encoding/json"
	"slices"

	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/markup"
)

// keptOnPage is how many messages of each chat the page is given.
const keptOnPage = 2_000

// pagePerson is somebody as the page knows them.
type pagePerson struct {
	ID       int64  `json:"id"`
	First    string `json:"first"`
	Last     string `json:"last"`
	Language string `json:"language"`
	Country  string `json:"country"`
	Blocked  bool   `json:"blocked"`
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

// pageMessage is a message as the page knows it.
type pageMessage struct {
	ID        int64           `json:"id"`
	Chat      int64           `json:"chat"`
	From      int64           `json:"from"`
	Author    string          `json:"author"`
	Bot       bool            `json:"bot"`
	Date      int64           `json:"date"`
	Edited    bool            `json:"edited,omitempty"`
	Deleted   bool            `json:"deleted,omitempty"`
	Forwarded bool            `json:"forwarded,omitempty"`
	ReplyTo   int64           `json:"reply,omitempty"`
	Text      string          `json:"text,omitempty"`
	Entities  []markup.Entity `json:"entities,omitempty"`
	Photo     *sandbox.File   `json:"photo,omitempty"`
	Document  *sandbox.File   `json:"document,omitempty"`
	Invoice   *pageInvoice    `json:"invoice,omitempty"`
	Buttons   [][]pageKey     `json:"buttons,omitempty"`
	Keys      [][]string      `json:"keys,omitempty"`
	Payment   *pagePayment    `json:"payment,omitempty"`
	Refund    *pagePayment    `json:"refund,omitempty"`
}

// pageInvoice is what the bubble of an invoice shows.
type pageInvoice struct {
	Title       string `json:"title"`
	Description string `json:"description"`
	Photo       string `json:"photo,omitempty"`
	Currency    string `json:"currency"`
	Total       int64  `json:"total"`
	Test        bool   `json:"test"`
	Paid        bool   `json:"paid"`
}

type pagePayment struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
}

// pageKey is a button of an inline keyboard; Kind says what it does.
type pageKey struct {
	Text   string  `json:"text"`
	Kind   string  `json:"kind"`
	URL    string  `json:"url,omitempty"`
	Copy   string  `json:"copy,omitempty"`
	Inline *string `json:"inline,omitempty"`
}

// onPage is the message for the page. Messages never change, so that no lock is needed.
func onPage(m *sandbox.Message) pageMessage {
	p := pageMessage{
		ID: m.ID, Chat: m.Chat.ID, From: m.From.ID, Author: m.From.FirstName, Bot: m.From.IsBot, Date: m.Date.Unix(),
		Deleted: m.Deleted, Forwarded: m.Forwarded, ReplyTo: m.ReplyTo, Edited: !m.EditDate.IsZero(),
	}
	if m.Deleted {
		return p
	}
	p.Text, p.Entities, p.Photo, p.Document, p.Keys = m.Text+m.Caption, m.Entities, m.Photo, m.Document, m.ReplyKeyboard
	if i := m.Invoice; i != nil {
		p.Invoice = &pageInvoice{Title: i.Title, Description: i.Description, Photo: i.PhotoURL, Currency: i.Currency, Total: i.Total(), Test: i.Test(), Paid: i.PaidMessage != 0}
	}
	if c := m.Payment; c != nil {
		p.Payment = &pagePayment{c.Amount, c.Currency}
	}
	if c := m.Refund; c != nil {
		p.Refund = &pagePayment{c.Amount, c.Currency}
	}
	for _, row := range m.Keyboard {
		keys := make([]pageKey, len(row))
		for i, b := range row {
			keys[i] = buttonOnPage(b)
		}
		p.Buttons = append(p.Buttons, keys)
	}
	return p
}

func buttonOnPage(b sandbox.Button) pageKey {
	k := pageKey{Text: b.Text, Kind: "data", URL: b.URL, Copy: b.Copy, Inline: b.Inline}
	switch {
	case b.Pay:
		k.Kind = "pay"
	case b.URL != "":
		k.Kind = "url"
	case b.Inline != nil:
		k.Kind = "inline"
	case b.Copy != "":
		k.Kind = "copy"
	}
	return k
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
	return pagePerson{ID: p.ID, First: p.FirstName, Last: p.LastName, Language: p.Language, Country: p.Country, Blocked: p.Blocked()}
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
