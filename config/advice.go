package config

import "github.com/donatebot/donatebot/campaigns"

// advise warns of what is not there and will be missed.
func (r *reader) advise(c *campaigns.Settings) {
	o := c.Organisation
	for _, a := range []struct {
		key     string
		lacking bool
		advice  string
	}{
		{"telegram.admins", len(c.Alerts()) == 0, "nobody is told of donations or of trouble: add your own Telegram user id"},
		{"telegram.admins", len(c.Admins) == 0 && c.AdminChat != 0, "nobody can ask the bot for figures: add your own Telegram user id"},
		{"organisation.name", o.Name == "", "donors do not see who asks for their money"},
		{"organisation.support", o.Support == "", "donors cannot reach you about a payment; Telegram demands that they can"},
		{"organisation.terms", o.Terms == "", "donors agree to no terms before they pay; Telegram demands that they do"},
		{"organisation.privacy", o.Privacy == "", "donors cannot read what you keep of them"},
	} {
		if a.lacking {
			f := r.value(a.key)
			r.warn(field{key: f.key, node: f.node, parent: f.parent}, "%s", a.advice)
		}
	}
}
