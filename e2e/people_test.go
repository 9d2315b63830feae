package e2e

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
)

func TestAWindowThatClosesTakesNoFocus(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.met("Ada", "en")
	b := browser(t)
	b.open(s.url)
	b.do(`document.getElementById('add').focus()`) // where the focus came from
	b.press("Add a person")
	b.until("the window is open", `document.querySelector('dialog[open]')`)
	b.do(`document.querySelector('dialog').close(); document.getElementById('curious').click()`)
	b.until("the window is gone", `!document.querySelector('dialog')`)
	if at := value[string](b, `document.activeElement.id`); at != "panel-title" {
		t.Errorf("the focus went to %q", at)
	}
}

func TestEachCountryIsListedOnce(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.met("Ada", "en")
	b := browser(t)
	b.open(s.url)
	b.press("Add a person")
	twice := value[[]string](b, `[...document.querySelectorAll('dialog select[name=country] option')].map(o => o.textContent).filter((name, i, all) => all.indexOf(name) !== i)`)
	if len(twice) > 0 {
		t.Errorf("listed twice: %q", twice)
	}
	if n := value[int](b, `document.querySelectorAll('dialog select[name=country] option').length`); n < 245 {
		t.Errorf("%d countries", n)
	}
}

func TestTheBotIsKilledWhileSomebodyPays(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.open(demo(t))
	b.invoice()
	if at := value[string](b, `document.activeElement.textContent`); at == "Kill the bot" {
		t.Error("Enter would kill the bot")
	}
	b.press("Kill the bot")
	b.until("the form says so", `document.querySelector('dialog .running').innerText.includes('stopped')`)
	b.press("Start the bot")
	b.until("the form says so", `document.querySelector('dialog .running').innerText.includes('is running')`)
	b.press("Pay €25.00")
	b.reads("You paid €25.00")
}

// sells lets the bot deliver anywhere for 0.90 and take any payment.
func (s *stage) sells() {
	events, stop := s.Watch()
	s.t.Cleanup(stop)
	go func() {
		for {
			select {
			case e := <-events:
				if e.Kind == "update" {
					s.sell(e.Update)
				}
			case <-s.Done():
				return
			}
		}
	}()
}

func (s *stage) sell(update json.RawMessage) {
	var u struct {
		Shipping *struct{ ID string } `json:"shipping_query"`
		Checkout *struct{ ID string } `json:"pre_checkout_query"`
	}
	switch err := json.Unmarshal(update, &u); {
	case err != nil:
		s.t.Error(err)
	case u.Shipping != nil:
		s.call("answerShippingQuery", object{"shipping_query_id": u.Shipping.ID, "ok": true, "shipping_options": []object{
			{"id": "post", "title": "By post", "prices": []object{{"label": "Stamp", "amount": 900}}}}})
	case u.Checkout != nil:
		s.call("answerPreCheckoutQuery", object{"pre_checkout_query_id": u.Checkout.ID, "ok": true})
	}
}

func TestAReceiptAddsUp(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	s.sells()
	s.bill(p, object{"is_flexible": true, "max_tip_amount": 1000, "suggested_tip_amounts": []int{500}})
	b := browser(t)
	b.open(s.url)
	b.press("Pay")
	b.press("Show delivery options")
	b.until("the delivery is offered", `document.querySelector('dialog').innerText.includes('By post')`)
	b.press("JOD 0.500")
	b.press("Pay JOD 8.650")
	b.reads("You paid JOD 8.650")
	b.press("Receipt")
	b.until("the receipt is shown", `document.querySelector('dialog dl')`)
	rows := value[[]string](b, `[...document.querySelectorAll('dialog .price dd')].map(d => d.textContent.replace(/[^0-9.]/g, ''))`)
	sum := 0.0
	for _, row := range rows {
		amount, err := strconv.ParseFloat(row, 64)
		if err != nil {
			t.Fatal(err)
		}
		sum += amount
	}
	if len(rows) != 4 || sum < 2*8.6499 || sum > 2*8.6501 { // three rows and their sum
		t.Errorf("rows: %q", rows)
	}
}

func TestRepliesInAGroup(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	ada := s.NewPerson("Ada", "", "en", "GB")
	team := s.NewGroup("The team", ada)
	asked := ada.Send(team, "/give")
	b := browser(t)
	b.open(s.url)
	b.chat("The team")
	b.reads("/give")
	s.call("sendMessage", object{"chat_id": team.ID, "text": "How much?", "reply_parameters": object{"message_id": asked.ID}, "reply_markup": object{"force_reply": true, "selective": true}})
	b.until("the answer is a reply", `document.getElementById('replying').innerText.includes('How much?')`)
	b.write("12")
	b.until("it is over", `document.getElementById('replying').hidden`)
	b.press("Reply to Donation Sandbox")
	b.write("13")
	b.reads("13")
	all := team.Messages()
	if len(all) != 4 || all[2].ReplyTo != all[1].ID || all[3].ReplyTo != all[1].ID || s.Pending() < 3 {
		t.Errorf("%d messages, %d updates", len(all), s.Pending())
	}
	b.write("just talking")
	b.reads("just talking")
	if m := team.Messages(); m[len(m)-1].ReplyTo != 0 {
		t.Error("that was a reply too")
	}
}

func TestThePageSaysWhoIsWho(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.open(demo(t, "--quiet=false"))
	b.until("it opens on a donor who speaks English", `document.title.startsWith('Ada')`)
	b.until("the id is there", `/You are Ada Lovelace · id \d+/.test(document.getElementById('subtitle').textContent)`)
	b.until("one is the administrator", `[...document.querySelectorAll('#people a')].filter(a => a.innerText.includes('administrator')).map(a => a.querySelector('strong').textContent).join() === 'Noor Haddad'`)
	b.chat("Noor")
	b.phone()
	for _, chat := range []string{"Noor", "The team"} {
		b.press("All chats")
		b.chat(chat)
		if cut := value[[]string](b, `[...document.querySelectorAll('#title, #subtitle')].filter(n => n.scrollWidth > n.clientWidth + 1 || n.scrollHeight > n.clientHeight + 1).map(n => n.textContent)`); len(cut) > 0 {
			t.Errorf("%s: the header is cut: %q", chat, cut)
		}
		if wide := value[int](b, `document.documentElement.scrollWidth`); wide > 380 {
			t.Errorf("%s is %d pixels wide", chat, wide)
		}
	}
}

func TestGroupsSayWhatHappened(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	ada, ben := s.NewPerson("Ada", "", "en", "GB"), s.NewPerson("Ben", "", "en", "GB")
	forum := s.NewForum("Forum", ada, ben)
	books := forum.NewTopic(ada, "Books")
	forum.Promote()
	s.call("sendMessage", object{"chat_id": forum.ID, "text": "For all", "message_thread_id": books, "reply_markup": object{"inline_keyboard": [][]object{{{"text": "Sold", "disabled": object{}}}}}})
	s.call("sendMessage", object{"chat_id": forum.ID, "text": "For Ben", "ephemeral_message_parameters": object{"receiver_user_id": ben.ID}})
	b := browser(t)
	b.open(s.url)
	b.chat("Forum")
	b.reads("“Books” was created")
	b.reads("For all", "in Books")
	b.until("the button is off", `[...document.querySelectorAll('.key')].at(-1).disabled`)
	if seen := b.see(); strings.Contains(seen, "For Ben") {
		t.Error("Ada sees what is for Ben")
	}
	b.do(`{ const as = document.getElementById('as'); as.value = '` + strconv.FormatInt(ben.ID, 10) + `'; as.dispatchEvent(new Event('change')); }`)
	b.reads("For Ben", "Only you can see this")
}

func TestAMonthlyGift(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	s.sells()
	var link string
	raw := s.call("createInvoiceLink", object{"title": "Monthly", "description": "D", "payload": "m", "currency": "XTR", "prices": []object{{"label": "Gift", "amount": 50}}, "subscription_period": 2592000})
	if err := json.Unmarshal(raw, &link); err != nil {
		t.Fatal(err)
	}
	s.text(p, "Each month?", []object{{"text": "Every month", "url": link}})
	b := browser(t)
	b.open(s.url)
	b.press("Every month")
	b.press("Subscribe for ⭐ 50 a month")
	b.reads("You paid ⭐ 50")
	b.press("Behind the scenes")
	b.press("A month passes")
	b.until("it is paid twice", `[...document.querySelectorAll('.message.service')].length === 2`)
	b.press("Cancel")
	b.press("Resume")
	b.until("it goes on", node("button", "A month passes")+` !== undefined`)
	charges := s.Charges()
	if len(charges) != 2 || !charges[0].First || charges[1].First || charges[1].Payload != "m" {
		t.Errorf("charged: %+v", charges)
	}
}

func TestAnOpenMenuShowsNewCommands(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	s.call("setMyCommands", object{"commands": []object{{"command": "help", "description": "Help"}}})
	b := browser(t)
	b.open(s.url)
	b.until("the menu is there", node("button", "Menu")+` !== undefined`)
	b.press("Menu")
	s.call("setMyCommands", object{"commands": []object{{"command": "stats", "description": "Figures"}}, "scope": object{"type": "chat", "chat_id": p.ID}})
	b.press("/stats")
	b.reads("/stats")
}
