package sandbox

import (
	"encoding/json"
	"slices"
	"strings"
)

// Bounds of a keyboard: the rest is silently left out (tdlib/td, ReplyMarkup.cpp).
const (
	widestRow   = 12
	mostButtons = 300
)

// keyboards is what reply_markup asks for.
type keyboards struct {
	inline [][]Button
	reply  [][]string
	given  bool
}

// replyMarkup reads the parameter reply_markup.
func (s *Sandbox) replyMarkup(c *call) (keyboards, *apiError) {
	raw := c.Params["reply_markup"]
	if raw == "" {
		return keyboards{}, nil
	}
	var whole map[string]json.RawMessage
	if json.Unmarshal([]byte(raw), &whole) != nil {
		if json.Valid([]byte(raw)) {
			return keyboards{}, bad("object expected as reply markup")
		}
		return keyboards{}, bad("can't parse reply keyboard markup JSON object")
	}
	k := keyboards{given: true}
	var refused *apiError
	if list, ok := whole["inline_keyboard"]; ok {
		k.inline, refused = s.inlineKeyboard(c.Method, list)
	} else if list, ok := whole["keyboard"]; ok {
		k.reply, refused = replyKeyboard(list)
	}
	return k, refused
}

func replyKeyboard(list json.RawMessage) ([][]string, *apiError) {
	var rows [][]json.RawMessage
	if json.Unmarshal(list, &rows) != nil {
		return nil, bad("field \"keyboard\" of the ReplyKeyboardMarkup must be an Array of Arrays")
	}
	var all [][]string
	for _, row := range rows {
		var texts []string
		for _, raw := range row {
			var b struct {
				Text string `json:"text"`
			}
			if json.Unmarshal(raw, &b.Text) != nil && json.Unmarshal(raw, &b) != nil {
				return nil, bad("can't parse keyboard button: KeyboardButton must be a String or an Object")
			}
			if b.Text != "" {
				texts = append(texts, b.Text)
			}
		}
		if len(texts) > 0 {
			all = append(all, texts)
		}
	}
	return all, nil
}

func (s *Sandbox) inlineKeyboard(method string, list json.RawMessage) ([][]Button, *apiError) {
	var rows [][]json.RawMessage
	if json.Unmarshal(list, &rows) != nil {
		return nil, bad("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays")
	}
	var all [][]Button
	count := 0
	for _, row := range rows {
		var buttons []Button
		for _, raw := range row {
			if len(buttons) == widestRow || count == mostButtons {
				break
			}
			b, refused := s.button(method, raw)
			if refused != nil {
				return nil, refused
			}
			if b.Text != "" {
				buttons = append(buttons, b)
				count++
			}
		}
		if len(buttons) > 0 {
			all = append(all, buttons)
		}
	}
	return all, nil
}

// buttonFields are InlineKeyboardButton (Bot API documentation); "unique" is
// written by telebot.
var buttonFields = []string{"text", "url", "callback_data", "pay", "switch_inline_query", "switch_inline_query_current_chat",
	"switch_inline_query_chosen_chat", "copy_text", "login_url", "web_app", "callback_game", "icon_custom_emoji_id", "style", "unique"}

func (s *Sandbox) button(method string, raw json.RawMessage) (Button, *apiError) {
	var f map[string]json.RawMessage
	if json.Unmarshal(raw, &f) != nil {
		return Button{}, bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
	}
	for name := range f {
		if !slices.Contains(buttonFields, name) {
			s.log.problem("%s: unknown field %q in a button", method, name)
		}
	}
	b := Button{raw: buttonOnWire(f)}
	for name, into := range map[string]*string{"text": &b.Text, "url": &b.URL, "callback_data": &b.Data} {
		if v, ok := f[name]; ok && json.Unmarshal(v, into) != nil {
			s.log.problem("%s: field %q of a button is no string", method, name)
			return Button{}, bad("can't parse inline keyboard button: Field \"%s\" must be of type String", name)
		}
	}
	return b, b.lead(f)
}

// lead finds out what the button does and checks it.
func (b *Button) lead(f map[string]json.RawMessage) *apiError {
	switch {
	case f["pay"] != nil: // present is enough (tdlib/telegram-bot-api, Client.cpp)
		b.Pay, b.URL, b.Data = true, "", ""
	case b.URL != "":
		b.Data = ""
		if problem := checkURL(b.URL); problem != "" {
			return bad("inline keyboard button URL '%s' is invalid: %s", b.URL, problem)
		}
	case b.Data != "":
		if len(b.Data) > 64 {
			return bad("BUTTON_DATA_INVALID")
		}
	case f["switch_inline_query"] != nil, f["switch_inline_query_current_chat"] != nil:
		raw := f["switch_inline_query"]
		if raw == nil {
			raw = f["switch_inline_query_current_chat"]
		}
		b.Inline = new(string)
		if json.Unmarshal(raw, b.Inline) != nil {
			return bad("can't parse inline keyboard button: Field \"switch_inline_query\" must be of type String")
		}
	case f["copy_text"] != nil:
		var v struct {
			Text string `json:"text"`
		}
		if json.Unmarshal(f["copy_text"], &v) != nil || v.Text == "" || units(v.Text) > 256 {
			return bad("BUTTON_COPY_TEXT_INVALID")
		}
		b.Copy = v.Text
	case f["login_url"] != nil, f["web_app"] != nil, f["callback_game"] != nil, f["switch_inline_query_chosen_chat"] != nil:
	default:
		return bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	}
	return nil
}

// buttonOnWire is the button as answers have it.
func buttonOnWire(f map[string]json.RawMessage) json.RawMessage {
	kept := map[string]json.RawMessage{}
	for name, v := range f {
		if name != "unique" && string(v) != `""` {
			kept[name] = v
		}
	}
	data, err := json.Marshal(kept)
	if err != nil {
		return json.RawMessage(`{}`)
	}
	return data
}

// payButtons checks where Pay buttons are: an invoice has one, the first of the
// first row; other messages have none (Bot API documentation).
func payButtons(rows [][]Button, invoice bool) *apiError {
	for i, row := range rows {
		for j, b := range row {
			first := i == 0 && j == 0
			if b.Pay && !invoice {
				return bad("BUTTON_TYPE_INVALID")
			}
			if b.Pay && !first {
				return bad("BUTTON_POS_INVALID")
			}
			if first && invoice && !b.Pay {
				return bad("REPLY_MARKUP_BUY_EMPTY")
			}
		}
	}
	return nil
}

// sameKeyboard tells whether two keyboards are equal to whoever sees them.
func sameKeyboard(a, b [][]Button) bool {
	return slices.EqualFunc(a, b, func(x, y []Button) bool {
		return slices.EqualFunc(x, y, func(p, q Button) bool { return string(p.raw) == string(q.raw) })
	})
}

// find is the button with that text, else the first one that contains it.
func find(rows [][]Button, text string) (Button, bool) {
	for _, match := range []func(string, string) bool{func(a, b string) bool { return a == b }, strings.Contains} {
		for _, row := range rows {
			for _, b := range row {
				if match(b.Text, text) {
					return b, true
				}
			}
		}
	}
	return Button{}, false
}
