package bot

import (
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
)

// refusal says why a checkout or an address is refused: plain text, since the
// payment sheet shows it.
func (b *Bot) refusal(lang string, r *campaigns.Refusal) string {
	if lang == "" {
		lang = b.Catalogue().Organisation.Language
	}
	args := locales.Args{"Title": r.Campaign.Title}
	switch r.Reason {
	case campaigns.CampaignNotOpen:
		args["Date"] = b.words.Date(lang, r.Campaign.Starts)
	case campaigns.CampaignEnded:
		args["Date"] = b.words.Date(lang, r.Campaign.Ends)
	case campaigns.NoPostage:
		args["Country"] = b.words.Country(lang, r.Country)
	}
	reason := r.Reason
	if reason == campaigns.NoPostage && r.Country == "" {
		reason = campaigns.WrongShipping
	}
	return b.words.Plain(lang, "refuse_"+string(reason), args)
}
