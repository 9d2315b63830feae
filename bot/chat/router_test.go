package chat

import (
	"regexp"
	"strings"
	"testing"
)

func TestCommandsAreRead(t *testing.T) {
	for text, want := range map[string]struct {
		name, bot, payload string
		ok                 bool
	}{
		"/start":               {"start", "", "", true},
		"/START boat":          {"start", "", "boat", true},
		"/Start Boat":          {"start", "", "Boat", true},
		"/start@GiftBot boat":  {"start", "GiftBot", "boat", true},
		"/start  boat":         {"start", "", " boat", true},
		"/start boat\nand so":  {"start", "", "boat", true},
		"/start\tboat":         {"start", "", "boat", true},
		"/":                    {},
		"//":                   {},
		"/start@":              {},
		"/start!":              {},
		"/жираф":               {},
		" /start":              {},
		"start":                {},
		"":                     {},
		"/start@GiftBot\nboat": {"start", "GiftBot", "boat", true},
	} {
		name, bot, payload, ok := parseCommand(text)
		if name != want.name || bot != want.bot || payload != want.payload || ok != want.ok {
			t.Errorf("%q: %q, %q, %q, %t", text, name, bot, payload, ok)
		}
	}
}

// telebots is how telebot reads a command.
var telebots = regexp.MustCompile(`^(/\w+)(@(\w+))?(\s|$)(.+)?`)

func FuzzParseCommand(f *testing.F) {
	for _, text := range []string{"/start boat", "/start@Bot x\ny", "/a@", "/ж", "/a\x00", "/a \n b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, bot, payload, ok := parseCommand(text)
		match := telebots.FindStringSubmatch(text)
		if ok != (match != nil) {
			t.Fatalf("%q: %t", text, ok)
		}
		if ok && (name != strings.ToLower(match[1][1:]) || bot != match[3] || payload != match[5]) {
			t.Errorf("%q: %q, %q, %q, not %q", text, name, bot, payload, match)
		}
	})
}

func TestAnotherBotsCommandIsNotOurs(t *testing.T) {
	s := newStage(t)
	for text, ours := range map[string]bool{"/start@GiftBot": true, "/start@giftbot": true, "/start@OtherBot": false, "/dance@OtherBot": false, "/dance@GiftBot": true} {
		r := &request{in: input{update: updateOf(t, said(text))}}
		if _, ok := s.find(r); ok != ours {
			t.Errorf("%s: %t", text, ok)
		}
	}
}
