package cmd

import "testing"

// TestWhatDonorsWriteCommandsNoTerminal: names and what could not be read are shown as they came otherwise.
func TestWhatDonorsWriteCommandsNoTerminal(t *testing.T) {
	for text, want := range map[string]string{
		"Ada Lovelace": "Ada Lovelace", "Zoë 山田 🎁": "Zoë 山田 🎁", "\x1b[2J\x1b]0;owned\a": " [2J ]0;owned ", "two\nlines": "two lines",
		"\u202eright to left": " right to left", "\xff\xfe": "\ufffd\ufffd",
	} {
		if got := printable(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
