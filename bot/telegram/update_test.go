package telegram

import (
	"encoding/json"
	"testing"
)

func TestAnUpdateIsReadAsFarAsItCanBe(t *testing.T) {
	for raw, want := range map[string]struct {
		broken, money, refund bool
		id, chat              int64
	}{
		`{"update_id":5,"message":{"chat":{"id":7},"text":"hi"}}`:                                     {id: 5, chat: 7},
		`{"update_id":5,"message":{"chat":{"id":7},"text":{}}}`:                                       {broken: true, id: 5, chat: 7},
		`{"update_id":5,"message":{"chat":{"id":7},"successful_payment":{"total_amount":1}}}`:         {money: true, id: 5, chat: 7},
		`{"update_id":5,"message":{"chat":{"id":7},"successful_payment":null,"refunded_payment":{}}}`: {money: true, refund: true, id: 5, chat: 7},
		`{"update_id":5,"callback_query":{"from":{"id":8}}}`:                                          {id: 5, chat: 8},
		`{"update_id":5,"callback_query":{"from":{"id":8},"message":{"chat":{"id":-9}}}}`:             {id: 5, chat: -9},
		`{"update_id":5,"my_chat_member":{"chat":{"id":10}}}`:                                         {id: 5, chat: 10},
		`{"message":{"chat":{"id":7}}}`:                                                               {broken: true, chat: 7},
		`[]`:                                                                                          {broken: true},
	} {
		u, err := ReadUpdate(json.RawMessage(raw))
		chat, _ := u.Chat()
		_, refund, money := u.Money()
		if u.ID != want.id || chat != want.chat || u.Broken != want.broken || (err != nil) != want.broken || money != want.money || money && refund != want.refund {
			t.Errorf("%s: %+v, chat %d, money %t, refund %t, %v", raw, u, chat, money, refund, err)
		}
	}
}

func TestAmountsOfACheckoutAreWide(t *testing.T) {
	q, err := ReadPreCheckoutQuery(json.RawMessage(`{"id":"1","from":{"id":2},"currency":"JPY","total_amount":3000000000,"invoice_payload":"p"}`))
	if err != nil || q.Total != 3_000_000_000 {
		t.Errorf("%+v, %v", q, err)
	}
}
