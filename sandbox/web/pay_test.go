package web

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/sandbox"
)

// flexible sends an invoice that needs an address and a way of delivery.
func (b *browser) flexible(p *sandbox.Person) map[string]any {
	b.t.Helper()
	b.api("sendInvoice", map[string]any{
		"chat_id": p.ID, "title": "T", "description": "D", "payload": "p", "provider_token": "1:TEST:x", "currency": "EUR", "is_flexible": true, "need_email": true,
		"prices": []any{map[string]any{"label": "L", "amount": 500}}, "max_tip_amount": 100, "start_parameter": "s",
	})
	all := p.Chat().Messages()
	return map[string]any{"person": p.ID, "chat": p.ID, "message": all[len(all)-1].ID, "email": "a@example.org", "address": sandbox.Address{Country: "FR", City: "Lille", Line1: "1 rue", PostalCode: "59000"}}
}

// answer lets the bot answer the next update of that kind.
func (b *browser) answer(kind, method string, params map[string]any) {
	events, stop := b.s.Watch()
	go func() {
		defer stop()
		for e := range events {
			if e.Kind != "update" || updateKind(e.Update) != kind {
				continue
			}
			var u map[string]struct{ ID string }
			json.Unmarshal(e.Update, &u) //nolint:errcheck // update_id is no object
			params[kind+"_id"] = u[kind].ID
			b.api(method, params)
			return
		}
	}()
}

func TestPagePays(t *testing.T) {
	b := newBrowser(t, nil)
	p := b.s.NewPerson("Ada", "", "en", "FR")
	p.Start("")
	in := b.flexible(p)

	if _, kind := b.post("pay", in); kind != "wrong" {
		t.Errorf("paid without a way of delivery: %s", kind)
	}
	if _, kind := b.post("shipping", in); kind != "timeout" {
		t.Errorf("a bot that is silent about delivery: %s", kind)
	}
	b.answer("shipping_query", "answerShippingQuery", map[string]any{"ok": false, "error_message": "not there"})
	if result, kind := b.post("shipping", in); kind != "refused" || !strings.Contains(string(result), "not there") {
		t.Errorf("a bot that refuses delivery: %s", result)
	}
	b.answer("shipping_query", "answerShippingQuery", map[string]any{"ok": true, "shipping_options": []any{map[string]any{"id": "post", "title": "Post", "prices": []any{map[string]any{"label": "Stamp", "amount": 90}}}}})
	if result, kind := b.post("shipping", in); kind != "" || !strings.Contains(string(result), "Stamp") {
		t.Fatalf("delivery: %s", result)
	}
	in["option"], in["tip"] = "post", 101
	if _, kind := b.post("pay", in); kind != "wrong" {
		t.Errorf("a tip that is too large: %s", kind)
	}
	in["tip"] = 100
	for card, want := range map[string]string{"abandoned": "abandoned", "good": "timeout"} {
		in["card"] = card
		if _, kind := b.post("pay", in); kind != want {
			t.Errorf("card %s: %s, want %s", card, kind, want)
		}
	}
	in["card"] = "declined"
	b.answer("pre_checkout_query", "answerPreCheckoutQuery", map[string]any{"ok": true})
	if _, kind := b.post("pay", in); kind != "declined" {
		t.Errorf("a card that is declined: %s", kind)
	}
	if len(b.s.Charges()) > 0 {
		t.Fatal("money was taken")
	}
	in["card"] = "good"
	b.answer("pre_checkout_query", "answerPreCheckoutQuery", map[string]any{"ok": true})
	if result, kind := b.post("pay", in); kind != "" {
		t.Fatalf("pay: %s", result)
	}
	c := b.s.Charges()
	if len(c) != 1 || c[0].Amount != 690 || c[0].Tip != 100 || c[0].Option != "post" || c[0].Order.Email != "a@example.org" || c[0].Order.Address.City != "Lille" {
		t.Errorf("charged: %+v", c)
	}
	if _, kind := b.post("pay", in); kind != "paid" {
		t.Errorf("paid twice: %s", kind)
	}
	if sheet, kind := b.post("sheet", in); kind != "" || !strings.Contains(string(sheet), `"amount":690`) {
		t.Errorf("receipt: %s", sheet)
	}
}
