package bot

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/sandbox"
	"github.com/donatebot/donatebot/sandbox/sandboxtest"
)

// picture makes a photo's file.
func picture(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 64, 48))); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "boat.png")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAPhotoIsUploadedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) { w.settings.Campaigns[0].Photo = campaigns.Photo{File: picture(t)} })
	ada, ben := w.Donor("Ada", "en", "GB"), w.Donor("Ben", "en", "GB")
	ada.Start("")
	list := ada.Gets("Harbour Hands")
	ada.TapsOn(list, "A lifeboat")
	card := ada.Gets("A lifeboat", "An engine <for> our boat", "€10")
	if card.Photo == nil || card.Caption == "" || card.ID != list.ID {
		t.Errorf("%s", sandboxtest.Line(card))
	}
	w.bot.dispatcher.queues.idle.Wait() // the bot knows the file's id by then
	ben.Start("boat")
	if m := ben.Gets("A lifeboat"); m.Photo == nil {
		t.Errorf("%s", sandboxtest.Line(m))
	}
	ada.TapsOn(card, "Other amount")
	ada.Gets("Type the amount")
	ada.TapsOn(card, "€10")
	ada.Gets("Donation")
	if now := ada.Chat().Message(card.ID); now.Caption != card.Caption {
		t.Errorf("the card was edited: %s", sandboxtest.Line(now))
	}
	w.stop() // its requests are all there now
	uploads := 0
	for _, r := range append(w.Requests("sendPhoto"), w.Requests("editMessageMedia")...) {
		uploads += len(r.Files)
	}
	if n, edits := len(w.Requests("sendPhoto")), len(w.Requests("editMessageMedia")); uploads != 1 || n != 1 || edits != 1 {
		t.Errorf("%d uploads in %d photos and %d edits", uploads, n, edits)
	}
	if i := w.Requests("sendInvoice")[0]; i.Params["photo_url"] != "" {
		t.Errorf("%v", i.Params)
	}
}

func TestAPhotoThatIsGoneOrSpoilt(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "broken.png")
	if err := os.WriteFile(broken, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, func(w *world) {
		w.settings.Campaigns[0].Photo = campaigns.Photo{File: filepath.Join(t.TempDir(), "missing.png")}
		w.settings.Campaigns[1].Photo = campaigns.Photo{File: broken}
		w.settings.Campaigns[2].Photo = campaigns.Photo{File: picture(t)}
	})
	ada := w.Donor("Ada", "en", "GB")
	for _, id := range []string{"boat", "books"} {
		ada.Start(id)
		if m := ada.Gets("How much would you like to give?"); m.Photo != nil {
			t.Errorf("%s", sandboxtest.Line(m))
		}
	}
	ada.Start("trees")
	if m := ada.Gets("How much would you like to give?"); m.Photo == nil {
		t.Errorf("%s", sandboxtest.Line(m))
	}
	w.Faults().Add(sandbox.Fault{Method: "sendPhoto", Kind: sandbox.FaultAnswer{Code: 400, Description: "Bad Request: wrong file identifier/HTTP URL specified"}, Times: 1})
	for _, photo := range []bool{false, true} { // the id is no good any more: uploaded again
		ada.Start("trees")
		if m := ada.Gets("How much would you like to give?"); (m.Photo != nil) != photo {
			t.Errorf("%s", sandboxtest.Line(m))
		}
	}
}

func TestAPhotoThatTelegramCannotLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		w.settings.Campaigns[0].Photo = campaigns.Photo{URL: "https://example.org/boat.jpg"}
	})
	boss, ada := w.admin("Boss", "en"), w.Donor("Ada", "en", "GB")
	boss.Start("boat")
	if m := boss.Gets("A lifeboat", "€10"); m.Photo == nil || m.Photo.URL != "https://example.org/boat.jpg" {
		t.Errorf("%s", sandboxtest.Line(m))
	}
	clear := w.Faults().Add(sandbox.Fault{Method: "sendPhoto", Kind: sandbox.FaultAnswer{Code: 400, Description: "Bad Request: failed to get HTTP URL content"}})
	ada.Start("boat")
	m := ada.Gets("An engine <for> our boat", "€10")
	if m.Photo != nil || m.Text == "" {
		t.Errorf("%s", sandboxtest.Line(m))
	}
	clear()
	w.Faults().Add(sandbox.Fault{Method: "sendInvoice", Kind: sandbox.FaultAnswer{Code: 400, Description: "Bad Request: WEBDOCUMENT_URL_INVALID"},
		Match: func(r sandbox.Request) bool { return r.Params["photo_url"] != "" }})
	for range 2 {
		ada.TapsOn(m, "€10")
		if i := ada.Gets("Donation"); i.Invoice.PhotoURL != "" {
			t.Errorf("%+v", i.Invoice)
		}
	}
	boss.Gets("Telegram can't load the photo of “A lifeboat”", "WEBDOCUMENT_URL_INVALID")
	w.emptied()
	n := 0
	for _, m := range boss.Chat().Messages() {
		n += strings.Count(m.Text, "can't load the photo")
	}
	if n != 1 {
		t.Errorf("%d alerts", n)
	}
}

func TestALongStoryFitsBelowAPhoto(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		c := &w.settings.Campaigns[0]
		c.Photo = campaigns.Photo{File: picture(t)}
		c.Title, c.Description, c.Ends = strings.Repeat("&", 32), strings.Repeat("<é ", 266), "2199-01-01"
		c.Shipping = []campaigns.ShippingOption{{ID: "a", Title: "A", Countries: []string{"FR"}, Price: 1}}
	})
	camille := w.Donor("Camille", "fr", "FR")
	camille.Start("boat")
	if m := camille.Gets("10\u00a0€"); m.Photo == nil {
		t.Errorf("%s\n%s", sandboxtest.Line(m), w.log)
	}
}
