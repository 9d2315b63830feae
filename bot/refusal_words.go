package bot

import (
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
)

// refusalWords say why a checkout or an address is refused: plain text, since the
// payment sheet shows it.
func (c *checkouts) refusalWords(lang string, r *campaigns.Refusal) string {
	args := locales.Args{"Title": r.Campaign.In(lang).Title}
	switch r.Reason {
	case campaigns.ReasonCampaignNotOpen:
		args["Date"] = c.words.Date(lang, r.Campaign.Starts)
	case campaigns.ReasonCampaignEnded:
		args["Date"] = c.words.Date(lang, r.Campaign.Ends)
	case campaigns.ReasonNoShipping:
		args["Country"] = c.words.Country(lang, r.Country)
	case campaigns.ReasonTerms:
		args["Link"] = "t.me/" + c.api.Me.Username
	}
	reason := r.Reason
	if reason == campaigns.ReasonNoShipping && r.Country == "" {
		reason = campaigns.ReasonWrongShipping
	}
	return c.words.Plain(lang, "refuse_"+string(reason), args)
}
