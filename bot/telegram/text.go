package telegram

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// The longest texts that Telegram takes, after its markup was read, in UTF-16 units
// (Bot API documentation).
const (
	MaxText    = 4096
	MaxCaption = 1024 // below a photo or a file
)

// Units returns the length of a text as Telegram counts it, in UTF-16.
func Units(text string) (n int) {
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// Cut shortens a text to a number of characters.
func Cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	short := strings.TrimRight(string(runes[:most-1]), " \n")
	if space := strings.LastIndexAny(short, " \n"); space > len(short)*3/4 {
		short = short[:space]
	}
	return short + "…"
}

// CutUnits shortens a text to a length as Telegram counts it.
func CutUnits(text string, most int) string {
	for length := len([]rune(text)); Units(text) > most && length > 1; length -= 10 {
		text = Cut(text, length)
	}
	return text
}

// longestName is how much of a name is shown.
const longestName = 64

// PlainName keeps what people call themselves to one line that fits into a sentence.
func PlainName(name string) string {
	name = strings.Map(func(r rune) rune { // marks that turn the direction of what follows
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, name)
	return Cut(strings.Join(strings.Fields(name), " "), longestName)
}
