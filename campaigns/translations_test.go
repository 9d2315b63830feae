package campaigns

import "testing"

func TestAnOrganisationSpeaksTheLanguagesThatItHas(t *testing.T) {
	o := Organisation{
		Name: "Harbour Hands", Terms: "terms", Privacy: "privacy", Support: "support", Thanks: "thanks",
		Translations: map[string]OrganisationText{
			"fr": {Terms: "conditions", Support: "aide", Welcome: "bienvenue", Thanks: "merci"},
		},
	}
	fr := o.In("fr")
	if fr.Terms != "conditions" || fr.Support != "aide" || fr.Welcome != "bienvenue" || fr.Thanks != "merci" || fr.Privacy != "privacy" || fr.Name != o.Name {
		t.Errorf("in French: %+v", fr)
	}
	if o.In("fr-CA").Thanks != "merci" {
		t.Error("a variety of French is not taken for French")
	}
	for _, lang := range []string{"", "en", "frr"} {
		if got := o.In(lang); got.Terms != "terms" || got.Welcome != "" || got.Thanks != "thanks" {
			t.Errorf("in %q: %+v", lang, got)
		}
	}
	o.Terms = ""
	if o.In("fr").Terms != "" {
		t.Error("there are terms to agree to in one language alone")
	}
}

func TestACampaignSpeaksTheLanguagesThatItHas(t *testing.T) {
	c := Campaign{Title: "Books", Description: "for all", Translations: map[string]CampaignText{"fr": {Title: "Livres"}, "pt-BR": {Title: "Livros"}}}
	for lang, want := range map[string]string{"fr": "Livres", "fr-CA": "Livres", "pt-BR": "Livros", "pt": "Books", "en": "Books", "": "Books"} {
		if got := c.In(lang); got.Title != want || got.Description != "for all" {
			t.Errorf("in %q: %+v", lang, got)
		}
	}
}

func TestHTMLThatTelegramTakes(t *testing.T) {
	for text, want := range map[string]string{
		"plain & simple":                                "",
		"a <b>bold</b> word":                            "",
		"<B>loud</b>":                                   "",
		"<b><i>both</i></b>":                            "",
		`<a href="https://a.example">here</a>`:          "",
		"<blockquote expandable>x</blockquote>":         "",
		`<span class="tg-spoiler">x</span>`:             "",
		`<pre><code class="language-go">x</code></pre>`: "",
		"a &lt;b&gt; and 2 > 1":                         "",
		`<a href='a>b'>x</a >`:                          "",

		"<b>bold":            "unclosed_tag b",
		"<b>bold<i>both</i>": "unclosed_tag b",
		"bold</b>":           "unopened_tag b",
		"<b><i>x</b></i>":    "unopened_tag b",
		"<b>bold</bold>":     "unopened_tag bold",
		"1 < 2":              "unknown_tag",
		"a <br> b":           "unknown_tag br",
		"<p>x</p>":           "unknown_tag p",
		"<b":                 "broken_tag b",
		`<a href="x>y</a>`:   "broken_tag a",
		"x</b":               "broken_tag b",
		"<>":                 "unknown_tag",
		`<span>x</span>`:     "broken_tag span",
		`<a href=x/y>z</a>`:  "broken_tag a",
	} {
		got := CheckHTML(text, 50)
		brief := string(got.Code)
		if got.Name != "" {
			brief += " " + got.Name
		}
		if brief != want {
			t.Errorf("%s: %q, want %q", text, brief, want)
		}
	}
}

func TestTagsDoNotCount(t *testing.T) {
	if got := CheckHTML(`<a href="https://a.example/a/long/address">12345</a>&amp;`, 6); got.Code != "" {
		t.Errorf("%+v", got)
	}
	if got := CheckHTML("<b>1234567</b>", 6); got.Code != ProblemTooLong || got.Count != 7 {
		t.Errorf("%+v", got)
	}
	for text, want := range map[string]ProblemCode{"\xff": ProblemNotUTF8, "a\x00": ProblemControls, "a\nb": ""} {
		if got := CheckHTML(text, 6); got.Code != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}
