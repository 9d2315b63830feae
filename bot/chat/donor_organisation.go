package chat

import "github.com/donatebot/donatebot/locales"

func terms(r *request) error { return wordsOf(r, "terms", r.settings.Organisation.Terms) }

func privacy(r *request) error { return wordsOf(r, "privacy", r.settings.Organisation.Privacy) }

// wordsOf shows one of the organisation's texts, or the words for when it has none.
func wordsOf(r *request, key, text string) error {
	if text == "" {
		return r.say(key+"_none", nil)
	}
	return r.say(key, locales.Args{"Text": text})
}

func paySupport(r *request) error {
	o := r.settings.Organisation
	if o.Support == "" {
		return r.say("paysupport_none", locales.Args{"Organisation": o.Name})
	}
	return r.say("paysupport", locales.Args{"Support": o.Support})
}
