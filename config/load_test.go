package config

import (
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
)

// The example at the top of the repository is what the demo runs and what
// people copy.
func TestExampleHasNoFaults(t *testing.T) {
	c, err := Load("../config.yaml", Options{Environ: []string{inASandbox}, Languages: []string{"en", "fr"}})
	if err != nil {
		t.Fatal(err)
	}
	var currencies []string
	posts := false
	for _, x := range c.Settings.Campaigns {
		currencies = append(currencies, x.Currency.Code)
		posts = posts || x.NeedsShipping()
		if x.Description == "" || x.State("2026-11-23") != campaigns.StateOpen {
			t.Errorf("%s has no description or is not open", x.ID)
		}
	}
	if want := []string{"EUR", "USD", "JPY", "JOD", "EUR", "XTR"}; !slices.Equal(currencies, want) || !posts {
		t.Errorf("the currencies are %v, want %v, and one campaign posts: %t", currencies, want, posts)
	}
	if c.Telegram.Token != "" || c.Settings.Mode != campaigns.ModeTest || c.Settings.Organisation.LegalID != "0123456701" {
		t.Errorf("the example is %+v", c)
	}
	want := []string{
		"telegram.admins: nobody is told about donations or problems: add your own Telegram user id",
	}
	if got := lines(c.Warnings); !slices.Equal(got, want) {
		t.Errorf("the warnings are %q, want %q", got, want)
	}
}

// The example shows every key, be it as a comment.
func TestExampleIsComplete(t *testing.T) {
	text, err := os.ReadFile("../config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var keys func(s shape)
	keys = func(s shape) {
		for _, k := range s.keys {
			if !strings.Contains(string(text), k.name+":") {
				t.Errorf("the example lacks %s", k.name)
			}
			keys(k.shape)
		}
		if s.each != nil {
			keys(*s.each)
		}
		if s.item != nil {
			keys(*s.item)
		}
	}
	keys(document())
}

func TestExampleNeedsATokenToRun(t *testing.T) {
	_, err := Load("../config.yaml", Options{Environ: []string{inASandbox}, NeedToken: true})
	wantFaults(t, err, "telegram.token: "+howToGetAToken)
	_, err = Load("../config.yaml", Options{Environ: []string{"DONATEBOT_TELEGRAM_TOKEN=7000000001:AAE"}, NeedToken: true})
	wantFaults(t, err, "campaigns[5].currency (lantern): XTR: "+problemWords[campaigns.ProblemStarsAreReal])
	c, err := Load("../config.yaml", Options{Environ: []string{inASandbox, "DONATEBOT_TELEGRAM_TOKEN=7000000001:AAE"}, NeedToken: true})
	if err != nil || c.Telegram.Token != "7000000001:AAE" {
		t.Errorf("the token is %+v (%v)", c, err)
	}
}

func TestMissingToken(t *testing.T) {
	for _, text := range []string{"", "telegram: {}", "telegram: {token: ''}", "telegram: {token: '', token_file: ''}"} {
		_, err := Parse([]byte(whole(text)), t.TempDir(), Options{Environ: []string{}, NeedToken: true})
		wantFaults(t, err, "telegram.token: "+howToGetAToken)
	}
	_, err := Parse([]byte(whole("telegram: {token: }")), t.TempDir(), Options{Environ: []string{}, NeedToken: true})
	wantFaults(t, err, "telegram.token: has no value: give it one, or remove the key")
}

// save writes a file into the directory and returns its path.
func save(t *testing.T, directory, name, text string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(directory, name)
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
	return path
}

func TestTokenFile(t *testing.T) {
	directory := t.TempDir()
	save(t, directory, "token.txt", "\n7000000001:AAE-x\r\n", 0o600)
	path := save(t, directory, "config.yaml", whole("telegram: {token_file: token.txt}"), 0o644)
	c, err := Load(path, Options{Environ: []string{}, NeedToken: true})
	if err != nil || c.Telegram.Token != "7000000001:AAE-x" {
		t.Fatalf("the token is %+v (%v)", c, err)
	}
	for _, line := range lines(c.Warnings) {
		if strings.Contains(line, "chmod") {
			t.Errorf("there is nothing to hide here: %s", line)
		}
	}
	c, err = Load(path, Options{Environ: []string{"DONATEBOT_TELEGRAM_TOKEN=1:variable"}})
	if err != nil || c.Telegram.Token != "1:variable" {
		t.Errorf("the variable has less weight than the file: %+v (%v)", c, err)
	}
	save(t, directory, "token.txt", " \n", 0o600)
	_, err = Load(path, Options{Environ: []string{}})
	wantFaults(t, err, "telegram.token_file: token.txt: this file is empty: paste the bot's token into it")
	save(t, directory, "token.txt", "the token is below", 0o600)
	_, err = Load(path, Options{Environ: []string{}})
	wantFaults(t, err, "telegram.token_file: token.txt: "+wrongToken)
}

func TestFilesThatOthersCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	directory := t.TempDir()
	token := save(t, directory, "token.txt", "7000000001:AAE", 0o644)
	byFile := save(t, directory, "by-file.yaml", whole("telegram: {token_file: token.txt}"), 0o644)
	inside := save(t, directory, "inside.yaml", whole("telegram: {token: 7000000001:AAE}"), 0o640)
	private := save(t, directory, "private.yaml", whole("telegram: {token: 7000000001:AAE}"), 0o600)
	live := save(t, directory, "live.yaml", "payments: {providers: {p: {token: 1:LIVE:a, currencies: [EUR]}}}\n"+someCampaigns, 0o644)
	test := save(t, directory, "test.yaml", whole(""), 0o644)
	for path, want := range map[string]string{
		byFile:  "telegram.token_file: token.txt: " + ownerOnly(token, "a token"),
		inside:  inside + ": " + ownerOnly(inside, "a token"),
		live:    live + ": " + ownerOnly(live, "a token"),
		private: "",
		test:    "",
	} {
		c, err := Load(path, Options{Environ: []string{}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, line := range lines(c.Warnings) {
			if strings.Contains(line, "chmod") {
				got = append(got, line)
			}
		}
		if strings.Join(got, "\n") != want {
			t.Errorf("%s has the warnings %q, want %q", path, got, want)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	directory := t.TempDir()
	var faults Faults
	if _, err := Load(filepath.Join(directory, "none.yaml"), Options{}); !errors.Is(err, fs.ErrNotExist) || errors.As(err, &faults) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := Load(directory, Options{}); err == nil || errors.As(err, &faults) {
		t.Errorf("a directory: %v", err)
	}
	large := save(t, directory, "large.yaml", strings.Repeat("#\n", 1<<19+1), 0o600)
	_, err := Load(large, Options{})
	wantFaults(t, err, large+": is larger than 1 MiB")
}

// picture is a PNG of that size, which is small in bytes.
func picture(t *testing.T, width, height int) string {
	t.Helper()
	var b strings.Builder
	if err := png.Encode(&b, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// webp is the beginning of a WebP picture.
func webp(chunk, content string) string { return "RIFF1234WEBP" + chunk + "1234" + content }

// The ledger's directory must be there, and nobody else may read the ledger.
func TestThePlaceOfTheLedger(t *testing.T) {
	directory := t.TempDir()
	o := Options{Environ: []string{}, NeedToken: true}
	_, err := Parse([]byte(whole("telegram: {token: 7000000001:AAE}\nstorage: {path: data/a.db}")), directory, o)
	wantFaults(t, err, "storage.path: data/a.db: there is no directory "+directory+"/data: create it, or change the path")
	ledger := save(t, directory, "a.db", "", 0o644)
	_, err = Parse([]byte(whole("telegram: {token: 7000000001:AAE}\nstorage: {path: a.db/b.db}")), directory, o)
	wantFaults(t, err, "storage.path: a.db/b.db: "+ledger+" is not a directory")
	if runtime.GOOS == "windows" {
		return // it has no such permissions
	}
	c, err := Parse([]byte(whole("storage: {path: a.db}")), directory, Options{Environ: []string{}})
	const warning = "storage.path: a.db: people other than its owner can read this file, and it contains what you know of your donors: chmod 600 "
	if err != nil || !slices.Contains(lines(c.Warnings), warning+ledger) {
		t.Errorf("the warnings are %v (%v)", c, err)
	}
}

func TestPhotos(t *testing.T) {
	directory := t.TempDir()
	small := picture(t, 40, 2)
	save(t, directory, "a.png", small, 0o600)
	var photograph strings.Builder
	if err := jpeg.Encode(&photograph, image.NewGray(image.Rect(0, 0, 3, 3)), nil); err != nil {
		t.Fatal(err)
	}
	save(t, directory, "a.jpg", photograph.String(), 0o600)
	save(t, directory, "a.webp", webp("VP8 ", "\x30\x01\x00\x9d\x01\x2a\x10\x00\x10\x00"), 0o600)
	save(t, directory, "lossless.webp", webp("VP8L", "\x2f\x0f\xc0\x03\x00     "), 0o600)
	save(t, directory, "extended.webp", webp("VP8X", "\x00\x00\x00\x00\x0f\x27\x00\x0f\x27\x00"), 0o600)
	save(t, directory, "half.webp", webp("VP8X", ""), 0o600)
	save(t, directory, "half.png", small[:20], 0o600)
	save(t, directory, "half.jpg", photograph.String()[:20], 0o600)
	save(t, directory, "camera.png", picture(t, 9702, 7168), 0o600)
	save(t, directory, "side.png", picture(t, 5000, 5000), 0o600)
	save(t, directory, "long.png", picture(t, 41, 2), 0o600)
	save(t, directory, "a.gif", "GIF89a and so on", 0o600)
	save(t, directory, "text.png", "no picture", 0o600)
	save(t, directory, "empty.png", "", 0o600)
	large := save(t, directory, "large.png", small, 0o600)
	if err := os.Truncate(large, largestPhoto); err != nil {
		t.Fatal(err)
	}
	larger := save(t, directory, "larger.png", small, 0o600)
	if err := os.Truncate(larger, largestPhoto+1); err != nil {
		t.Fatal(err)
	}
	problems := map[string]string{
		"side.png": "", "lossless.webp": "",
		"camera.png":    "camera.png: this picture has 9702 × 7168 pixels: Telegram takes 10000 or fewer for width and height together",
		"extended.webp": "extended.webp: this picture has 10000 × 10000 pixels: Telegram takes 10000 or fewer for width and height together",
		"long.png":      "long.png: this picture has 41 × 2 pixels: Telegram takes one that is at most 20 times as long as wide",
		"half.png":      "half.png: this picture is damaged",
		"half.jpg":      "half.jpg: this picture is damaged",
		"half.webp":     "half.webp: this picture is damaged",
		"a.png":         "", "a.jpg": "", "a.webp": "", "large.png": "", "./a.png": "", "''": "",
		"none.png":                        "none.png: there is no such file",
		".":                               ".: this is a directory, not a file",
		"a.gif":                           "a.gif: this file is not a JPEG, PNG or WebP picture",
		"text.png":                        "text.png: this file is not a JPEG, PNG or WebP picture",
		"empty.png":                       "empty.png: this file is not a JPEG, PNG or WebP picture",
		"larger.png":                      "larger.png: this file has 10485761 bytes: a photo has 10485760 (10 MB) or fewer",
		"http://a.example/b":              "http://a.example/b: must be an address that begins with https://, or a file",
		"https://":                        "https://: must be an address that begins with https://, or a file",
		"'https://a.example/b c'":         "https://a.example/b c: must be an address that begins with https://, or a file",
		"ftp://a.example/b":               "ftp://a.example/b: must be an address that begins with https://, or a file",
		"https://me:word@a.example/b.png": "must not contain a user name or password",
	}
	if listener, err := net.Listen("unix", filepath.Join(directory, "socket")); err == nil {
		defer listener.Close()
		problems["socket"] = "socket: this is not a file"
	}
	for photo, want := range problems {
		_, err := Parse([]byte(campaignWith("photo", photo)), directory, Options{Environ: []string{}})
		switch {
		case want != "":
			wantFaults(t, err, "campaigns[0].photo (school-books): "+want)
		case err != nil:
			t.Errorf("%s: %v", photo, err)
		}
	}
	c, err := Parse([]byte(campaignWith("photo", "a.png")), directory, Options{Environ: []string{}})
	if err != nil || c.Settings.Campaigns[0].Photo != (campaigns.Photo{File: filepath.Join(directory, "a.png")}) {
		t.Errorf("the photo of %+v (%v) is no absolute path", c, err)
	}
}
