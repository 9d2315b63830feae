package chat

import (
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/storage"

	tele "gopkg.in/telebot.v3"
)

// agreeing is agreeing to the organisation's terms. Their version is that of the text
// in the organisation's language, whichever language they are read in.
type agreeing struct{ store *storage.Store }

// askTerms shows the terms with a button to agree and go on with the gift.
func askTerms(r *request, key string, of gift) error {
	agree := callback{Kind: callbackAgree, Campaign: of.Campaign, Amount: of.Amount, Currency: of.Currency, Link: of.Link, Terms: termsInForce(r)}
	return r.show(screen{
		text: r.words(key, locales.Args{"Terms": r.organisation().Terms}), fresh: true,
		rows: [][]tele.InlineButton{{button(r.plain("button_agree", nil), agree)}},
	})
}

// termsInForce is the version of the present terms as a button carries it.
func termsInForce(r *request) string {
	return campaigns.TermsVersion(r.settings.Organisation.Terms)[:termsInButton]
}

// presentTerms reports whether the button that was tapped is about the present terms,
// or there are none any more.
func presentTerms(r *request) bool {
	return r.settings.Organisation.Terms == "" || r.in.data.Terms == termsInForce(r)
}

// note notes that the person agrees to the present terms.
func (a *agreeing) note(r *request) error {
	agree := func(d *campaigns.Donor) {
		d.Name, d.TermsVersion, d.AgreedAt = r.in.name(), campaigns.TermsVersion(r.settings.Organisation.Terms), r.now
	}
	if err := r.change(a.store, agree); err != nil {
		return err
	}
	agree(&r.donor)
	return nil
}

// terms shows the terms, with a button to agree for who has not. Whoever was refused
// a payment for want of it is sent here.
func (a *agreeing) terms(r *request) error { return showTerms(r, "terms", true) }

func showTerms(r *request, key string, fresh bool) error {
	text := r.organisation().Terms
	if text == "" {
		return r.say("terms_none", nil)
	}
	s := screen{text: r.words(key, locales.Args{"Text": text}), fresh: fresh}
	if !r.private() || !r.donor.HasAgreed(r.settings.Organisation) { // in a group, others may want to agree
		s.rows = [][]tele.InlineButton{{button(r.plain("button_accept", nil), callback{Kind: callbackAccept, Terms: termsInForce(r)})}}
	}
	return r.show(s)
}

// accept answers the button below the terms.
func (a *agreeing) accept(r *request) error {
	if !presentTerms(r) {
		return showTerms(r, "terms", false)
	}
	if err := a.note(r); err != nil {
		return err
	}
	if !r.private() {
		return r.toast(r.plain("agreed_go_on", nil))
	}
	if err := showTerms(r, "terms", false); err != nil {
		return err
	}
	return r.say("agreed_go_on", nil)
}
