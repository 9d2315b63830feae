package markup

import (
	"reflect"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	for _, c := range []struct {
		src, text string
		entities  []Entity
	}{
		{"a &lt;b&gt; &amp;&quot;&#65;&nbsp;&", "a <b> &\"A&nbsp;&", nil},
		{"😀<b>x</b>", "😀x", []Entity{{Type: "bold", Offset: 2, Length: 1}}},
		{"<b>a<i>b</i></b>", "ab", []Entity{{Type: "bold", Length: 2}, {Type: "italic", Offset: 1, Length: 1}}},
		{`<a href="https://a.org/?a=1&amp;b=2">x</a>`, "x", []Entity{{Type: "text_link", Length: 1, URL: "https://a.org/?a=1&b=2"}}},
		{`<a href="nowhere">x</a>`, "x", nil},
		{`<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>`, "xy", []Entity{{Type: "spoiler", Length: 1}, {Type: "spoiler", Offset: 1, Length: 1}}},
		{`<pre><code class="language-go">x</code></pre>`, "x", []Entity{{Type: "pre", Length: 1, Language: "go"}}},
		{"<blockquote expandable>x</blockquote>", "x", []Entity{{Type: "expandable_blockquote", Length: 1}}},
		{"<b></b>x", "x", nil},
		{`<tg-time unix="1647531900" format="wDT">then</tg-time>`, "then", []Entity{{Type: "date_time", Length: 4, UnixTime: 1647531900, Format: "wDT"}}},
		{"  <b> x </b>  ", "x", []Entity{{Type: "bold", Length: 1}}},
	} {
		text, entities, err := Parse(c.src, "html", "")
		if err != nil || text != c.text || len(entities)+len(c.entities) > 0 && !reflect.DeepEqual(entities, c.entities) {
			t.Errorf("%s: %q %+v %v", c.src, text, entities, err)
		}
	}
}

func TestBadMarkup(t *testing.T) {
	for _, c := range []struct{ mode, src, want string }{
		{"HTML", "a<br>", `Unsupported start tag "br" at byte offset 1`},
		{"HTML", "ä<b>x</i>", `Unmatched end tag at byte offset 6, expected "</b>", found "</i>"`},
		{"HTML", "<b>x", `Can't find end tag corresponding to start tag "b"`},
		{"HTML", "</b>", "Unexpected end tag at byte offset 0"},
		{"HTML", "1 < 2", `Unsupported start tag "" at byte offset 2`},
		{"HTML", "x<b", "Unclosed start tag at byte offset 1"},
		{"HTML", "<span>x</span>", `Tag "span" must have class "tg-spoiler" at byte offset 0`},
		{"HTML", `<a href=a/b>x</a>`, "Unexpected end of name token at byte offset 8"},
		{"MarkdownV2", "a.", `Character '.' is reserved and must be escaped with the preceding '\'`},
		{"MarkdownV2", "*a", "Can't find end of Bold entity at byte offset 0"},
		{"Markdown", "a_b", "Can't find end of the entity starting at byte offset 1"},
	} {
		_, _, err := Parse(c.src, c.mode, "")
		if err == nil || err.Error() != "can't parse entities: "+c.want {
			t.Errorf("%s %q: %v", c.mode, c.src, err)
		}
	}
}

func TestMarkdown(t *testing.T) {
	bold, italic := Entity{Type: "bold", Length: 1}, Entity{Type: "italic", Offset: 1, Length: 1}
	link := Entity{Type: "text_link", Offset: 2, Length: 1, URL: "https://a.org/"}
	for mode, src := range map[string]string{"markdown": "*a*_b_[c](https://a.org/)", "markdownv2": `*a*_b_[c](https://a.org/)\.`} {
		text, entities, err := Parse(src, mode, "")
		if err != nil || strings.TrimSuffix(text, ".") != "abc" || !reflect.DeepEqual(entities, []Entity{bold, italic, link}) {
			t.Errorf("%s: %q %+v %v", mode, text, entities, err)
		}
	}
}

func TestCommandsOfPeople(t *testing.T) {
	for text, want := range map[string][]Entity{
		"/start abc":         {{Type: "bot_command", Length: 6}},
		"😀 /help@SomeBot, x": {{Type: "bot_command", Offset: 3, Length: 13}},
		"1/2 //x /":          nil,
	} {
		if got := Commands(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func FuzzMarkup(f *testing.F) {
	for _, seed := range []string{"<b>a</b>", "<a href='x", "*a_b_*[c](d)", "&#x41;<pre>```x\n```", "![x](tg://emoji?id=1)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, mode := range []string{"", "html", "markdown", "markdownv2"} {
			text, entities, err := Parse(src, mode, "")
			if err != nil {
				continue
			}
			for _, e := range entities {
				if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > Units(text) {
					t.Errorf("%s %q: %+v is outside of %q", mode, src, e, text)
				}
			}
		}
	})
}
