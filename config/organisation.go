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
)

func (r *reader) organisation() campaigns.Organisation {
	return campaigns.Organisation{
		Name:     r.line(r.value("organisation.name"), longestName),
		LegalID:  r.line(r.value("organisation.legal_id"), longestLegalID),
		Address:  r.words(r.value("organisation.address"), longestNote),
		Support:  r.words(r.value("organisation.support"), longestNote),
		Terms:    r.words(r.value("organisation.terms"), longestText),
		Privacy:  r.words(r.value("organisation.privacy"), longestText),
		Zone:     r.timezone(),
		Language: r.language(),
	}
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
	language, known := f.text(), r.options.Languages
	switch {
	case language == "":
		return defaults()["organisation.language"]
	case known != nil && !slices.Contains(known, language):
		r.fault(f, "the bot doesn't speak it: choose one of %s", strings.Join(known, ", "))
	case known == nil && !regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*$`).MatchString(language):
		r.fault(f, "is not a language: write it as en or fr")
	}
	return language
}
