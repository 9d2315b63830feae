package config

import (
	"slices"
	"strings"
	"testing"

	"github.com/donatebot/donatebot/campaigns"
)

func TestTextsInOtherLanguages(t *testing.T) {
	c := mustRead(t, whole(`
organisation:
  terms: terms
  welcome: " <b>Welcome</b> "
  thanks: Thank <i>you</i>
  translations:
    fr: {terms: conditions, privacy: discrétion, support: aide, welcome: <b>Bienvenue</b>, thanks: merci}
    pt-BR: {thanks: obrigado}
campaigns:
  - {id: a, title: A, currency: EUR, amounts: [5], translations: {fr: {title: " Un ", description: Deux}}}
`))
	o := c.Settings.Organisation
	if o.Welcome != "<b>Welcome</b>" || o.Thanks != "Thank <i>you</i>" || o.In("pt-BR").Thanks != "obrigado" {
		t.Errorf("the organisation is %+v", o)
	}
	want := campaigns.OrganisationText{Terms: "conditions", Privacy: "discrétion", Support: "aide", Welcome: "<b>Bienvenue</b>", Thanks: "merci"}
	if got := o.Translations["fr"]; got != want {
		t.Errorf("in French it is %+v, want %+v", got, want)
	}
	if got := c.Settings.Campaigns[0].Translations["fr"]; got != (campaigns.CampaignText{Title: "Un", Description: "Deux"}) {
		t.Errorf("the campaign in French is %+v", got)
	}
}

func TestFaultsOfTranslations(t *testing.T) {
	for text, want := range map[string]string{
		"organisation: {thanks: '<b>Thanks'}":                                                  "organisation.thanks: <b>Thanks: has a tag that is not closed: <b>",
		"organisation: {welcome: 'I <3 you'}":                                                  "organisation.welcome: I <3 you: has a tag that Telegram doesn't know: <3>; write &lt; for the character <",
		"organisation: {thanks: '<b x=>y</b>'}":                                                "organisation.thanks: <b x=>y</b>: has a tag that is not written as it should be: <b>",
		"organisation: {thanks: 'y</b>'}":                                                      "organisation.thanks: y</b>: closes a tag that is not the last one opened: </b>",
		"organisation: {translations: {fr: {thanks: '<p>x</p>'}}}":                             "organisation.translations.fr.thanks: <p>x</p>: has a tag that Telegram doesn't know: <p>; write &lt; for the character <",
		"organisation: {translations: {French: {}}}":                                           "organisation.translations.French: is not a language: write it as en or fr",
		"organisation: {translations: {fr: {name: x}}}":                                        "organisation.translations.fr.name: unknown key",
		"organisation: {translations: {fr: x}}":                                                "organisation.translations.fr: must have keys: terms, privacy, support, welcome, thanks",
		"organisation: {translations: [fr]}":                                                   "organisation.translations: must be names, each with its own keys",
		"organisation: {translations: {fr: {terms: x}}}":                                       "organisation.translations.fr.terms: x: has no effect without organisation.terms, which is the text that donors agree to",
		"organisation: {translations: {fr: {privacy: \"" + strings.Repeat("x", 3501) + "\"}}}": "organisation.translations.fr.privacy: " + strings.Repeat("x", 59) + "…: has 3501 characters: must have 3500 or fewer",
	} {
		_, err := read(t, whole(text))
		wantFaults(t, err, want)
	}
	for text, want := range map[string]string{
		"{fr: {title: " + strings.Repeat("x", 33) + "}}": "campaigns[0].translations.fr.title (school-books): " + strings.Repeat("x", 33) + ": has 33 characters: must have 32 or fewer",
		"{fr: {title: \"a\\nb\"}}":                       "campaigns[0].translations.fr.title (school-books): a b: must be on one line",
		"{fr: {titel: a}}":                               "campaigns[0].translations.fr.titel (school-books): unknown key; did you mean title?",
		"{pt-BR: {description: \"a\\0\"}}":               "campaigns[0].translations.pt-BR.description (school-books): a : must have no control characters",
		"{9: {title: a}}":                                "campaigns[0].translations.9 (school-books): is not a language: write it as en or fr",
	} {
		_, err := read(t, campaignWith("translations", text))
		wantFaults(t, err, want)
	}
}

func TestTranslationsAreOfLanguagesThatTheBotSpeaks(t *testing.T) {
	o := Options{Environ: []string{}, Languages: []string{"en", "fr"}}
	_, err := Parse([]byte(whole("organisation: {translations: {de: {support: x}}}")), t.TempDir(), o)
	wantFaults(t, err, "organisation.translations.de: the bot doesn't speak it: choose one of en, fr")
	c := mustRead(t, whole("organisation: {translations: {en: {support: x}}}"))
	const want = "organisation.translations.en: organisation.language is en already: the texts outside of translations should be in it"
	if got := lines(c.Warnings); !slices.Contains(got, want) {
		t.Errorf("the warnings are %q", got)
	}
}
