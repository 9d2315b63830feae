package e2e

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// TestGrammyBotTakesAPayment runs a bot of another make, which must find in the
// sandbox what it finds at Telegram.
func TestGrammyBotTakesAPayment(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node on this machine")
	}
	if _, err := os.Stat("node_modules/grammy"); err != nil {
		t.Skip("no grammY: npm ci --prefix e2e installs it")
	}
	w := sandboxtest.New(t, sandbox.Options{})
	ada := w.Donor("Ada", "en", "GB")
	stop := start(t, node, w)
	ada.Sends("/start")
	ada.Gets("How much?")
	if a := ada.Taps("10 €"); a.Text != "Here is your invoice" {
		t.Errorf("the button says %q", a.Text)
	}
	ada.Gets("Thank you!")
	ada.Gets("A gift")
	ada.Pays(sandbox.Payment{Tip: 200})
	ada.Gets("Received 1200 EUR for gift-1000")
	if c := w.Charges(); len(c) != 1 || c[0].Amount != 1200 || c[0].Tip != 200 {
		t.Errorf("charged: %+v", c)
	}
	stop()
}

// start runs the bot; the function stops it and checks that it ended well.
func start(t *testing.T, node string, w *sandboxtest.World) func() {
	t.Helper()
	bot := exec.Command(node, "grammy/bot.mjs")
	bot.Env = append(os.Environ(), "BOT_TOKEN="+w.Token(), "API_ROOT="+w.URL)
	said := &strings.Builder{}
	bot.Stdout, bot.Stderr = said, said
	if err := bot.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- bot.Wait() }()
	t.Cleanup(func() { bot.Process.Kill() }) //nolint:errcheck // it has ended where the test went well
	return func() {
		bot.Process.Signal(os.Interrupt) //nolint:errcheck // Wait tells
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the bot ended: %v\n%s", err, said)
			}
		case <-time.After(patience):
			t.Error("the bot does not stop")
		}
	}
}
