package sandbox

import (
	"strings"
	"testing"

	"github.com/donatebot/donatebot/sandbox/spec"
)

func TestSendingIsStrict(t *testing.T) {
	w := newWorld(t, Options{})
	ok := map[string]any{"chat_id": 1001, "text": "hello"}
	markup := func(buttons ...any) map[string]any {
		return map[string]any{"inline_keyboard": []any{buttons}}
	}
	stranger := w.NewPerson("Stranger", "", "en", "GB")
	member := w.NewPerson("Member", "", "en", "GB")
	w.NewGroup("Group", member)
	blocker := w.NewPerson("Blocker", "", "en", "GB")
	blocker.Start("")
	blocker.Block()
	gone := w.NewPerson("Gone", "", "en", "GB")
	gone.Start("")
	gone.Deactivate()
	kicked := w.NewGroup("Kicked", member)
	kicked.Kick()
	type object = map[string]any
	for _, c := range []struct {
		name  string
		value any
		code  int
		want  string
	}{
		{"text", nil, 400, "Bad Request: message text is empty"},
		{"text", "  \n", 400, "Bad Request: text must be non-empty"},
		{"text", strings.Repeat("a", 4097), 400, "Bad Request: message is too long"},
		{"chat_id", nil, 400, "Bad Request: chat_id is empty"},
		{"chat_id", 5, 400, "Bad Request: chat not found"},
		{"chat_id", "@nobody", 400, "Bad Request: chat not found"},
		{"chat_id", stranger.ID, 400, "Bad Request: chat not found"},
		{"chat_id", member.ID, 403, "Forbidden: bot can't initiate conversation with a user"},
		{"chat_id", blocker.ID, 403, "Forbidden: bot was blocked by the user"},
		{"chat_id", gone.ID, 403, "Forbidden: user is deactivated"},
		{"chat_id", kicked.ID, 403, "Forbidden: bot was kicked from the supergroup chat"},
		{"chat_id", w.Me().ID, 403, "Forbidden: the bot can't send messages to the bot"},
		{"parse_mode", "BBCode", 400, "Bad Request: unsupported parse_mode"},
		{"reply_to_message_id", 999, 400, "Bad Request: message to be replied not found"},
		{"reply_markup", "{", 400, "Bad Request: can't parse reply keyboard markup JSON object"},
		{"reply_markup", "[]", 400, "Bad Request: object expected as reply markup"},
		{"reply_markup", markup(object{"text": "a"}), 400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"reply_markup", markup(object{"text": "a", "callback_data": ""}), 400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"reply_markup", markup(object{"text": "a", "callback_data": strings.Repeat("x", 65)}), 400, "Bad Request: BUTTON_DATA_INVALID"},
		{"reply_markup", markup(object{"text": "a", "url": "localhost"}), 400, "Bad Request: inline keyboard button URL 'localhost' is invalid: Wrong HTTP URL"},
		{"reply_markup", markup(object{"text": "a", "url": "ftp://a.org"}), 400, "Bad Request: inline keyboard button URL 'ftp://a.org' is invalid: Unsupported URL protocol"},
		{"reply_markup", markup(object{"text": "a", "url": "http:///x"}), 400, "Bad Request: inline keyboard button URL 'http:///x' is invalid: URL host is empty"},
		{"reply_markup", markup(object{"text": "a", "pay": true}), 400, "Bad Request: BUTTON_TYPE_INVALID"},
	} {
		w.refused("sendMessage", with(ok, c.name, c.value), c.code, c.want)
	}
	w.must("sendMessage", with(ok, "reply_markup", markup(
		object{"text": "a", "callback_data": strings.Repeat("x", 64), "unique": "t"}, object{"text": "b", "url": "t.me/x"},
		object{"text": "c", "switch_inline_query": ""}, object{"text": "d", "copy_text": object{"text": "x"}}, object{"text": "", "url": "a.org"})), nil)
	w.must("sendMessage", with(ok, "text", strings.Repeat("ä", 4096)), nil)
}

func TestInvoicesAreStrict(t *testing.T) {
	w := newWorld(t, Options{})
	type object = map[string]any
	prices := func(amounts ...any) []object {
		var list []object
		for _, a := range amounts {
			list = append(list, object{"label": "x", "amount": a})
		}
		return list
	}
	ok := object{"chat_id": 1001, "title": "T", "description": "D", "payload": "P", "provider_token": "1:TEST:2", "currency": "EUR", "prices": prices(500)}
	w.must("sendInvoice", ok, nil)
	w.must("sendInvoice", with(ok, "prices", prices("600", -100)), nil)
	w.must("sendInvoice", with(ok, "currency", "XTR", "provider_token", "", "is_flexible", true, "prices", prices(5)), nil)
	for _, c := range []struct {
		change []any
		want   string
	}{
		{[]any{"title", nil}, `parameter "title" is required`},
		{[]any{"title", "", "payload", ""}, `parameter "title" is required`},
		{[]any{"description", ""}, `parameter "description" is required`},
		{[]any{"payload", ""}, `parameter "payload" is required`},
		{[]any{"currency", ""}, `parameter "currency" is required`},
		{[]any{"prices", nil}, `parameter "prices" is required`},
		{[]any{"prices", "{"}, "can't parse prices JSON object"},
		{[]any{"prices", "{}"}, "expected an Array of labeled prices"},
		{[]any{"prices", "[]"}, "there must be at least one price"},
		{[]any{"prices", "[1]"}, "can't parse labeled price: LabeledPrice must be an Object"},
		{[]any{"prices", `[{"amount":1}]`}, "can't parse labeled price: LabeledPrice label must be non-empty"},
		{[]any{"prices", `[{"label":"x"}]`}, `can't parse labeled price: Can't find field "amount"`},
		{[]any{"prices", prices(true)}, `can't parse labeled price: Field "amount" must be a Number`},
		{[]any{"prices", prices(1.5)}, `can't parse labeled price: Field "amount" must be a valid Number`},
		{[]any{"prices", prices(1000000000000)}, "too big amount of the currency specified"},
		{[]any{"prices", prices(999999999999, 999999999999)}, "total price is too big"},
		{[]any{"prices", prices(5, -5)}, "total price must be positive"},
		{[]any{"prices", prices(-999999999999, -999999999999)}, "total price must be positive"},
		{[]any{"prices", prices(999999999999, 999999999999, -999999999999)}, "CURRENCY_TOTAL_AMOUNT_INVALID"},
		{[]any{"currency", "XTR", "provider_token", "", "subscription_period", 2592000}, "SUBSCRIPTION_EXPORT_MISSING"},
		{[]any{"max_tip_amount", "x"}, `can't parse "max_tip_amount" as Number`},
		{[]any{"max_tip_amount", -1}, "invalid max_tip_amount of the currency specified"},
		{[]any{"suggested_tip_amounts", "{"}, "can't parse suggested_tip_amounts JSON object"},
		{[]any{"suggested_tip_amounts", "{}"}, "expected an Array of suggested tip amounts"},
		{[]any{"suggested_tip_amounts", "[true]"}, "suggested tip amount must be of type Number or String"},
		{[]any{"suggested_tip_amounts", "[1.5]"}, "can't parse suggested tip amount as Number"},
		{[]any{"max_tip_amount", 9, "suggested_tip_amounts", "[0]"}, "suggested tip amount must be positive"},
		{[]any{"max_tip_amount", 9, "suggested_tip_amounts", "[10]"}, "suggested tip amount can't be bigger than max_tip_amount"},
		{[]any{"max_tip_amount", 9, "suggested_tip_amounts", "[1,2,3,4,5]"}, "there can be at most 4 suggested tip amounts"},
		{[]any{"max_tip_amount", 9, "suggested_tip_amounts", "[2,2]"}, "SUGGESTED_TIP_AMOUNTS_INVALID"},
		{[]any{"provider_token", "wrong"}, "PAYMENT_PROVIDER_INVALID"},
		{[]any{"provider_token", nil}, "PAYMENT_PROVIDER_INVALID"},
		{[]any{"currency", "EUX"}, "CURRENCY_INVALID"},
		{[]any{"prices", prices(1)}, "CURRENCY_TOTAL_AMOUNT_INVALID"},
		{[]any{"prices", prices(100_000_000)}, "CURRENCY_TOTAL_AMOUNT_INVALID"},
		{[]any{"payload", strings.Repeat("x", 129)}, "INVOICE_PAYLOAD_INVALID"},
		{[]any{"title", strings.Repeat("ä", 33)}, wrongInvoice},
		{[]any{"description", strings.Repeat("x", 256)}, wrongInvoice},
		{[]any{"start_parameter", "a b"}, "START_PARAM_INVALID"},
		{[]any{"currency", "XTR"}, "STARS_INVOICE_INVALID"},
		{[]any{"currency", "XTR", "provider_token", "", "prices", prices(1, 2)}, "STARS_INVOICE_INVALID"},
		{[]any{"currency", "XTR", "provider_token", "", "max_tip_amount", 1}, "STARS_INVOICE_INVALID"},
		{[]any{"chat_id", 7}, "chat not found"},
		{[]any{"reply_markup", object{"inline_keyboard": []any{[]any{object{"text": "a", "callback_data": "b"}}}}}, "REPLY_MARKUP_BUY_EMPTY"},
		{[]any{"reply_markup", object{"inline_keyboard": []any{[]any{object{"text": "a", "pay": true}, object{"text": "b", "pay": true}}}}}, "BUTTON_POS_INVALID"},
	} {
		w.refused("sendInvoice", with(ok, c.change...), 400, "Bad Request: "+c.want)
	}
}

func TestALinkHasNoStartParameter(t *testing.T) {
	w := newWorld(t, Options{})
	w.must("createInvoiceLink", map[string]any{"title": "T", "description": "D", "payload": "P", "provider_token": "1:TEST:2", "currency": "EUR",
		"prices": []Price{{"x", 500}}, "start_parameter": "a b"}, nil)
	if all := w.Problems(); len(all) != 1 || all[0] != `createInvoiceLink: unknown parameter "start_parameter"` {
		t.Errorf("%q", all)
	}
}

func TestEditingIsStrict(t *testing.T) {
	w := newWorld(t, Options{})
	type object = map[string]any
	sent := func(method string, params object) int64 {
		var m struct {
			ID int64 `json:"message_id"`
		}
		w.must(method, with(params, "chat_id", 1001), &m)
		return m.ID
	}
	words := sent("sendMessage", object{"text": "<b>a</b>", "parse_mode": "HTML"})
	photo := sent("sendPhoto", object{"photo": "https://a.org/p.png", "caption": "c"})
	at := func(id int64, more ...any) object { return with(object{"chat_id": 1001, "message_id": id}, more...) }
	for _, c := range []struct {
		method string
		params object
		want   string
	}{
		{"editMessageText", at(words, "text", "<strong>a</strong>", "parse_mode", "HTML"), spec.NotModified},
		{"editMessageText", at(photo, "text", "b"), "there is no text in the message to edit"},
		{"editMessageCaption", at(words, "caption", "b"), "there is no caption in the message to edit"},
		{"editMessageCaption", at(photo, "caption", "c"), spec.NotModified},
		{"editMessageCaption", at(photo, "caption", strings.Repeat("x", 1025)), "message caption is too long"},
		{"editMessageReplyMarkup", at(words), spec.NotModified},
		{"editMessageMedia", at(photo, "media", object{"type": "photo", "media": "https://a.org/p.png", "caption": "c"}), spec.NotModified},
		{"editMessageMedia", at(photo, "media", object{"type": "photo", "media": "attach://x"}), "wrong file identifier/HTTP URL specified"},
		{"editMessageText", at(999, "text", "b"), "message to edit not found"},
		{"editMessageText", at(1, "text", "b"), "message can't be edited"},
		{"editMessageText", at(0, "text", "b"), "message identifier is not specified"},
		{"deleteMessage", at(999), "message to delete not found"},
		{"sendPhoto", object{"chat_id": 1001}, "there is no photo in the request"},
		{"sendDocument", object{"chat_id": 1001, "document": "nonsense"}, "wrong file identifier/HTTP URL specified"},
	} {
		w.refused(c.method, c.params, 400, "Bad Request: "+c.want)
	}
	w.must("editMessageText", at(words, "text", "a"), nil)
	w.must("editMessageCaption", at(photo, "caption", ""), nil)
	w.must("deleteMessage", at(words), nil)
	w.refused("editMessageText", at(words, "text", "b"), 400, "Bad Request: message to edit not found")
	if m := w.anna.Chat().Message(words); !m.Deleted || m.Text != "a" {
		t.Errorf("%+v", m)
	}
}

func TestLateAnswers(t *testing.T) {
	w := newWorld(t, Options{})
	for method, params := range map[string]map[string]any{
		"answerCallbackQuery":    {"callback_query_id": "1"},
		"answerPreCheckoutQuery": {"pre_checkout_query_id": "1", "ok": true},
		"answerShippingQuery":    {"shipping_query_id": "1", "ok": false, "error_message": "no"},
	} {
		w.refused(method, params, 400, "Bad Request: "+spec.LateQuery)
	}
	w.refused("answerPreCheckoutQuery", map[string]any{"pre_checkout_query_id": "1", "ok": false}, 400, `Bad Request: parameter "error_message" is required`)
	w.refused("setMyCommands", map[string]any{"commands": []any{}, "language_code": "pt-br"}, 400, "Bad Request: invalid language code specified")
	one := []any{map[string]any{"command": "a", "description": "x"}}
	for scope, want := range map[string]string{
		`{"type":"chat","chat_id":424242}`: "chat not found", `{"type":"chat_administrators","chat_id":1001}`: "can't use specified scope in private chats",
		`{"type":"chat_member","chat_id":"@nobody","user_id":1}`: "chat not found", `{"type":"chat"}`: "chat_id is empty",
	} {
		w.refused("setMyCommands", map[string]any{"commands": one, "scope": scope}, 400, "Bad Request: "+want)
		w.refused("getMyCommands", map[string]any{"scope": scope}, 400, "Bad Request: "+want)
	}
	w.refused("setMyCommands", map[string]any{"commands": []any{map[string]any{"command": "Ä", "description": "x"}}}, 400, "Bad Request: BOT_COMMAND_INVALID")
}
