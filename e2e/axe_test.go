package e2e

import (
	"os"
	"strings"
	"testing"
)

// barrier is a finding of axe-core.
type barrier struct {
	ID, Impact, Help string
	Targets          []string
}

// barriers asks axe-core for what keeps people out, and fails for what is serious.
func (b *tab) barriers(where string) {
	b.t.Helper()
	found := value[[]barrier](b, `axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Targets: v.nodes.map(n => n.target.join(' ') + ' ' + (n.any[0]?.message ?? ''))})))`)
	for _, f := range found {
		if f.Impact == "serious" || f.Impact == "critical" {
			b.t.Errorf("%s: %s (%s): %s\n\t%s", where, f.Help, f.ID, f.Impact, strings.Join(f.Targets, "\n\t"))
		} else {
			b.t.Logf("%s: %s (%s): %s %v", where, f.Help, f.ID, f.Impact, f.Targets)
		}
	}
}

func TestAccessibility(t *testing.T) {
	t.Parallel()
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("no axe-core: npm ci --prefix e2e installs it")
	}
	for _, dark := range []bool{false, true} {
		name := map[bool]string{false: "light", true: "dark"}[dark]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := browser(t)
			b.dark(dark)
			b.open(demo(t))
			b.do(string(axe))
			b.barriers("the beginning")
			b.invoice()
			b.barriers("the payment form")
			b.press("declines")
			b.press("Pay €25.00")
			b.until("there is an alert", `document.querySelector('dialog[role=alertdialog]')`)
			b.barriers("the alert")
			b.press("OK")
			b.press("4242")
			b.press("Pay €25.00")
			b.reads("Thank you, Ada")
			b.write("/history")
			b.reads("TEST-", "lifeboat")
			b.until("nothing is on the move", `document.getAnimations().length === 0`)
			b.barriers("the chat")
			b.chat("The team")
			b.press("Menu")
			b.press("Behind the scenes")
			b.press("Slow")
			b.do(`document.querySelector('.entry').open = true`)
			b.barriers("the panel")
			b.press("Close the panel")
			b.press("Add a person")
			b.barriers("a new person")
			b.press("Close")
			b.phone()
			b.barriers("a phone")
			b.press("All chats")
			b.barriers("the list on a phone")
		})
	}
}
