package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	tele "gopkg.in/telebot.v3"
)

// compared runs one of the bots that ours is measured against. They hold the
// same conversation with the same calls, and do nothing else.
func compared(which string) {
	url, token, file := os.Getenv("COMPARED_URL"), os.Getenv("COMPARED_TOKEN"), os.Getenv("COMPARED_FILE")
	switch which {
	case "telebot":
		plainTelebot(url, token, file)
	case "floor":
		floor(url, token)
	}
	log.Fatalf("no bot is called %q", which)
}

const comparedProvider = "284685063:TEST:demo-stripe"

// plainTelebot is the bot as telebot's own examples make it: its poller, its
// default HTTP client, and an Update of bbolt for each thing that is written.
func plainTelebot(url, token, file string) {
	db, err := bbolt.Open(file, 0o600, nil)
	if err != nil {
		log.Fatal(err)
	}
	put := func(bucket, key string, value any) {
		err := db.Update(func(tx *bbolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists([]byte(bucket))
			if err != nil {
				return err
			}
			data, err := json.Marshal(value)
			if err != nil {
				return err
			}
			return b.Put([]byte(key), data)
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	b, err := tele.NewBot(tele.Settings{URL: url, Token: token, Poller: &tele.LongPoller{
		Timeout: 25 * time.Second, AllowedUpdates: []string{"message", "callback_query", "pre_checkout_query"}}})
	if err != nil {
		log.Fatal(err)
	}
	buttons := func(rows ...tele.InlineButton) *tele.ReplyMarkup {
		m := &tele.ReplyMarkup{}
		for _, r := range rows {
			m.InlineKeyboard = append(m.InlineKeyboard, []tele.InlineButton{r})
		}
		return m
	}
	b.Handle("/start", func(c tele.Context) error {
		return c.Send("What would you like to give to?", buttons(tele.InlineButton{Text: "A lifeboat", Data: "c:boat"}, tele.InlineButton{Text: "School books", Data: "c:books"}), tele.ModeHTML)
	})
	b.Handle(tele.OnCallback, func(c tele.Context) error {
		if err := c.Respond(); err != nil {
			return err
		}
		if c.Callback().Data == "c:boat" {
			return c.Edit("<b>A lifeboat</b>\n\nAn engine.", buttons(tele.InlineButton{Text: "€10", Data: "a:boat:1000"}, tele.InlineButton{Text: "€25", Data: "a:boat:2500"}), tele.ModeHTML)
		}
		payload := strconv.FormatInt(time.Now().UnixNano(), 36)
		put("invoices", payload, map[string]any{"donor": c.Sender().ID, "amount": 1000})
		return c.Send(&tele.Invoice{Title: "A lifeboat", Description: "An engine.", Payload: payload, Currency: "EUR", Token: comparedProvider,
			Prices: []tele.Price{{Label: "Donation", Amount: 1000}}, Start: "boat"})
	})
	b.Handle(tele.OnCheckout, func(c tele.Context) error {
		put("approvals", c.PreCheckoutQuery().Payload, map[string]any{"at": time.Now()})
		return c.Accept()
	})
	b.Handle(tele.OnPayment, func(c tele.Context) error {
		p := c.Message().Payment
		put("donations", p.TelegramChargeID, p)
		return c.Send("Thank you! Receipt <code>TEST-2026-000001</code>", tele.ModeHTML)
	})
	b.Start()
}

// floor is the least that the conversation costs in Go: pooled net/http, JSON made
// by hand, and no ledger.
func floor(url, token string) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConns: 256, MaxIdleConnsPerHost: 256}}
	call := func(method, body string) []byte {
		resp, err := client.Post(url+"/bot"+token+"/"+method, "application/json", bytes.NewReader([]byte(body)))
		if err != nil {
			return nil
		}
		defer resp.Body.Close()
		data, _ := io.ReadAll(resp.Body)
		return data
	}
	type update struct {
		ID      int64 `json:"update_id"`
		Message *struct {
			Chat struct{ ID int64 }
			Text string
			Paid *struct{} `json:"successful_payment"`
		}
		Callback *struct {
			ID, Data string
			Message  struct {
				ID   int64 `json:"message_id"`
				Chat struct{ ID int64 }
			}
		} `json:"callback_query"`
		Checkout *struct{ ID string } `json:"pre_checkout_query"`
	}
	answer := func(u update) {
		switch {
		case u.Message != nil && u.Message.Paid != nil:
			call("sendMessage", fmt.Sprintf(`{"chat_id":%d,"text":"Thank you! Receipt TEST-2026-000001"}`, u.Message.Chat.ID))
		case u.Message != nil:
			call("sendMessage", fmt.Sprintf(`{"chat_id":%d,"text":"What?","reply_markup":{"inline_keyboard":[[{"text":"A lifeboat","callback_data":"c:boat"}],[{"text":"x","callback_data":"x"}]]}}`, u.Message.Chat.ID))
		case u.Callback != nil:
			call("answerCallbackQuery", `{"callback_query_id":"`+u.Callback.ID+`"}`)
			if u.Callback.Data == "c:boat" {
				call("editMessageText", fmt.Sprintf(`{"chat_id":%d,"message_id":%d,"text":"A lifeboat","reply_markup":{"inline_keyboard":[[{"text":"€10","callback_data":"a"}],[{"text":"x","callback_data":"x"}]]}}`,
					u.Callback.Message.Chat.ID, u.Callback.Message.ID))
				return
			}
			call("sendInvoice", fmt.Sprintf(`{"chat_id":%d,"title":"A lifeboat","description":"An engine.","payload":"%s","currency":"EUR","provider_token":"%s","prices":[{"label":"Donation","amount":1000}],"start_parameter":"boat"}`,
				u.Callback.Message.Chat.ID, u.Callback.ID, comparedProvider))
		case u.Checkout != nil:
			call("answerPreCheckoutQuery", `{"pre_checkout_query_id":"`+u.Checkout.ID+`","ok":true}`)
		}
	}
	call("getMe", "{}")
	var offset int64
	var work sync.WaitGroup
	for {
		var list struct{ Result []update }
		data := call("getUpdates", fmt.Sprintf(`{"offset":%d,"timeout":25}`, offset))
		if json.Unmarshal(data, &list) != nil {
			time.Sleep(100 * time.Millisecond)
			continue
		}
		for _, u := range list.Result {
			offset = u.ID + 1
			work.Go(func() { answer(u) })
		}
	}
}
