package bot

import tele "gopkg.in/telebot.v3"

// routes says who answers what.
func (b *Bot) routes() {
	for name, handle := range map[string]func(*visit) error{
		"/start": (*visit).start, "/campaigns": (*visit).allCampaigns, "/history": (*visit).history, "/language": (*visit).askLanguage,
		"/terms": (*visit).terms, "/privacy": (*visit).privacy, "/paysupport": (*visit).paySupport, "/help": (*visit).help,
		"/stats": (*visit).stats, "/export": (*visit).export, "/backup": (*visit).backup,
		tele.OnText: (*visit).text, tele.OnMedia: (*visit).unknown, tele.OnContact: (*visit).unknown, tele.OnLocation: (*visit).unknown,
		tele.OnCallback: (*visit).tap, tele.OnMyChatMember: (*visit).member,
	} {
		b.chatAPI.Handle(name, b.visitor(handle))
	}
}

func (v *visit) allCampaigns() error {
	v.asked.forget(v.conversation())
	return v.campaigns()
}

// tap answers a button.
func (v *visit) tap() error {
	t, ok := parseTap(v.ctx.Callback().Data)
	if !ok {
		return v.toast(v.plain("stale_button", nil))
	}
	if t.Kind != tapOther && t.Kind != tapLanguage { // what is typed next would be for something else
		v.asked.forget(v.conversation())
	}
	switch t.Kind {
	case tapList:
		return v.page(t.Page)
	case tapCard, tapAgain:
		v.fresh = t.Kind == tapAgain
		c, ok := v.Settings().Find(t.Campaign)
		if !ok {
			return v.list(0, "campaign_closed", nil)
		}
		return v.card(c, false)
	case tapOther:
		return v.askAmount(t)
	case tapAmount:
		return v.give(t)
	case tapAgree:
		return v.agree(t)
	default:
		return v.setLanguage(t)
	}
}
