package web

import (
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/markup"
)

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
	Service   string          `json:"service,omitempty"`  // what a service message says
	Topic     string          `json:"topic,omitempty"`    // of a forum
	Receiver  int64           `json:"receiver,omitempty"` // who alone sees it
	Force     bool            `json:"force,omitempty"`    // the app opens a reply
	Selective bool            `json:"selective,omitempty"`
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
	Style  string  `json:"style,omitempty"`
}

// onPage is the message for the page.
func onPage(m *sandbox.Message) pageMessage {
	p := pageMessage{
		ID: m.ID, Chat: m.Chat.ID, From: m.From.ID, Author: authorOf(m), Bot: m.From.IsBot && !m.AsChat || m.Chat.Type == "channel", Date: m.Date.Unix(),
		Deleted: m.Deleted, Forwarded: m.Forwarded, ReplyTo: m.ReplyTo, Edited: !m.EditDate.IsZero(),
	}
	if m.Receiver != nil {
		p.Receiver = m.Receiver.ID
	}
	if m.Deleted {
		return p
	}
	p.Text, p.Entities, p.Photo, p.Document, p.Keys = m.Text+m.Caption, m.Entities, m.Photo, m.Document, m.ReplyKeyboard
	p.Service, p.Force, p.Selective = serviceText(m), m.ForceReply, m.Selective
	if m.Thread != 0 {
		p.Topic = m.Chat.TopicName(m.Thread)
	}
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

// authorOf is the name that stands above a message.
func authorOf(m *sandbox.Message) string {
	if m.AsChat {
		return m.Chat.Title
	}
	return m.From.FirstName
}

// serviceText is what a service message about a group says, empty for other messages.
func serviceText(m *sandbox.Message) string {
	switch {
	case m.MovedTo != 0:
		return "This group was upgraded to a supergroup"
	case m.MovedFrom != 0:
		return "This supergroup was a group before"
	case m.Service == nil:
		return ""
	}
	switch m.Service.Kind {
	case "forum_topic_created":
		return "The topic “" + m.Service.Name + "” was created"
	case "forum_topic_edited":
		return "The topic is called “" + m.Service.Name + "” now"
	case "forum_topic_closed":
		return "The topic was closed"
	}
	return "The topic was opened again"
}

func buttonOnPage(b sandbox.Button) pageKey {
	k := pageKey{Text: b.Text, Kind: "data", URL: b.URL, Copy: b.Copy, Inline: b.Inline, Style: b.Style}
	switch {
	case b.Disabled:
		k.Kind = "disabled"
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
