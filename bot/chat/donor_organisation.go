package chat

import "github.com/donatebot/donatebot/locales"

func privacy(r *request) error {
	text := r.organisation().Privacy
	if text == "" {
		return r.say("privacy_none", nil)
	}
	return r.say("privacy", locales.Args{"Text": text})
}

func paySupport(r *request) error {
	o := r.organisation()
	if o.Support == "" {
		return r.say("paysupport_none", locales.Args{"Organisation": o.Name})
	}
	return r.say("paysupport", locales.Args{"Support": o.Support})
}
