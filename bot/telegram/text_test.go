package telegram

import "testing"

func TestMarksThatTurnTheLineAreLeftOut(t *testing.T) {
	if got := PlainName("Ada \u202eecalevoL\u2066\n x"); got != "Ada ecalevoL x" {
		t.Errorf("%q", got)
	}
}

func TestALongTextEndsAtAWord(t *testing.T) {
	for _, c := range []struct {
		text string
		most int
		want string
	}{
		{"short", 5, "short"}, {"one two three four", 15, "one two three…"}, {"abcdefghijkl", 6, "abcde…"}, {"été à la mer ici", 14, "été à la mer…"},
	} {
		if got := Cut(c.text, c.most); got != c.want {
			t.Errorf("%q cut to %d is %q, not %q", c.text, c.most, got, c.want)
		}
	}
	if got := CutUnits("🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺🎺", 30); Units(got) > 30 {
		t.Errorf("%q has %d units", got, Units(got))
	}
}
