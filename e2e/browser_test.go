package e2e

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a tab waits for what it looks for.
const patience = 15 * time.Second

// tab is one page of a test.
type tab struct {
	t   *testing.T
	ctx context.Context
}

// one is the browser that all tests share, each with tabs of its own.
var one struct {
	sync.Once
	ctx  context.Context
	stop func()
	err  error
}

// browser opens a tab of a headless Chromium, or skips the test if there is none.
func browser(t *testing.T) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("tests in a browser take long")
	}
	path := chromium(t)
	one.Do(func() {
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
		if os.Geteuid() == 0 {
			options = append(options, chromedp.NoSandbox)
		}
		all, stop := chromedp.NewExecAllocator(context.Background(), options...)
		one.ctx, _ = chromedp.NewContext(all)
		one.stop, one.err = stop, chromedp.Do(one.ctx)
	})
	if one.err != nil {
		t.Fatalf("%s does not start: %v", path, one.err)
	}
	return newTab(t)
}

// another opens a second tab.
func (b *tab) another() *tab {
	b.t.Helper()
	return newTab(b.t)
}

// newTab fails the test where its page logs an error: an exception, something that
// the policy of the page forbids, or that could not be loaded. That the line to the
// sandbox breaks is no error: the page connects again.
func newTab(t *testing.T) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(one.ctx)
	t.Cleanup(stop)
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page failed: %s %+v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.EntryLevelError && !strings.HasSuffix(e.Entry.URL, "/events") {
				t.Errorf("the browser complains: %s %s", e.Entry.Text, e.Entry.URL)
			}
		}
	})
	if err != nil {
		t.Fatalf("Chromium opens no tab: %v", err)
	}
	b := &tab{t, ctx}
	b.run("size of the window", chromedp.EmulateViewport(1280, 800))
	return b
}

func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium on this machine: chromium, chromium-browser and google-chrome are not in PATH")
	return ""
}

func (b *tab) run(what string, steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatalf("%s: %v\n%s", what, err, b.see())
	}
}

// see is the text of the page, for the message of a failed test.
func (b *tab) see() string {
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}

func (b *tab) open(url string) {
	b.t.Helper()
	b.run("open "+url, chromedp.Navigate(url), chromedp.WaitVisible(`#people a`))
}

// phone makes the window as small as a telephone's.
func (b *tab) phone() {
	b.t.Helper()
	b.run("a small window", chromedp.EmulateViewport(380, 740))
}

// dark asks for the dark colours, or the light ones.
func (b *tab) dark(is bool) {
	b.t.Helper()
	value := "light"
	if is {
		value = "dark"
	}
	b.run("colours", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: value}, {Name: "prefers-reduced-motion", Value: "reduce"},
		}})
		return err
	}))
}

// until waits for an expression of JavaScript to become true.
func (b *tab) until(what, expression string) {
	b.t.Helper()
	b.run("wait until "+what, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingInterval(30*time.Millisecond)))
}

// do runs JavaScript in the page.
func (b *tab) do(expression string) {
	b.t.Helper()
	b.run(expression, chromedp.Evaluate[chromedp.Void](expression, chromedp.EvalAwaitPromise))
}

// value is what an expression of JavaScript is in a tab.
func value[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v\n%s", expression, err, b.see())
	}
	return v
}

// quoted is a string for JavaScript.
func quoted(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// node is an expression for the last visible element of a kind that has the name, or
// else has it as a part. In a dialog only what is in the topmost one counts.
func node(selector, name string) string {
	return `((name, all) => all.findLast(n => n.name === name)?.node ?? all.findLast(n => n.name.includes(name))?.node)(` + quoted(name) + `, ` +
		`[...([...document.querySelectorAll('dialog[open]')].at(-1) ?? document).querySelectorAll(` + quoted(selector) + `)]` +
		`.filter(node => node.checkVisibility()).map(node => ({node, name: (node.getAttribute('aria-label') ?? node.textContent).replace(/\s+/g, ' ').trim()})))`
}

// press clicks the last button or link with that text, of those that are no chats.
func (b *tab) press(name string) {
	b.t.Helper()
	b.click("there is a button "+name, node(`button, a:not(#people a), label.choice`, name))
}

// click waits for an element and clicks it at once, before it can change.
func (b *tab) click(what, element string) {
	b.t.Helper()
	b.until(what, `(n => n && (n.click(), true))(`+element+`)`)
}

// fill types into the field with that label.
func (b *tab) fill(label, text string) {
	b.t.Helper()
	b.until("there is a field "+label, `(f => f && (f.value = `+quoted(text)+`, f.dispatchEvent(new Event('input', {bubbles: true}))))(`+
		node(`label.field`, label)+`?.querySelector('input, select'))`)
}

// chat chooses a person or group on the left.
func (b *tab) chat(name string) {
	b.t.Helper()
	link := `[...document.querySelectorAll('#people a')].find(a => a.querySelector('strong').textContent.startsWith(` + quoted(name) + `))`
	b.click(name+" is on the left", link)
	b.until("the chat of "+name+" is shown", `document.title.startsWith(`+quoted(name)+`)`)
}

// write sends a message as one types it.
func (b *tab) write(text string) {
	b.t.Helper()
	b.run("write "+text, chromedp.WaitVisible(`#text`), chromedp.SendKeys(`#text`, text), chromedp.Click(`#send`))
}

// reads waits for a message that has all the parts in it.
func (b *tab) reads(parts ...string) {
	b.t.Helper()
	b.until("a message says "+strings.Join(parts, ", "), `[...document.querySelectorAll('.message')].some(m => `+containsAll(`m.innerText.replace(/\s+/g, ' ')`, parts)+`)`)
}

func containsAll(text string, parts []string) string {
	tests := make([]string, len(parts))
	for i, part := range parts {
		tests[i] = text + `.includes(` + quoted(part) + `)`
	}
	return strings.Join(tests, " && ")
}

// warns waits for an alert with that text and closes it.
func (b *tab) warns(text string) {
	b.t.Helper()
	b.until("an alert says "+text, `[...document.querySelectorAll('dialog[role=alertdialog]')].some(d => d.innerText.includes(`+quoted(text)+`))`)
	b.press("OK")
	b.until("the alert is closed", `!document.querySelector('dialog[role=alertdialog]')`)
}
