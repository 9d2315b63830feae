package sandbox

import (
	"encoding/json"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// Bounds of answerInlineQuery (Bot API documentation; tdlib/telegram-bot-api, Client.cpp).
const (
	mostResults   = 50
	longestResult = 64 // bytes of a result's id
	longestOffset = 64 // bytes
)

// inlineResult is InlineQueryResult of the Bot API, as far as it is played: articles,
// and photos and documents by URL.
type inlineResult struct {
	Type, ID, Title, Description string
	Content                      json.RawMessage `json:"input_message_content"`
	Markup                       json.RawMessage `json:"reply_markup"`
	PhotoURL                     string          `json:"photo_url"`
	DocumentURL                  string          `json:"document_url"`
	Caption                      string          `json:"caption"`
	Mode                         string          `json:"parse_mode"`
	Entities                     json.RawMessage `json:"caption_entities"`
}

func answerInlineQuery(s *Sandbox, c *call) (any, *spec.Error) {
	answer := InlineAnswer{NextOffset: c.Params["next_offset"]}
	var list []json.RawMessage
	raw := orElse(c.Params["results"], "[]")
	switch {
	case !json.Valid([]byte(raw)):
		return nil, spec.BadRequest("can't parse JSON encoded inline query results")
	case json.Unmarshal([]byte(raw), &list) != nil:
		return nil, spec.BadRequest("expected an Array of inline query results")
	case len(list) > mostResults:
		return nil, spec.BadRequest("too many inline query results specified")
	case len(answer.NextOffset) > longestOffset:
		return nil, spec.BadRequest("NEXT_OFFSET_INVALID")
	}
	seen := map[string]bool{}
	for _, one := range list {
		r, refused := s.readResult(one)
		switch {
		case refused != nil:
			return nil, refused
		case seen[r.ID]:
			return nil, spec.BadRequest("RESULT_ID_DUPLICATE")
		}
		seen[r.ID] = true
		answer.Results = append(answer.Results, r)
	}
	if refused := c.inlineButton(&answer); refused != nil {
		return nil, refused
	}
	return s.settled("inline_query", c.Params["inline_query_id"], answer)
}

// inlineButton reads InlineQueryResultsButton.
func (c *call) inlineButton(answer *InlineAnswer) *spec.Error {
	raw := c.Params["button"]
	if raw == "" {
		return nil
	}
	var v struct {
		Text  string `json:"text"`
		Start string `json:"start_parameter"`
	}
	switch {
	case json.Unmarshal([]byte(raw), &v) != nil || v.Text == "":
		return spec.BadRequest("can't parse inline query results button JSON object")
	case v.Start == "":
		return spec.BadRequest("START_PARAM_EMPTY")
	case !deepLink.MatchString(v.Start):
		return spec.BadRequest("START_PARAM_INVALID")
	}
	answer.Button, answer.ButtonStart = v.Text, v.Start
	return nil
}

func wrongResult(problem string, args ...any) *spec.Error {
	return spec.BadRequest("can't parse inline query result: "+problem, args...)
}

// readResult reads one result and the message that it becomes.
func (s *Sandbox) readResult(raw json.RawMessage) (InlineResult, *spec.Error) {
	var v inlineResult
	switch {
	case json.Unmarshal(raw, &v) != nil:
		return InlineResult{}, wrongResult("Inline query result must be an object")
	case v.ID == "" || len(v.ID) > longestResult:
		return InlineResult{}, spec.BadRequest("RESULT_ID_INVALID")
	}
	r := InlineResult{ID: v.ID, Type: v.Type, Title: v.Title, Description: v.Description}
	m, refused := s.resultMessage(&v)
	if refused != nil {
		return r, refused
	}
	if len(v.Markup) > 0 {
		k, refused := readMarkup(string(v.Markup))
		if refused != nil {
			return r, refused
		}
		m.Keyboard = k.inline
	}
	if refused := payButtons(m.Keyboard, m.Invoice != nil); refused != nil {
		return r, refused
	}
	if m.Invoice != nil && len(m.Keyboard) == 0 {
		m.Keyboard = [][]Button{{payButton()}}
	}
	r.message = m
	return r, nil
}

// resultMessage is what is sent when a result is chosen.
func (s *Sandbox) resultMessage(v *inlineResult) (m Message, refused *spec.Error) {
	if len(v.Content) > 0 {
		return s.inputContent(v.Content)
	}
	m.Caption, m.Entities, refused = caption(v.Caption, v.Mode, string(v.Entities))
	switch {
	case refused != nil:
		return m, refused
	case v.Type == "photo" && v.PhotoURL != "":
		m.Photo, refused = s.media(newCall(), v.PhotoURL, "photo", true)
	case v.Type == "document" && v.DocumentURL != "":
		m.Document, refused = s.media(newCall(), v.DocumentURL, "document", false)
	case v.Type == "article":
		return m, wrongResult("Can't find field \"input_message_content\"")
	default:
		return m, wrongResult("the sandbox plays article, photo and document by URL only")
	}
	return m, refused
}

// inputContent reads InputTextMessageContent or InputInvoiceMessageContent.
func (s *Sandbox) inputContent(raw json.RawMessage) (m Message, refused *spec.Error) {
	c := newCall()
	if c.readJSON(raw) != nil {
		return m, wrongResult("InputMessageContent must be an Object")
	}
	if _, invoice := c.Params["payload"]; invoice {
		if m.Invoice, refused = c.invoice(); refused == nil {
			refused = s.accept(m.Invoice, c.Params["provider_data"])
		}
		return m, refused
	}
	m.Text, m.Entities, refused = body(c.Params["message_text"], c.Params["parse_mode"], c.Params["entities"])
	return m, refused
}
