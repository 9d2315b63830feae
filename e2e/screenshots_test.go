package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestScreenshots makes the pictures of the README.
func TestScreenshots(t *testing.T) {
	if *screenshots == "" {
		t.Skip("asked for with -screenshots FOLDER")
	}
	b := browser(t)
	b.dark(false)
	b.open(demo(t, "--quiet=false"))
	b.until("others have given", `document.getElementById('people').innerText.includes('Lina') && document.querySelectorAll('#people .badge').length > 3`)
	b.chat("Noor")
	b.press("Start")
	b.press("A lifeboat for the bay")
	b.press("€10")
	b.press("I agree")
	b.reads("Test invoice")
	b.write("/campaigns")
	b.press("A lifeboat for the bay")
	b.press("€25")
	b.reads("€25.00", "Test invoice")
	b.press("Pay")
	b.press("€2.50")
	b.picture("sheet")
	b.run("a tall window", chromedp.EmulateViewport(1100, 1420))
	b.press("Pay €27.50")
	b.reads("Thank you, Noor")
	b.do(`document.getElementById('messages').scrollTop = 1e6`)
	b.picture("chat")
	b.run("a wide window", chromedp.EmulateViewport(1280, 800))
	b.press("Behind the scenes")
	b.picture("behind")
	b.press("Close the panel")
	b.chat("Camille")
	b.phone()
	b.dark(true)
	b.press("Menu")
	b.write("/campaigns")
	b.press("torchon")
	b.reads("30")
	b.picture("phone")
}

// picture writes a screenshot, without notices and once all is still.
func (b *tab) picture(name string) {
	b.t.Helper()
	b.do(`document.getElementById('toasts').replaceChildren()`)
	b.until("all is still", `[...document.images].every(i => i.complete) && document.getAnimations().length === 0`)
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(*screenshots, name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}
