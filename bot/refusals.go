package bot

import (
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
)

// refusal says why a checkout or an address is refused: plain text, since the
// payment sheet shows it.
func (b *Bot) refusal(lang string, r *campaigns.Refusal) string {
	if lang == "" {
		lang = b.Settings().Organisation.Language
	}
	args := locales.Args{"Title": r.Campaign.Title}
	switch r.Reason {
	case campaigns.ReasonCampaignNotOpen:
		args["Date"] = b.words.Date(lang, r.Campaign.Starts)
	case campaigns.ReasonCampaignEnded:
		args["Date"] = b.words.Date(lang, r.Campaign.Ends)
	case campaigns.ReasonNoShipping:
		args["Country"] = b.words.Country(lang, r.Country)
	}
	reason := r.Reason
	if reason == campaigns.ReasonNoShipping && r.Country == "" {
		reason = campaigns.ReasonWrongShipping
	}
	return b.words.Plain(lang, "refuse_"+string(reason), args)
}
