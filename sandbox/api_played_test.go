package sandbox

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestMethodsThatAreNotPlayedSaySo(t *testing.T) {
	w := newWorld(t, Options{})
	w.refused("sendDice", map[string]any{"chat_id": 1001}, 501, "Not Implemented: the sandbox does not play sendDice")
	w.refused("sendDonkey", nil, 404, "Not Found: method not found")
	if all := w.Problems(); len(all) != 1 || all[0] != "sendDice: the sandbox does not play this method" {
		t.Errorf("%q", all)
	}
}

func TestHandlersAreMethods(t *testing.T) {
	w := newWorld(t, Options{})
	for name := range handlers {
		if _, refused := w.route("/bot" + w.Token() + "/" + name); refused != nil {
			t.Errorf("%s: %v", name, refused)
		}
		w.call(name, nil)
	}
	for _, problem := range w.Problems() {
		t.Error(problem)
	}
}

func TestEffectsAndStyles(t *testing.T) {
	w := newWorld(t, Options{})
	g := w.NewGroup("G", w.anna)
	r := w.call("sendMessage", map[string]any{"chat_id": 1001, "text": "x", "message_effect_id": "5046509860389126442"})
	if !r.OK || !strings.Contains(string(r.Result), `"effect_id":"5046509860389126442"`) {
		t.Errorf("%s %s", r.Result, r.Description)
	}
	w.refused("sendMessage", map[string]any{"chat_id": 1001, "text": "x", "message_effect_id": "1"}, 400, "Bad Request: EFFECT_ID_INVALID")
	w.refused("sendMessage", map[string]any{"chat_id": g.ID, "text": "x", "message_effect_id": "5046509860389126442"}, 400, "Bad Request: EFFECT_ID_INVALID")
	row := func(button map[string]any) map[string]any {
		return map[string]any{"chat_id": 1001, "text": "x", "reply_markup": map[string]any{"inline_keyboard": [][]any{{with(button, "text", "B")}}}}
	}
	w.must("sendMessage", row(map[string]any{"callback_data": "x", "style": "success"}), nil)
	w.must("sendMessage", row(map[string]any{"disabled": map[string]any{}}), nil)
	w.must("sendMessage", row(map[string]any{"copy_text": map[string]any{"text": "IBAN"}}), nil)
	w.refused("sendMessage", row(map[string]any{"callback_data": "x", "style": "pink"}), 400, "Bad Request: can't parse inline keyboard button: invalid button style specified")
	w.refused("sendMessage", row(map[string]any{"copy_text": map[string]any{"text": strings.Repeat("x", 257)}}), 400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
	all := w.anna.Chat().Messages()
	if b := all[len(all)-2].Keyboard[0][0]; !b.Disabled {
		t.Errorf("%+v", b)
	}
	if _, err := w.anna.Tap(t.Context(), all[len(all)-2], "B"); err != ErrNoButton {
		t.Errorf("a disabled button: %v", err)
	}
	if len(w.Problems()) > 0 {
		t.Errorf("%q", w.Problems())
	}
}

func TestPinning(t *testing.T) {
	w := newWorld(t, Options{})
	g := w.NewGroup("G", w.anna)
	w.must("sendMessage", map[string]any{"chat_id": g.ID, "text": "x"}, nil)
	w.refused("pinChatMessage", map[string]any{"chat_id": g.ID, "message_id": 1}, 400, "Bad Request: not enough rights to manage pinned messages in the chat")
	g.Promote()
	w.must("pinChatMessage", map[string]any{"chat_id": g.ID, "message_id": 1}, nil)
	if !g.Message(1).Pinned {
		t.Error("it is not pinned")
	}
	w.must("deleteMessages", map[string]any{"chat_id": g.ID, "message_ids": []int{1, 2}}, nil)
	if !g.Message(1).Deleted {
		t.Error("it is not deleted")
	}
}

// inlineBot answers each inline query with those results.
func (w *world) inlineBot(results ...map[string]any) {
	w.bot(func(u map[string]json.RawMessage) {
		if q := id(u, "inline_query"); q != "" {
			w.must("answerInlineQuery", map[string]any{"inline_query_id": q, "results": results, "button": map[string]any{"text": "Give", "start_parameter": "boat"}}, nil)
		}
	})
}

func TestInlineMode(t *testing.T) {
	w := newWorld(t, Options{})
	keyboard := map[string]any{"inline_keyboard": [][]any{{map[string]any{"text": "Go", "url": "https://a.org"}}}}
	w.inlineBot(
		map[string]any{"type": "article", "id": "a", "title": "Boat", "input_message_content": map[string]any{"message_text": "<b>Boat</b>", "parse_mode": "HTML"}, "reply_markup": keyboard},
		map[string]any{"type": "article", "id": "b", "title": "Bill", "input_message_content": map[string]any{
			"title": "T", "description": "D", "payload": "P", "provider_token": "1:TEST:2", "currency": "EUR", "prices": []Price{{"x", 500}}}},
	)
	ben := w.NewPerson("Ben", "", "en", "GB")
	g := w.NewGroup("G", w.anna, ben)
	answer, err := w.anna.Query(t.Context(), g, "boat")
	if err != nil || len(answer.Results) != 2 || answer.Results[0].Title != "Boat" || answer.ButtonStart != "boat" {
		t.Fatalf("%+v %v", answer, err)
	}
	m := w.anna.Choose(g, answer, "a")
	if m == nil || m.Text != "Boat" || !m.ViaBot || m.From.ID != w.anna.ID || m.InlineID == "" {
		t.Fatalf("%+v", m)
	}
	w.must("editMessageText", map[string]any{"inline_message_id": m.InlineID, "text": "Ship"}, nil)
	if now := g.Message(m.ID); now.Text != "Ship" || now.EditDate.IsZero() {
		t.Errorf("%+v", now)
	}
	if bill := w.anna.Choose(g, answer, "b"); bill.Invoice == nil || !bill.Keyboard[0][0].Pay {
		t.Errorf("%+v", bill)
	}
	if w.anna.Choose(g, answer, "c") != nil {
		t.Error("a result that is not there")
	}
}

func TestInlineAnswersAreChecked(t *testing.T) {
	w := newWorld(t, Options{})
	article := map[string]any{"type": "article", "id": "a", "title": "T", "input_message_content": map[string]any{"message_text": "x"}}
	many := make([]any, 51)
	for i := range many {
		many[i] = article
	}
	for _, c := range []struct {
		results any
		more    []any
		want    string
	}{
		{"[", nil, "can't parse JSON encoded inline query results"},
		{"{}", nil, "expected an Array of inline query results"},
		{[]any{article}, nil, "query is too old and response timeout expired or query ID is invalid"},
		{many, nil, "too many inline query results specified"},
		{[]any{article, article}, nil, "RESULT_ID_DUPLICATE"},
		{[]any{with(article, "id", strings.Repeat("é", 33))}, nil, "RESULT_ID_INVALID"},
		{[]any{with(article, "input_message_content", nil)}, nil, `can't parse inline query result: Can't find field "input_message_content"`},
		{[]any{}, []any{"next_offset", strings.Repeat("x", 65)}, "NEXT_OFFSET_INVALID"},
		{[]any{}, []any{"button", map[string]any{"text": "x"}}, "START_PARAM_EMPTY"},
		{[]any{}, []any{"button", map[string]any{"text": "x", "start_parameter": "a b"}}, "START_PARAM_INVALID"},
	} {
		w.refused("answerInlineQuery", with(map[string]any{"inline_query_id": "1", "results": c.results}, c.more...), 400, "Bad Request: "+c.want)
	}
}

func TestEphemeralMessages(t *testing.T) {
	w := newWorld(t, Options{})
	ben := w.NewPerson("Ben", "", "en", "GB")
	g := w.NewGroup("G", w.anna, ben)
	w.must("setMyCommands", map[string]any{"commands": []any{map[string]any{"command": "mine", "description": "x", "is_ephemeral": true}}}, nil)
	w.heard()
	whisper := func(to *Person, more ...any) map[string]any {
		return map[string]any{"chat_id": g.ID, "text": "for you", "ephemeral_message_parameters": with(map[string]any{"receiver_user_id": to.ID}, more...)}
	}
	w.refused("sendMessage", whisper(ben), 400, "Bad Request: CHAT_ADMIN_REQUIRED")
	asked := ben.Send(g, "/mine")
	w.hears(1, `"message_id":0`, `"ephemeral_message_id":1`, `"first_name":"Ben"`)
	params := with(whisper(ben), "reply_parameters", map[string]any{"ephemeral_message_id": asked.EphemeralID})
	var sent struct {
		ID        int64 `json:"message_id"`
		Ephemeral int64 `json:"ephemeral_message_id"`
		Receiver  User  `json:"receiver_user"`
	}
	w.must("sendMessage", params, &sent)
	if sent.ID != 0 || sent.Ephemeral == 0 || sent.Receiver.ID != ben.ID {
		t.Errorf("%+v", sent)
	}
	at := map[string]any{"chat_id": g.ID, "receiver_user_id": ben.ID, "ephemeral_message_id": sent.Ephemeral}
	w.must("editEphemeralMessageText", with(at, "text", "new"), nil)
	w.refused("editEphemeralMessageText", with(at, "text", strings.Repeat("x", 1025)), 400, "Bad Request: MEDIA_CAPTION_TOO_LONG")
	w.refused("editEphemeralMessageText", with(at, "receiver_user_id", 1001, "text", "new"), 400, "Bad Request: message to edit not found")
	w.must("deleteEphemeralMessage", at, nil)
	w.refused("deleteEphemeralMessage", at, 400, "Bad Request: message to delete not found")
	w.refused("sendMessage", with(whisper(ben), "ephemeral_message_parameters", map[string]any{"receiver_user_id": ben.ID, "callback_query_id": "1"}), 400, "Bad Request: "+
		"query is too old and response timeout expired or query ID is invalid")
	g.Promote()
	w.must("sendMessage", whisper(ben), nil)
	w.refused("sendMessage", whisper(w.NewPerson("C", "", "en", "GB")), 400, "Bad Request: USER_NOT_PARTICIPANT")
}

func TestATapIsAnsweredWithAWhisper(t *testing.T) {
	w := newWorld(t, Options{})
	g := w.NewGroup("G", w.anna)
	w.must("sendMessage", map[string]any{"chat_id": g.ID, "text": "x", "reply_markup": map[string]any{"inline_keyboard": [][]any{{map[string]any{"text": "Go", "callback_data": "g"}}}}}, nil)
	w.bot(func(u map[string]json.RawMessage) {
		if q := id(u, "callback_query"); q != "" {
			w.must("answerCallbackQuery", map[string]any{"callback_query_id": q}, nil)
			w.must("sendMessage", map[string]any{"chat_id": g.ID, "text": "y", "ephemeral_message_parameters": map[string]any{
				"receiver_user_id": 1001, "callback_query_id": q, "replace_callback_query_message": true}}, nil)
		}
	})
	if _, err := w.anna.Tap(t.Context(), g.Messages()[0], "Go"); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(5 * time.Second); len(g.Messages()) < 2 && time.Now().Before(deadline); time.Sleep(time.Millisecond) {
	}
	if all := g.Messages(); len(all) != 2 || all[1].Receiver != w.anna || !all[0].Deleted {
		t.Errorf("%+v", all)
	}
}

func TestSubscriptions(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	w := newWorld(t, Options{Now: func() time.Time { return now }})
	w.cashier("")
	var link string
	params := map[string]any{"title": "Monthly", "description": "D", "payload": "M", "currency": "XTR", "prices": []Price{{"x", 50}}, "subscription_period": 2592000}
	w.must("createInvoiceLink", params, &link)
	for period, want := range map[int]string{86400: "SUBSCRIPTION_PERIOD_INVALID"} {
		w.refused("createInvoiceLink", with(params, "subscription_period", period), 400, "Bad Request: "+want)
	}
	r, err := w.anna.PayLink(t.Context(), link, Payment{})
	if err != nil || !r.First || !r.Until.Equal(now.Add(30*24*time.Hour)) {
		t.Fatalf("%+v %v", r, err)
	}
	monthly := w.anna.Subscriptions()[0]
	next, err := monthly.Renew()
	if err != nil || next.ID == r.ID || next.First || next.Payload != "M" || !next.Until.Equal(now.Add(60*24*time.Hour)) {
		t.Fatalf("%+v %v", next, err)
	}
	var balance struct{ Amount int64 }
	w.must("getMyStarBalance", nil, &balance)
	if balance.Amount != 100 {
		t.Errorf("balance %d", balance.Amount)
	}
	mine := map[string]any{"user_id": 1001, "telegram_payment_charge_id": r.ID, "is_canceled": true}
	w.must("editUserStarSubscription", mine, nil)
	if _, err := monthly.Renew(); err != ErrEnded || !monthly.Canceled() {
		t.Errorf("%v", err)
	}
	w.must("editUserStarSubscription", with(mine, "is_canceled", false), nil)
	w.refused("editUserStarSubscription", with(mine, "telegram_payment_charge_id", "x"), 400, "Bad Request: CHARGE_NOT_FOUND")
	if _, err := monthly.Renew(); err != nil {
		t.Error(err)
	}
	w.must("refundStarPayment", map[string]any{"user_id": 1001, "telegram_payment_charge_id": next.ID}, nil)
	w.must("getMyStarBalance", nil, &balance)
	if balance.Amount != 100 {
		t.Errorf("balance %d after a refund", balance.Amount)
	}
}

func TestSubscriptionsAreTold(t *testing.T) {
	w := newWorld(t, Options{})
	w.mu.Lock()
	w.anna.take(&Charge{Person: 1001, Amount: 50, Currency: "XTR", Payload: "M", period: subscriptionPeriod}, 0)
	w.mu.Unlock()
	w.hears(2, `"is_recurring":true`, `"is_first_recurring":true`, `"subscription_expiration_date":`)
	monthly := w.anna.Subscriptions()[0]
	for _, c := range []struct {
		act  func()
		want string
	}{
		{monthly.FailRenewal, "failed"}, {monthly.Cancel, "canceled"}, {monthly.Resume, "active"},
	} {
		c.act()
		w.hears(1, `"subscription":{`, `"invoice_payload":"M"`, `"state":"`+c.want+`"`)
	}
	monthly.Resume()
	w.hears(0)
}
