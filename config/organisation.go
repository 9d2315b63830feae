package config

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// Lengths of the organisation's texts, in characters. Terms and privacy are each sent
// as one message, which holds 4096 (Bot API documentation), with words around them.
const (
	longestName    = 128
	longestLegalID = 64
	longestNote    = 500
	longestText    = 3500
	longestWords   = 800 // of welcome and thanks, which have more below them
)

func (r *reader) organisation() campaigns.Organisation {
	o := campaigns.Organisation{
		Name:     r.line(r.value("organisation.name"), longestName),
		LegalID:  r.line(r.value("organisation.legal_id"), longestLegalID),
		Address:  r.words(r.value("organisation.address"), longestNote),
		Support:  r.words(r.value("organisation.support"), longestNote),
		Terms:    r.words(r.value("organisation.terms"), longestText),
		Privacy:  r.words(r.value("organisation.privacy"), longestText),
		Welcome:  r.html(r.value("organisation.welcome")),
		Thanks:   r.html(r.value("organisation.thanks")),
		Zone:     r.timezone(),
		Language: r.language(),
	}
	o.Translations = translated(r, r.inFile("organisation", "translations"), o.Language, func(f field) campaigns.OrganisationText {
		if terms := f.sub("terms"); terms.text() != "" && o.Terms == "" {
			r.fault(terms, "has no effect without organisation.terms, which is the text that donors agree to")
		}
		return campaigns.OrganisationText{
			Terms:   r.words(f.sub("terms"), longestText),
			Privacy: r.words(f.sub("privacy"), longestText),
			Support: r.words(f.sub("support"), longestNote),
			Welcome: r.html(f.sub("welcome")),
			Thanks:  r.html(f.sub("thanks")),
		}
	})
	return o
}

// html reads the organisation's own words of a message, with Telegram's HTML in them.
func (r *reader) html(f field) string {
	return r.checked(f, longestWords, campaigns.CheckHTML)
}

func (r *reader) timezone() *time.Location {
	f := r.value("organisation.timezone")
	name := f.text()
	if name == "" {
		return time.UTC
	}
	zone, err := time.LoadLocation(name)
	if err != nil || strings.EqualFold(name, "local") {
		r.fault(f, "is not a time zone: write it as Europe/Paris or UTC")
		return time.UTC
	}
	return zone
}

func (r *reader) language() string {
	f := r.value("organisation.language")
	language := f.text()
	if language == "" {
		return defaults()["organisation.language"]
	}
	if problem := r.languageProblem(language); problem != "" {
		r.fault(f, "%s", problem)
	}
	return language
}

// languageProblem returns why the bot can't speak a language, "" if it can.
func (r *reader) languageProblem(language string) string {
	known := r.options.Languages
	switch {
	case known != nil && !slices.Contains(known, language):
		return "the bot doesn't speak it: choose one of " + strings.Join(known, ", ")
	case known == nil && !regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*$`).MatchString(language):
		return "is not a language: write it as en or fr"
	}
	return ""
}
