package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/sandbox"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestFormattedText(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	s.text(p, `😀 <b>bold <i>both</i></b> <u>under</u> <s>gone</s> <code>x = 1</code> <pre>line</pre><a href="https://example.org/x">link</a> <tg-spoiler>secret</tg-spoiler> /help https://example.org. me@example.org`+"\n"+`<blockquote>said</blockquote>`)
	b := browser(t)
	b.open(s.url)
	b.reads("bold both")
	html := value[string](b, `[...document.querySelectorAll('.text')].at(-1).innerHTML`)
	for _, part := range []string{
		"😀 <strong>bold <em>both</em></strong>", "<u>under</u>", "<s>gone</s>", "<code>x = 1</code>", "<pre>line</pre>", `href="https://example.org/x"`, ">link</a>",
		">/help</button>", `href="https://example.org"`, "</a>. <a", `href="mailto:me@example.org"`, "<blockquote>said</blockquote>", "Hidden text",
	} {
		if !strings.Contains(html, part) {
			t.Errorf("%s is missing in %s", part, html)
		}
	}
	b.press("Hidden text")
	b.reads("secret")
	b.press("/help")
	b.until("the command is sent", `[...document.querySelectorAll('.mine')].at(-1).innerText.includes('/help')`)
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	hostile := `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`
	p := s.NewPerson(hostile, hostile, "en", "GB")
	p.Start("")
	s.NewGroup(hostile, p)
	s.call("sendMessage", object{"chat_id": p.ID, "text": hostile, "reply_markup": object{"inline_keyboard": [][]object{{{"text": hostile, "callback_data": hostile[:64]}}}}})
	s.call("sendInvoice", object{
		"chat_id": p.ID, "title": hostile[:32], "description": hostile, "payload": hostile[:20], "provider_token": "1:TEST:x",
		"currency": "EUR", "prices": []object{{"label": hostile[:32], "amount": 500}},
	})
	s.call("setMyCommands", object{"commands": []object{{"command": "a", "description": hostile}}})
	b := browser(t)
	b.open(s.url)
	b.reads("onerror")
	b.press("Behind the scenes")
	b.do(`document.querySelectorAll('.entry').forEach(e => e.open = true)`)
	b.press("Menu")
	b.press("Pay")
	b.until("the payment form is open", `document.querySelector('dialog form')`)
	if n := value[int](b, `document.querySelectorAll('img[src="x"], body script').length`); n > 0 || value[string](b, `document.title`) == "owned" {
		t.Errorf("%d elements of the hostile text became part of the page", n)
	}
}

func TestButtons(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	camille := s.NewPerson("Camille", "", "fr", "FR")
	s.replies("callback_query", func(q object) (string, object) {
		return "answerCallbackQuery", object{"callback_query_id": q["id"], "text": "you chose " + fmt.Sprint(q["data"]), "show_alert": q["data"] == "two"}
	})
	link := "https://t.me/" + s.Me().Username + "?start=lifeboat"
	s.text(p, "Twins", []object{{"text": "Twin", "callback_data": "first"}, {"text": "Twin", "callback_data": "second"}})
	s.text(p, "Choose", []object{{"text": "One", "callback_data": "one"}, {"text": "Two", "callback_data": "two"}},
		[]object{{"text": "Deep", "url": link}, {"text": "Site", "url": "https://example.org/page"}, {"text": "Share", "url": "https://t.me/share/url?url=" + link + "&text=Look"}},
		[]object{{"text": "Copy", "copy_text": object{"text": "IBAN 1"}}, {"text": "Tell", "switch_inline_query": "boat"}})
	b := browser(t)
	b.open(s.url)
	b.press("One")
	b.until("there is a notice", `document.getElementById('toasts').innerText.includes('you chose one')`)
	b.press("Two")
	b.warns("you chose two")
	b.press("Twin")
	b.until("it is the second one", `document.getElementById('toasts').innerText.includes('you chose second')`)
	b.press("Copy")
	b.until("it is copied", `document.getElementById('toasts').innerText.includes('IBAN 1')`)
	b.press("Site")
	b.until("the link is asked about", `document.querySelector('dialog')?.innerText.includes('https://example.org/page')`)
	b.press("Close")
	b.press("Tell")
	b.press("Ada")
	b.until("the text is typed", `document.getElementById('text').value.endsWith(' boat')`)
	b.press("Deep")
	b.press("Start")
	b.reads("/start lifeboat")
	b.press("Share")
	b.press("Camille")
	b.press("Start")
	b.until("Camille followed the link", `document.title.startsWith('Camille') && document.querySelector('.mine')?.innerText.includes('/start lifeboat')`)
	if m := camille.Chat().Messages(); len(m) != 1 || m[0].Text != "/start lifeboat" {
		t.Errorf("Camille wrote %v", m)
	}
}

func TestMessagesChangeInPlace(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	s.text(p, "before", []object{{"text": "One", "callback_data": "1"}})
	m := p.Chat().Messages()[1]
	b := browser(t)
	b.open(s.url)
	b.reads("before")
	b.do(`document.querySelector('.key').focus()`)
	s.call("editMessageText", object{"chat_id": p.ID, "message_id": m.ID, "text": "after", "reply_markup": object{"inline_keyboard": [][]object{{{"text": "Uno", "callback_data": "1"}}}}})
	b.reads("after", "edited")
	if seen := value[string](b, `document.activeElement.textContent`); seen != "Uno" {
		t.Errorf("the focus went to %q", seen)
	}
	s.call("deleteMessage", object{"chat_id": p.ID, "message_id": m.ID})
	b.until("it is gone", `!document.getElementById('messages').innerText.includes('after')`)
}

func TestMenuFollowsTheLanguage(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Camille", "fr")
	b := browser(t)
	b.open(s.url)
	b.reads("/start")
	s.call("setMyCommands", object{"commands": []object{{"command": "help", "description": "Help"}, {"command": "give", "description": "Give"}}})
	s.call("setMyCommands", object{"commands": []object{{"command": "help", "description": "Aide"}, {"command": "give", "description": "Donner"}}, "language_code": "fr"})
	b.run("type", chromedp.WaitVisible(`#menu`), chromedp.SendKeys(`#text`, "/g"))
	b.until("the menu shows what fits", `document.getElementById('commands').innerText.includes('Donner') && !document.getElementById('commands').innerText.includes('Aide')`)
	b.run("choose", chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowUp), chromedp.KeyEvent(kb.Enter))
	b.reads("/give")
	if m := p.Chat().Messages(); m[len(m)-1].Text != "/give" {
		t.Errorf("%s was sent", m[len(m)-1].Text)
	}
}

func TestGroupSpeaksAsItsMembers(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	ada, noor := s.NewPerson("Ada", "", "en", "GB"), s.NewPerson("Noor", "", "en", "BE")
	team := s.NewGroup("The team", ada, noor)
	b := browser(t)
	b.open(s.url)
	b.chat("The team")
	b.do(`{ const as = document.getElementById('as'); as.value = '` + fmt.Sprint(noor.ID) + `'; as.dispatchEvent(new Event('change')); }`)
	b.until("Noor writes", `location.hash.includes('as=')`)
	b.write("hello")
	b.reads("hello")
	b.phone()
	if wide := value[int](b, `document.documentElement.scrollWidth`); wide > 380 {
		t.Errorf("the group is %d pixels wide", wide)
	}
	if m := team.Messages(); len(m) != 1 || m[0].From.ID != noor.ID {
		t.Errorf("the group has %v", m)
	}
}

// bill sends an invoice that asks for nothing.
func (s *stage) bill(p *sandbox.Person, more object) {
	s.t.Helper()
	params := object{
		"chat_id": p.ID, "title": "Books", "description": "For the school", "payload": "p", "provider_token": "1:TEST:x",
		"currency": "JOD", "prices": []object{{"label": "Gift", "amount": 7250}}, "start_parameter": "books",
	}
	for name, v := range more {
		params[name] = v
	}
	s.call("sendInvoice", params)
}

func TestRefusedPaymentShowsTheBotsWords(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	s.replies("pre_checkout_query", func(q object) (string, object) {
		return "answerPreCheckoutQuery", object{"pre_checkout_query_id": q["id"], "ok": false, "error_message": "The shelf is full."}
	})
	s.bill(p, nil)
	b := browser(t)
	b.open(s.url)
	b.press("Pay")
	b.press("Pay JOD 7.250")
	b.warns("The shelf is full.")
	if len(s.Charges()) > 0 {
		t.Error("money was taken")
	}
}

func TestFormAsksForEverything(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	s.replies("pre_checkout_query", func(q object) (string, object) {
		return "answerPreCheckoutQuery", object{"pre_checkout_query_id": q["id"], "ok": true}
	})
	s.bill(p, object{"need_name": true, "need_email": true, "need_phone_number": true, "need_shipping_address": true, "max_tip_amount": 1000, "suggested_tip_amounts": []int{500, 1000}})
	b := browser(t)
	b.open(s.url)
	b.press("Pay")
	b.fill("Name", "Ada King")
	b.fill("Email", "ada@example.net")
	b.fill("Phone", "+4415550100")
	b.fill("Street", "12 St James's Square")
	b.fill("City", "London")
	b.fill("Post code", "SW1Y 4LB")
	b.press("JOD 0.500")
	b.press("Pay JOD 7.750")
	b.reads("You paid JOD 7.750")
	c := s.Charges()
	if len(c) != 1 || c[0].Amount != 7750 || c[0].Tip != 500 || c[0].Order == nil {
		t.Fatalf("charged: %+v", c)
	}
	o := c[0].Order
	if o.Name != "Ada King" || o.Email != "ada@example.net" || o.Phone != "+4415550100" || *o.Address != (sandbox.Address{Country: "GB", City: "London", Line1: "12 St James's Square", PostalCode: "SW1Y 4LB"}) {
		t.Errorf("order: %+v, address %+v", o, o.Address)
	}
}

func TestStars(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	s.replies("pre_checkout_query", func(q object) (string, object) {
		return "answerPreCheckoutQuery", object{"pre_checkout_query_id": q["id"], "ok": true}
	})
	s.bill(p, object{"currency": "XTR", "provider_token": "", "prices": []object{{"label": "Gift", "amount": 50}}})
	b := browser(t)
	b.open(s.url)
	b.press("Pay")
	b.press("Pay ⭐ 50")
	b.reads("You paid ⭐ 50")
	if err := s.RefundStars(s.Charges()[0].ID); err != nil {
		t.Fatal(err)
	}
	b.reads("You got back ⭐ 50")
}

func TestKeyboardAlone(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	s.bill(p, object{"max_tip_amount": 1000, "suggested_tip_amounts": []int{500}})
	b := browser(t)
	b.open(s.url)
	b.reads("Books")
	for i := 0; !value[bool](b, `document.activeElement.classList.contains('pay')`); i++ {
		if i == 30 {
			t.Fatal("Tab never reaches the Pay button")
		}
		b.run("Tab", chromedp.KeyEvent(kb.Tab))
	}
	b.run("Enter", chromedp.KeyEvent(kb.Enter))
	b.until("the payment form has the focus", `document.activeElement.closest('dialog[aria-modal=true]')`)
	for range 12 {
		b.run("Tab", chromedp.KeyEvent(kb.Tab))
		if !value[bool](b, `document.activeElement.closest('dialog') !== null`) {
			t.Fatalf("the focus left the payment form for %s", value[string](b, `document.activeElement.outerHTML`))
		}
	}
	b.run("Escape", chromedp.KeyEvent(kb.Escape))
	b.until("the form is closed, the focus is back", `!document.querySelector('dialog') && document.activeElement.classList.contains('pay')`)
}

func TestTroubleAndProblemsAreShown(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	p := s.met("Ada", "en")
	b := browser(t)
	b.open(s.url)
	b.press("Behind the scenes")
	b.press("Too many requests")
	b.until("everybody is told", `document.getElementById('warning').innerText.includes('429')`)
	if _, refusal := s.ask("sendMessage", object{"chat_id": p.ID, "text": "x"}); refusal != "Too Many Requests: retry after 3" {
		t.Errorf("the bot is told %q", refusal)
	}
	b.until("the request is shown as wrong", `document.querySelector('.entry.wrong')?.innerText.includes('429')`)
	b.press("Too many requests")
	b.until("it is over", `document.getElementById('warning').hidden`)
	s.call("sendMessage", object{"chat_id": p.ID, "text": "x", "colour": "red"})
	b.until("the problem is shown", `document.getElementById('problems').innerText.includes('colour')`)
	s.ask("sendMessage", object{"chat_id": p.ID, "text": ""})
	b.until("the refusal is shown", `document.querySelector('.entry.wrong')?.innerText.includes('400')`)
	b.do(`document.querySelector('.entry.wrong').open = true`)
	b.until("with Telegram's words", `document.querySelector('.entry.wrong').innerText.includes('message text is empty')`)
	b.press("Block the bot")
	b.until("one can unblock", node("button", "Unblock")+` !== undefined`)
	b.press("Unblock")
	b.until("one can write", `document.getElementById('text').checkVisibility()`)
}
