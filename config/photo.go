package config

import (
	"strings"

	"github.com/donatebot/donatebot/campaigns"
)

// photo reads a picture. Files are looked at here; the rules of the domain, which know
// none, check addresses.
func (r *reader) photo(f field) campaigns.Photo {
	text := f.text()
	switch {
	case text == "":
		return campaigns.Photo{}
	case strings.Contains(text, "://"):
		return campaigns.Photo{URL: text}
	}
	path := r.path(text)
	if problem := pictureProblem(path); problem != "" {
		if strings.Contains(text, `\`) {
			problem += "; write / where Windows writes \\"
		}
		r.unreadable(f, "%s", problem)
		return campaigns.Photo{}
	}
	return campaigns.Photo{File: path}
}
