package e2e

import (
	"bytes"
	"context"
	"flag"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// photos draws the pictures of the example's campaigns again from draw/*.svg.
var photos = flag.String("photos", "", "draw the photos of the campaigns into this `folder`")

// Largest file and number of colours of a photo. Flat drawings need no more.
const (
	largestPhoto = 40_000
	colours      = 96
)

func TestPhotos(t *testing.T) {
	drawings, err := filepath.Glob("draw/*.svg")
	if err != nil || len(drawings) == 0 {
		t.Fatalf("there are no drawings: %v", err)
	}
	for _, drawing := range drawings {
		name := strings.TrimSuffix(filepath.Base(drawing), ".svg") + ".png"
		if *photos != "" {
			draw(t, drawing, filepath.Join(*photos, name))
		}
		data, err := os.ReadFile(filepath.Join("..", "photos", name))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.DecodeConfig(bytes.NewReader(data))
		if err != nil || len(data) > largestPhoto || picture.Width != 800 || picture.Height != 450 {
			t.Errorf("%s: %d bytes, %dx%d, %v; want at most %d bytes, 800x450", name, len(data), picture.Width, picture.Height, err, largestPhoto)
		}
	}
}

// draw lets the browser draw an SVG and writes it with a small palette.
func draw(t *testing.T, from, to string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/favicon.ico" {
			http.ServeFile(w, r, from)
		}
	}))
	defer server.Close()
	b := browser(t)
	b.run("draw "+from, chromedp.EmulateViewport(800, 450), chromedp.Navigate(server.URL))
	ctx, stop := context.WithTimeout(b.ctx, patience)
	defer stop()
	shot, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		t.Fatal(err)
	}
	var small bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, flatten(picture)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, small.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// flatten keeps the commonest colours that differ from each other; the rest, which
// is the soft edge between two of them, becomes the nearest.
func flatten(picture image.Image) *image.Paletted {
	count := map[color.RGBA]int{}
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			count[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)]++
		}
	}
	all := make([]color.RGBA, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b color.RGBA) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return int(a.R)<<16 + int(a.G)<<8 + int(a.B) - int(b.R)<<16 - int(b.G)<<8 - int(b.B)
	})
	var palette color.Palette
	for _, c := range all {
		if len(palette) < colours && !slices.ContainsFunc(palette, func(p color.Color) bool { return near(c, p.(color.RGBA)) }) {
			palette = append(palette, c)
		}
	}
	flat := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			flat.Set(x, y, picture.At(x, y))
		}
	}
	return flat
}

func near(a, b color.RGBA) bool {
	square := func(x, y uint8) int { d := int(x) - int(y); return d * d }
	return square(a.R, b.R)+square(a.G, b.G)+square(a.B, b.B) < 150
}
