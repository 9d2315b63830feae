package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// invoice goes from the Start button to the payment form of the lifeboat.
func (b *tab) invoice() {
	b.t.Helper()
	b.press("Start")
	b.press("A lifeboat for the bay")
	b.press("€25")
	b.press("I agree")
	b.press("Pay")
	b.until("the payment form is open", `document.querySelector('dialog[role=dialog]')`)
}

func TestDonorGivesWithATip(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.open(demo(t))
	b.chat("Ada")
	b.invoice()
	b.press("€2.50")
	b.press("Pay €27.50")
	b.reads("You paid €27.50", "for A lifeboat for the bay")
	b.reads("Thank you, Ada", "TEST-")
	b.until("the invoice is paid", `[...document.querySelectorAll('.invoice')].at(-1).innerText.includes('Paid')`)
	b.press("Receipt")
	b.until("the receipt is shown", `document.querySelector('dialog')?.innerText.includes('€27.50')`)
	b.press("Close")
	b.until("the team is told", `[...document.querySelectorAll('#people a')].some(a => a.innerText.includes('The team') && a.innerText.includes('unread'))`)
	b.chat("The team")
	b.reads("from", "Ada")
}

func TestDonorTypesATip(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.open(demo(t))
	b.invoice()
	b.fill("Tip", "0.5")
	b.press("Pay €25.50")
	b.reads("You paid €25.50")
}

func TestTipThatIsTooLarge(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.open(demo(t))
	b.invoice()
	for _, tip := range []string{"50.01", "1.999", "-1", "x"} {
		b.fill("Tip", tip)
		if !value[bool](b, `!document.querySelector('dialog form').checkValidity()`) {
			t.Errorf("a tip of %s is taken", tip)
		}
	}
	b.fill("Tip", "50")
	b.until("the sum is right", node("button", "Pay €75.00")+` !== undefined`)
}

func TestDonorHasSomethingPosted(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.open(demo(t))
	b.chat("Camille")
	b.press("Start")
	b.press("torchon")
	b.press("30 €")
	b.until("terms", node(".message", "harbour-hands.example")+` !== undefined`)
	b.press(value[string](b, `[...document.querySelectorAll('.message')].at(-1).querySelector('.key').textContent`))
	b.click("the invoice is there", `document.querySelector('.key.pay')`)

	b.fill("Country", "US")
	b.press("Show delivery options")
	b.warns("États-Unis")
	b.fill("Country", "FR")
	b.fill("City", "Lille")
	b.press("Show delivery options")
	b.until("the delivery is offered", `document.querySelector('dialog').innerText.includes('By letter post')`)
	b.press("Pay €34.90")
	b.reads("You paid €34.90")
	b.reads("Merci")
}

func TestDeclinedAndAbandoned(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.open(demo(t))
	b.invoice()
	b.press("declines")
	b.press("Pay €25.00")
	b.warns("declined")
	b.press("leave the form")
	b.press("Pay €25.00")
	b.until("the form is closed", `!document.querySelector('dialog')`)
	b.until("a notice says so", `document.getElementById('toasts').innerText.includes('Nothing was charged')`)
	if seen := b.see(); strings.Contains(seen, "You paid") {
		t.Errorf("money was taken:\n%s", seen)
	}
}

func TestAdministratorAsksForFigures(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.open(demo(t))
	b.invoice()
	b.press("Pay €25.00")
	b.reads("Thank you, Ada")
	b.chat("Noor")
	b.press("Start")
	b.until("the menu is there", node("button", "Menu")+` !== undefined`)
	b.press("Menu")
	b.press("/stats")
	b.reads("A lifeboat for the bay", "25")
	b.write("/export")
	b.reads("donations", ".xlsx")
	b.press("Open")
	b.until("what to do with a workbook is said", `document.querySelector('dialog')?.innerText.includes('Save it')`)
	b.press("Close")
	if save := value[string](b, node("a", "Save")+`.download`); !strings.HasSuffix(save, ".xlsx") {
		t.Errorf("the file is saved as %q", save)
	}
}

func TestOnAPhone(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.phone()
	fits := func(where string) {
		t.Helper()
		if wide := value[int](b, `document.documentElement.scrollWidth`); wide > 380 {
			t.Errorf("%s is %d pixels wide", where, wide)
		}
	}
	b.open(demo(t))
	fits("the list")
	b.chat("Ada")
	b.invoice()
	fits("the payment form")
	b.press("Pay €25.00")
	b.reads("Thank you, Ada")
	fits("the chat")
	b.press("Behind the scenes")
	b.until("the panel is shown", `document.activeElement.id === 'panel-title'`)
	fits("the panel")
	b.press("Close the panel")
	b.press("All chats")
	b.until("the list is shown", `document.getElementById('people').checkVisibility()`)
}

func TestReloadLosesNothing(t *testing.T) {
	t.Parallel()
	b := browser(t)
	address := demo(t)
	b.open(address)
	b.chat("Camille")
	b.press("Start")
	b.until("the bot answers", `document.querySelectorAll('.message').length === 2`)
	b.press("Add a person")
	b.fill("First name", "Zoë <b>")
	b.fill("Language", "de")
	b.fill("Country", "DE")
	b.press("Add")
	b.chat("Zoë <b>")
	b.press("Start")
	b.until("the bot answers", `document.querySelectorAll('.message').length === 2`)
	b.press("Behind the scenes")
	const text = `document.getElementById('people').innerText + document.getElementById('messages').innerText`
	const calls = `document.querySelectorAll('.entry').length`
	before, called := value[string](b, text), value[int](b, calls)
	b.run("reload", chromedp.Reload())
	b.until("the page is back", `document.querySelectorAll('.message').length === 2`)
	b.press("Behind the scenes")
	b.until("all calls are there again, and those that came meanwhile", fmt.Sprintf(`%s >= %d`, calls, called))
	if after := value[string](b, text); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

func TestTabsStayInStep(t *testing.T) {
	t.Parallel()
	a := browser(t)
	address := demo(t)
	a.open(address)
	b := a.another()
	b.open(address)
	a.chat("Ada")
	b.chat("Camille")
	a.press("Start")
	a.reads("What would you like")
	unread := `[...document.querySelectorAll('#people a')].find(a => a.innerText.includes('Ada')).innerText.includes('unread')`
	b.until("the other tab shows the message", `[...document.querySelectorAll('#people a')].find(a => a.innerText.includes('Ada')).innerText.includes('Harbour Hands')`)
	b.until("what one tab read is read in the other", `!`+unread)
	b.chat("Ada")
	b.reads("What would you like")
	b.write("hello from the second tab")
	a.reads("hello from the second tab")
}

func TestKilledBotComesBack(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.open(demo(t))
	b.press("Behind the scenes")
	b.press("Kill the bot")
	b.until("it is stopped", `document.getElementById('running').innerText.includes('stopped')`)
	b.press("Start")
	b.until("the update waits", `document.getElementById('running').innerText.includes('wait for it: 1')`)
	b.press("Start the bot")
	b.reads("What would you like")
	b.until("it is running", `document.getElementById('running').innerText.includes('running')`)
}

// TestAdministratorRefunds notes a part of a gift by card and gives Stars back, as an
// administrator does on a phone.
func TestAdministratorRefunds(t *testing.T) {
	t.Parallel()
	b := browser(t)
	b.open(demo(t))
	b.chat("Ada")
	b.invoice()
	b.press("Pay €25.00")
	b.reads("Thank you, Ada", "A lifeboat", "TEST-")
	const newest = `document.getElementById('messages').innerText.match(/TEST-\d+-\d+/g).at(-1)`
	card := value[string](b, newest)
	b.write("/start lantern")
	b.press("⭐ 50")
	b.until("there is an invoice for Stars", `[...document.querySelectorAll('.invoice')].at(-1).innerText.includes('lantern')`)
	b.press("Pay")
	b.press("Pay ⭐ 50")
	b.reads("Thank you, Ada", "A lantern", "TEST-")
	stars := value[string](b, newest)

	b.chat("Noor")
	b.press("Start")
	b.reads("Thank you for being here")
	b.write("/refund " + card)
	b.press("Note a refund of a part")
	b.reads("How much went back", "up to €25")
	b.write("5")
	b.reads("First refund €5 at your payment provider")
	b.write("a double tap")
	b.press("Yes, record it")
	b.reads("€5 refunded (a double tap; Noor Haddad)", "€20 is left")
	b.write("/refund " + stars)
	b.press("Refund 50 Stars")
	b.reads("Telegram will give ⭐ 50 back")
	b.write("asked by Ada")
	b.reads("it can't be undone")
	b.press("Refund 50 Stars")
	b.reads("Telegram has given the Stars back")
	b.chat("Ada")
	b.reads("€5 of your payment", "has been refunded")
	b.reads("Your payment of ⭐ 50", "has been refunded")
}
