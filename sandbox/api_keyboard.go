package sandbox

import (
	"encoding/json"
	"slices"

	"github.com/donatebot/donatebot/sandbox/markup"
	"github.com/donatebot/donatebot/sandbox/spec"
)

// Bounds of a keyboard: the rest is silently left out (tdlib/td, ReplyMarkup.cpp).
const (
	widestRow   = 12
	mostButtons = 300
)

// Bounds of a button (Bot API documentation, InlineKeyboardButton, CopyTextButton).
const (
	longestData = 64 // bytes
	longestCopy = 256
)

// styles are how a button may look (Bot API documentation, InlineKeyboardButton).
var styles = []string{"", "danger", "success", "primary"}

// keyboards are what reply_markup asks for.
type keyboards struct {
	inline           [][]Button
	reply            [][]string
	force, selective bool // a reply
}

// readMarkup reads the parameter reply_markup.
func readMarkup(raw string) (keyboards, *spec.Error) {
	if raw == "" {
		return keyboards{}, nil
	}
	var whole map[string]json.RawMessage
	if json.Unmarshal([]byte(raw), &whole) != nil {
		if json.Valid([]byte(raw)) {
			return keyboards{}, spec.BadRequest("object expected as reply markup")
		}
		return keyboards{}, spec.BadRequest("can't parse reply keyboard markup JSON object")
	}
	k := keyboards{force: string(whole["force_reply"]) == "true", selective: string(whole["selective"]) == "true"}
	var refused *spec.Error
	if list, ok := whole["inline_keyboard"]; ok {
		k.inline, refused = inlineKeyboard(list)
	} else if list, ok := whole["keyboard"]; ok {
		k.reply, refused = replyKeyboard(list)
	}
	return k, refused
}

func replyKeyboard(list json.RawMessage) ([][]string, *spec.Error) {
	var rows [][]json.RawMessage
	if json.Unmarshal(list, &rows) != nil {
		return nil, spec.BadRequest("field \"keyboard\" of the ReplyKeyboardMarkup must be an Array of Arrays")
	}
	var all [][]string
	for _, row := range rows {
		var texts []string
		for _, raw := range row {
			var b struct {
				Text string `json:"text"`
			}
			if json.Unmarshal(raw, &b.Text) != nil && json.Unmarshal(raw, &b) != nil {
				return nil, spec.BadRequest("can't parse keyboard button: KeyboardButton must be a String or an Object")
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

func inlineKeyboard(list json.RawMessage) ([][]Button, *spec.Error) {
	var rows [][]json.RawMessage
	if json.Unmarshal(list, &rows) != nil {
		return nil, spec.BadRequest("field \"inline_keyboard\" of the InlineKeyboardMarkup must be an Array of Arrays")
	}
	var all [][]Button
	count := 0
	for _, row := range rows {
		var buttons []Button
		for _, raw := range row {
			if len(buttons) == widestRow || count == mostButtons {
				break
			}
			b, refused := readButton(raw)
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

func wrongButton(problem string, args ...any) *spec.Error {
	return spec.BadRequest("can't parse inline keyboard button: "+problem, args...)
}

func readButton(raw json.RawMessage) (Button, *spec.Error) {
	var f map[string]json.RawMessage
	if json.Unmarshal(raw, &f) != nil {
		return Button{}, wrongButton("InlineKeyboardButton must be an Object")
	}
	b := Button{raw: buttonOnWire(f)}
	for name, into := range map[string]*string{"text": &b.Text, "url": &b.URL, "callback_data": &b.Data, "style": &b.Style} {
		if v, ok := f[name]; ok && json.Unmarshal(v, into) != nil {
			return Button{}, wrongButton("Field \"%s\" must be of type String", name)
		}
	}
	if !slices.Contains(styles, b.Style) {
		return Button{}, wrongButton("invalid button style specified") // the sandbox's own words
	}
	return b, b.lead(f)
}

// lead finds out what the button does and checks it.
func (b *Button) lead(f map[string]json.RawMessage) *spec.Error {
	switch {
	case f["pay"] != nil: // present is enough (tdlib/telegram-bot-api, Client.cpp)
		b.Pay, b.URL, b.Data = true, "", ""
	case f["disabled"] != nil:
		b.Disabled, b.URL, b.Data = true, "", ""
	case b.URL != "":
		b.Data = ""
		if problem := markup.CheckURL(b.URL); problem != "" {
			return spec.BadRequest("inline keyboard button URL '%s' is invalid: %s", b.URL, problem)
		}
	case b.Data != "":
		if len(b.Data) > longestData {
			return spec.BadRequest("BUTTON_DATA_INVALID")
		}
	default:
		return b.leadElsewhere(f)
	}
	return nil
}

// leadElsewhere is lead for the kinds of buttons that are not texts.
func (b *Button) leadElsewhere(f map[string]json.RawMessage) *spec.Error {
	query := f["switch_inline_query"]
	if query == nil {
		query = f["switch_inline_query_current_chat"]
	}
	switch {
	case query != nil:
		b.Inline = new(string)
		if json.Unmarshal(query, b.Inline) != nil {
			return wrongButton("Field \"switch_inline_query\" must be of type String")
		}
	case f["copy_text"] != nil:
		var v struct {
			Text string `json:"text"`
		}
		if json.Unmarshal(f["copy_text"], &v) != nil || v.Text == "" || markup.Units(v.Text) > longestCopy {
			return spec.BadRequest("BUTTON_COPY_TEXT_INVALID")
		}
		b.Copy = v.Text
	case f["login_url"] != nil, f["web_app"] != nil, f["callback_game"] != nil, f["switch_inline_query_chosen_chat"] != nil:
	default:
		return spec.BadRequest(spec.TextButton)
	}
	return nil
}

// buttonOnWire is the button as answers have it: without what telebot adds.
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

// payButton is the one of an invoice without a keyboard.
func payButton() Button {
	return Button{Text: "Pay", Pay: true, raw: json.RawMessage(`{"text":"Pay","pay":true}`)}
}

// payButtons checks where Pay buttons are: an invoice has one, the first of the
// first row; other messages have none (Bot API documentation).
func payButtons(rows [][]Button, invoice bool) *spec.Error {
	for i, row := range rows {
		for j, b := range row {
			first := i == 0 && j == 0
			switch {
			case b.Pay && !invoice:
				return spec.BadRequest("BUTTON_TYPE_INVALID")
			case b.Pay && !first:
				return spec.BadRequest("BUTTON_POS_INVALID")
			case first && invoice && !b.Pay:
				return spec.BadRequest("REPLY_MARKUP_BUY_EMPTY")
			}
		}
	}
	return nil
}

// sameKeyboard reports whether two keyboards are equal to whoever sees them.
func sameKeyboard(a, b [][]Button) bool {
	return slices.EqualFunc(a, b, func(x, y []Button) bool {
		return slices.EqualFunc(x, y, func(p, q Button) bool { return string(p.raw) == string(q.raw) })
	})
}
