package sandboxtest

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox"
)

// echo is a bot that says back what it hears, sells for "/buy", and approves.
type echo struct {
	w    *World
	stop context.CancelFunc
	done sync.WaitGroup
}

func startEcho(t *testing.T, w *World) {
	ctx, stop := context.WithCancel(context.Background())
	e := &echo{w: w, stop: stop}
	e.done.Add(1)
	go e.run(ctx)
	t.Cleanup(func() { stop(); w.Close(); e.done.Wait() })
}

func (e *echo) ask(method string, params map[string]any, into any) bool {
	body, err := json.Marshal(params)
	if err != nil {
		return false
	}
	resp, err := http.Post(e.w.URL+"/bot"+e.w.Token()+"/"+method, "application/json", strings.NewReader(string(body)))
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	answer := struct {
		OK     bool
		Result any
	}{Result: into}
	return json.NewDecoder(resp.Body).Decode(&answer) == nil && answer.OK
}

type heard struct {
	ID      int64 `json:"update_id"`
	Message *struct {
		Text string
		Chat struct{ ID int64 }
	}
	Callback *struct {
		ID      string
		Message struct {
			ID   int64 `json:"message_id"`
			Chat struct{ ID int64 }
		}
	} `json:"callback_query"`
	Checkout *struct{ ID string } `json:"pre_checkout_query"`
}

func (e *echo) run(ctx context.Context) {
	defer e.done.Done()
	offset := int64(0)
	for ctx.Err() == nil {
		var list []heard
		if !e.ask("getUpdates", map[string]any{"offset": offset, "timeout": 5}, &list) {
			return
		}
		for _, u := range list {
			offset = u.ID + 1
			e.answer(u)
		}
	}
}

func (e *echo) answer(u heard) {
	switch {
	case u.Message != nil && u.Message.Text == "/buy":
		e.ask("sendInvoice", map[string]any{
			"chat_id": u.Message.Chat.ID, "title": "Gift", "description": "D", "payload": "P", "provider_token": "1:TEST:2",
			"currency": "EUR", "prices": []sandbox.Price{{Label: "Gift", Amount: 500}}, "start_parameter": "gift",
		}, nil)
	case u.Message != nil && u.Message.Text != "":
		e.ask("sendMessage", map[string]any{"chat_id": u.Message.Chat.ID, "text": "you said " + u.Message.Text, "reply_markup": map[string]any{
			"inline_keyboard": []any{[]any{map[string]any{"text": "Shout it", "callback_data": "shout"}}}}}, nil)
	case u.Callback != nil:
		e.ask("editMessageText", map[string]any{"chat_id": u.Callback.Message.Chat.ID, "message_id": u.Callback.Message.ID, "text": "LOUD"}, nil)
		e.ask("answerCallbackQuery", map[string]any{"callback_query_id": u.Callback.ID, "text": "shouted"}, nil)
	case u.Checkout != nil:
		e.ask("answerPreCheckoutQuery", map[string]any{"pre_checkout_query_id": u.Checkout.ID, "ok": true}, nil)
	}
}

func TestAnActorTalksTapsAndPays(t *testing.T) {
	w := New(t, sandbox.Options{})
	startEcho(t, w)
	anna := w.Donor("Anna", "de", "DE")
	anna.Start("")
	anna.Gets("you said /start", "Shout it")
	anna.Sends("one")
	anna.Sends("two")
	anna.Gets("two")
	if a := anna.Taps("Shout"); a.Text != "shouted" {
		t.Errorf("%+v", a)
	}
	if m := anna.Gets("LOUD"); m.EditDate.IsZero() {
		t.Error("it was to be an edit")
	}
	anna.Sends("/buy")
	anna.Gets("Gift")
	if r := anna.Pays(sandbox.Payment{}); r.Amount != 500 {
		t.Errorf("%+v", r)
	}
	if err := anna.PayError(sandbox.Payment{}); err != sandbox.ErrPaid {
		t.Errorf("%v", err)
	}
	anna.GetsNothing(10 * time.Millisecond)
	if text := Transcript(anna.Chat()); !strings.Contains(text, "(paid 500 EUR") || !strings.Contains(text, "(edited) LOUD") {
		t.Errorf("%s", text)
	}
}

func TestAGroupIsRead(t *testing.T) {
	w := New(t, sandbox.Options{})
	startEcho(t, w)
	anna := w.Donor("Anna", "de", "DE")
	g := w.Group("Friends", anna)
	anna.Send(g.Chat, "/hello")
	g.Gets("you said /hello")
}
