package config

import "github.com/donatebot/donatebot/campaigns"

// remedies warns of what is not configured and will be missed, and says what to do.
func (r *reader) remedies(s *campaigns.Settings) {
	o := s.Organisation
	for _, a := range []struct {
		key     string
		missing bool
		remedy  string
	}{
		{"telegram.admins", len(s.Alerts()) == 0, "nobody is told about donations or problems: add your own Telegram user id"},
		{"telegram.admins", len(s.Admins) == 0 && s.AdminChat != 0, "nobody can ask the bot for figures: add your own Telegram user id"},
		{"organisation.name", o.Name == "", "donors can't see who is asking for their money"},
		{"organisation.support", o.Support == "", "donors can't reach you about a payment; Telegram requires that they can"},
		{"organisation.terms", o.Terms == "", "donors agree to no terms before they pay; Telegram requires that they do"},
		{"organisation.privacy", o.Privacy == "", "donors can't read what you store about them"},
	} {
		if a.missing {
			f := r.value(a.key)
			r.warn(field{key: f.key, node: f.node, parent: f.parent}, "%s", a.remedy)
		}
	}
}
