package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox/spec"
)

// bot answers updates until the test ends; the function sees each of them.
func (w *world) bot(answer func(u map[string]json.RawMessage)) {
	ctx, cancel := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Add(1)
	go func() {
		defer done.Done()
		offset := int64(0)
		for ctx.Err() == nil {
			var list []map[string]json.RawMessage
			r := w.call("getUpdates", map[string]any{"offset": offset, "timeout": 1})
			if !r.OK || json.Unmarshal(r.Result, &list) != nil {
				return
			}
			for _, u := range list {
				var id int64
				if json.Unmarshal(u["update_id"], &id) == nil {
					offset = id + 1
				}
				answer(u)
			}
		}
	}()
	w.t.Cleanup(func() { cancel(); w.Close(); done.Wait() })
}

// id is the one of a query in an update, "" if it has none of that kind.
func id(u map[string]json.RawMessage, kind string) string {
	var v struct{ ID string }
	if u[kind] == nil || json.Unmarshal(u[kind], &v) != nil {
		return ""
	}
	return v.ID
}

func (w *world) invoice(more ...any) *Message {
	w.t.Helper()
	var m struct {
		ID int64 `json:"message_id"`
	}
	w.must("sendInvoice", with(map[string]any{
		"chat_id": 1001, "title": "Gift", "description": "D", "payload": "P", "provider_token": "1:TEST:2", "currency": "EUR",
		"prices": []Price{{"Gift", 500}}, "max_tip_amount": 1000,
	}, more...), &m)
	return w.anna.Chat().Message(m.ID)
}

func TestTap(t *testing.T) {
	w := newWorld(t, Options{})
	w.must("sendMessage", map[string]any{"chat_id": 1001, "text": "a", "reply_markup": `{"inline_keyboard":[[{"text":"Yes","callback_data":"y"},{"text":"Site","url":"https://a.org"}]]}`}, nil)
	m := w.anna.Chat().Messages()[1]
	w.bot(func(u map[string]json.RawMessage) {
		if q := id(u, "callback_query"); q != "" && strings.Contains(string(u["callback_query"]), `"data":"y"`) {
			w.must("answerCallbackQuery", map[string]any{"callback_query_id": q, "text": "done", "show_alert": true}, nil)
			w.refused("answerCallbackQuery", map[string]any{"callback_query_id": q}, 400, "Bad Request: "+spec.LateQuery)
		}
	})
	if a, err := w.anna.Tap(t.Context(), m, "Yes"); err != nil || a.Text != "done" || !a.Alert {
		t.Errorf("%+v %v", a, err)
	}
	if a, err := w.anna.Tap(t.Context(), m, "Site"); err != nil || a.URL != "https://a.org" {
		t.Errorf("%+v %v", a, err)
	}
	if _, err := w.anna.Tap(t.Context(), m, "No"); err != ErrNoButton {
		t.Errorf("%v", err)
	}
}

func TestDeepLinks(t *testing.T) {
	w := newWorld(t, Options{})
	w.heard()
	for _, parameter := range []string{strings.Repeat("x", 65), "a b", "é", "a.b", "a/b", "x\n"} {
		if w.anna.Start(parameter) != nil {
			t.Errorf("%q was taken", parameter)
		}
		w.hears(0)
	}
	for _, parameter := range []string{strings.Repeat("x", 64), "A-z_9", ""} {
		w.anna.Start(parameter)
		w.hears(1, `"text":"`+strings.TrimSpace("/start "+parameter)+`"`)
	}
}

// cashier approves all checkouts, or refuses those with that payload.
func (w *world) cashier(refuse string) {
	w.bot(func(u map[string]json.RawMessage) {
		if q := id(u, "pre_checkout_query"); q != "" {
			params := map[string]any{"pre_checkout_query_id": q, "ok": true}
			if refuse != "" && strings.Contains(string(u["pre_checkout_query"]), refuse) {
				params = map[string]any{"pre_checkout_query_id": q, "ok": false, "error_message": "closed"}
			}
			w.must("answerPreCheckoutQuery", params, nil)
		}
		if q := id(u, "shipping_query"); q != "" {
			w.must("answerShippingQuery", map[string]any{"shipping_query_id": q, "ok": true, "shipping_options": []ShippingOption{
				{"slow", "Slow", []Price{{"Post", 100}}}, {"fast", "Fast", []Price{{"Post", 300}}}}}, nil)
		}
	})
}

func TestPay(t *testing.T) {
	w := newWorld(t, Options{})
	w.cashier("refuse me")
	once := w.invoice("start_parameter", "gift", "need_email", true)
	r, err := w.anna.Pay(t.Context(), once, Payment{Tip: 50, Email: "a@a.org"})
	if err != nil || r.Amount != 550 || r.Tip != 50 || r.Payload != "P" || r.Order.Email != "a@a.org" || r.Message.Payment == nil {
		t.Fatalf("%+v %v", r, err)
	}
	many := w.invoice("is_flexible", true)
	if r, err := w.anna.Pay(t.Context(), many, Payment{Option: "fast"}); err != nil || r.Amount != 800 || r.Option != "fast" || r.Order.Address.Country != "DE" {
		t.Errorf("%+v %v", r, err)
	}
	for _, c := range []struct {
		m    *Message
		pay  Payment
		want error
	}{
		{once, Payment{}, ErrPaid},
		{many, Payment{Card: CardDeclined}, ErrDeclined},
		{many, Payment{Card: CardAbandoned}, ErrAbandoned},
		{many, Payment{Tip: 1001}, ErrWrongPayment},
		{many, Payment{Option: "none"}, ErrWrongPayment},
		{r.Message, Payment{}, ErrNotPayable},
		{w.anna.Forward(w.invoice("start_parameter", "x"), w.anna.Chat()), Payment{}, ErrNotPayable},
	} {
		if _, err := w.anna.Pay(t.Context(), c.m, c.pay); err != c.want {
			t.Errorf("%+v: %v", c.pay, err)
		}
	}
	var refused *Refused
	if _, err := w.anna.Pay(t.Context(), w.invoice("payload", "refuse me"), Payment{}); !errors.As(err, &refused) || refused.Text != "closed" {
		t.Errorf("%v", err)
	}
	if _, err := w.anna.Pay(t.Context(), w.anna.Forward(many, w.anna.Chat()), Payment{}); err != nil {
		t.Errorf("an invoice for many can be paid where it was forwarded: %v", err)
	}
	if all := w.Charges(); len(all) != 3 || all[0].ID != r.ID || all[1].Amount != 800 {
		t.Errorf("%+v", all)
	}
}

func TestASlowBotLosesThePayment(t *testing.T) {
	w := newWorld(t, Options{CheckoutLimit: 10 * time.Millisecond})
	if _, err := w.anna.Pay(t.Context(), w.invoice(), Payment{}); err != ErrTimeout {
		t.Errorf("%v", err)
	}
	if len(w.Charges()) > 0 {
		t.Error("money was taken")
	}
}

func TestStarsAreRefunded(t *testing.T) {
	w := newWorld(t, Options{})
	w.cashier("")
	r, err := w.anna.Pay(t.Context(), w.invoice("currency", "XTR", "provider_token", "", "max_tip_amount", nil), Payment{})
	if err != nil {
		t.Fatal(err)
	}
	params := map[string]any{"user_id": 1001, "telegram_payment_charge_id": r.ID}
	w.must("refundStarPayment", params, nil)
	w.refused("refundStarPayment", params, 400, "Bad Request: CHARGE_ALREADY_REFUNDED")
	if err := w.RefundStars(r.ID); err == nil {
		t.Error("refunded twice")
	}
	var account struct{ Transactions []struct{ ID string } }
	w.must("getStarTransactions", nil, &account)
	if len(account.Transactions) != 2 || account.Transactions[1].ID != r.ID || !w.Charges()[0].Refunded {
		t.Errorf("%+v", account)
	}
	var page struct{ Transactions []map[string]json.RawMessage }
	w.must("getStarTransactions", map[string]any{"offset": 1, "limit": 1}, &page)
	if len(page.Transactions) != 1 || page.Transactions[0]["receiver"] == nil || page.Transactions[0]["source"] != nil {
		t.Errorf("%s", page)
	}
	w.must("getStarTransactions", map[string]any{"offset": 2}, &page)
	if len(page.Transactions) != 0 {
		t.Errorf("after the end: %s", page)
	}
	w.refused("refundStarPayment", with(params, "user_id", 5), 400, "Bad Request: USER_ID_INVALID")
	w.refused("refundStarPayment", map[string]any{"user_id": 1001}, 400, "Bad Request: parameter \"telegram_payment_charge_id\" is required")
}

func TestGroupsArePrivate(t *testing.T) {
	w := newWorld(t, Options{})
	g := w.NewGroup("G", w.anna)
	w.poll(map[string]any{"offset": -1})
	before := w.Pending()
	w.anna.Send(g, "just talking")
	w.anna.Send(g, "/donate@SomeOtherBot")
	w.anna.Send(g, "say /donate")
	if n := w.Pending(); n != before {
		t.Errorf("the bot heard %d", n-before)
	}
	w.anna.Send(g, "/donate@donationsandboxbot 5")
	w.must("sendMessage", map[string]any{"chat_id": g.ID, "text": "a"}, nil)
	w.anna.Reply(g.Messages()[4], "thanks")
	if n := w.Pending(); n != before+2 {
		t.Errorf("the bot heard %d", n-before)
	}
}

func TestCommandsByScopeAndLanguage(t *testing.T) {
	w := newWorld(t, Options{})
	set := func(name string, more ...any) {
		w.must("setMyCommands", with(map[string]any{"commands": []Command{{Command: name, Description: "x"}}}, more...), nil)
	}
	seen := func() string { return w.Commands(w.anna.Chat(), w.anna)[0].Command }
	set("a")
	set("b", "language_code", "de")
	if seen() != "b" {
		t.Error("language first")
	}
	set("c", "scope", `{"type":"all_private_chats"}`)
	if seen() != "c" {
		t.Error("scope before language")
	}
	set("d", "scope", map[string]any{"type": "chat", "chat_id": 1001})
	if seen() != "d" {
		t.Error("narrowest scope first")
	}
}

func TestThousandsAtOnce(t *testing.T) {
	w := newWorld(t, Options{})
	w.cashier("")
	const people = 50
	var all sync.WaitGroup
	for range people {
		all.Go(func() {
			p := w.NewPerson("P", "", "en", "GB")
			p.Start("")
			var m struct {
				ID int64 `json:"message_id"`
			}
			w.must("sendInvoice", map[string]any{"chat_id": p.ID, "title": "T", "description": "D", "payload": "P", "provider_token": "1:TEST:2", "currency": "EUR", "prices": []Price{{"x", 500}}}, &m)
			if _, err := p.Pay(t.Context(), p.Chat().Message(m.ID), Payment{}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(w.Charges()); n != people {
		t.Errorf("%d charges", n)
	}
}
