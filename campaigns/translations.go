package campaigns

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// OrganisationText is what the organisation says in one language. A field that is
// empty leaves the text as it stands in [Organisation].
type OrganisationText struct {
	Terms, Privacy, Support string
	Welcome, Thanks         string // HTML as Telegram takes it
}

// CampaignText is what a campaign says in one language. A field that is empty leaves
// the text as it stands in [Campaign].
type CampaignText struct {
	Title, Description string
}

// In returns the organisation with its texts in a language, as far as it has them
// in that language. Terms that are not there to agree to in the organisation's own
// language are none in any other, since agreements are kept by that text.
func (o Organisation) In(lang string) Organisation {
	t := translated(o.Translations, lang)
	if o.Terms != "" {
		o.Terms = cmp.Or(t.Terms, o.Terms)
	}
	o.Privacy = cmp.Or(t.Privacy, o.Privacy)
	o.Support = cmp.Or(t.Support, o.Support)
	o.Welcome = cmp.Or(t.Welcome, o.Welcome)
	o.Thanks = cmp.Or(t.Thanks, o.Thanks)
	return o
}

// In returns the campaign with its texts in a language, as far as it has them in that
// language.
func (c Campaign) In(lang string) Campaign {
	t := translated(c.Translations, lang)
	c.Title = cmp.Or(t.Title, c.Title)
	c.Description = cmp.Or(t.Description, c.Description)
	return c
}

// translated returns the texts of a language, or else those of the language that it
// is a variety of: "fr" for "fr-CA".
func translated[T any](all map[string]T, lang string) T {
	if t, ok := all[lang]; ok {
		return t
	}
	base, _, _ := strings.Cut(lang, "-")
	return all[base]
}

// translations checks the texts of a campaign in other languages, each of which may
// be missing.
func (p *problems) translations(c Campaign) {
	for _, lang := range slices.Sorted(maps.Keys(c.Translations)) {
		t, field := c.Translations[lang], "translations."+lang
		if t.Title != "" {
			p.line(field+".title", t.Title, longestTitle)
		}
		p.text(field+".description", t.Description, longestDescription)
	}
}
