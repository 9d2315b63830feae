package bot

import (
	"cmp"
	"context"
	"sync/atomic"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"
)

// checkouts answer what Telegram asks while a donor pays.
type checkouts struct {
	common
	api    *telegram.Client
	words  *locales.Words
	quotas *quotas
	stuck  *atomic.Bool // known payments can't be written
}

// approvalLimit is how long the ledger may take over an approval. Telegram
// cancels a checkout after ten seconds (Bot API documentation), so a ledger that
// hangs is a refusal in time.
const approvalLimit = 5 * time.Second

// preCheckout answers whether a payment may go through. The approval is on disk
// before Telegram hears of it.
func (c *checkouts) preCheckout(u telegram.Update) {
	q, err := telegram.ReadPreCheckoutQuery(u.PreCheckout)
	if err != nil || q.From.ID == 0 {
		c.log.Error("a pre-checkout query can't be read", "update", u.ID)
		if q.ID != "" {
			c.refuse(q.ID, telegram.Person{}, &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy})
		}
		return
	}
	at := c.now()
	refusal := c.decide(campaigns.Checkout{
		DonorID: q.From.ID, Name: q.From.Name(), Payload: q.Payload, OptionID: q.Option, Country: q.Order.Address.Country,
		Total: money.Amount{Units: q.Total, Currency: q.Currency},
	}, at)
	if refusal == nil || countsAsTry(refusal.Reason) {
		c.quotas.tried(q.From.ID)
	}
	if refusal == nil {
		c.approve(q, at)
		return
	}
	c.log.Info("a checkout was refused", "reason", refusal.Reason, "campaign", refusal.Campaign.ID)
	c.refuse(q.ID, q.From, refusal)
}

// approve tells Telegram of the approval of that time. If Telegram says at once that it
// comes too late, no payment can follow, and administrators are not told that none came.
func (c *checkouts) approve(q telegram.PreCheckoutQuery, at time.Time) {
	err := c.api.ApproveCheckout(c.ctx, q.ID)
	c.answered(err)
	if e := telegram.AsAPIError(err); e == nil || !e.NeverTaken() {
		return
	}
	if err := c.store.WithdrawApproval(c.ctx, q.Payload, q.From.ID, at); err != nil {
		c.log.Error("an approval that Telegram did not take could not be withdrawn", "error", err)
	}
}

// countsAsTry reports whether a refusal is one of those that people who try out cards
// collect: not one of our own trouble, and not one that a donor can do something about.
func countsAsTry(r campaigns.Reason) bool {
	return r != campaigns.ReasonLedgerBusy && r != campaigns.ReasonTerms
}

func (c *checkouts) refuse(query string, who telegram.Person, r *campaigns.Refusal) {
	c.answered(c.api.RefuseCheckout(c.ctx, query, c.refusalWords(c.language(who), r)))
}

// decide asks the ledger, and is nil for an approval, which is noted with that time.
func (c *checkouts) decide(q campaigns.Checkout, at time.Time) *campaigns.Refusal {
	if c.stuck.Load() { // no new charges while known ones can't be written
		return &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy}
	}
	if c.quotas.excluded(q.DonorID) {
		return &campaigns.Refusal{Reason: campaigns.ReasonExcluded}
	}
	if !c.quotas.mayCheckout(q.DonorID) {
		return &campaigns.Refusal{Reason: campaigns.ReasonTooMany}
	}
	ctx, cancel := context.WithTimeout(c.ctx, approvalLimit)
	defer cancel()
	refusal, err := c.store.Approve(ctx, c.settings(), q, at)
	if err != nil {
		c.log.Error("a checkout is refused, since the database can't be written", "error", err)
		return &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy}
	}
	return refusal
}

// shipping answers with the ways of delivery to the donor's country.
func (c *checkouts) shipping(u telegram.Update) {
	q, err := telegram.ReadShippingQuery(u.Shipping)
	if err != nil || q.From.ID == 0 {
		c.log.Error("a shipping query can't be read", "update", u.ID)
		if q.ID != "" {
			c.refuseShipping(q.ID, telegram.Person{}, &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy})
		}
		return
	}
	invoice, found, err := c.store.Invoice(c.ctx, q.Payload)
	if err != nil {
		c.log.Error("a shipping query can't be answered, since the database can't be read", "error", err)
		c.refuseShipping(q.ID, q.From, &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy})
		return
	}
	options, refusal := campaigns.QuoteShipping(c.settings(), invoice, found, q.From.ID, q.Address.Country, c.now())
	if refusal != nil {
		c.refuseShipping(q.ID, q.From, refusal)
		return
	}
	offers := make([]telegram.ShippingOption, len(options))
	for i, o := range options {
		offers[i] = telegram.ShippingOption{ID: o.ID, Title: o.Title, Prices: []telegram.LabeledPrice{{Label: o.Title, Amount: o.Price}}}
	}
	c.answered(c.api.OfferShipping(c.ctx, q.ID, offers))
}

func (c *checkouts) refuseShipping(query string, who telegram.Person, r *campaigns.Refusal) {
	c.answered(c.api.RefuseShipping(c.ctx, query, c.refusalWords(c.language(who), r)))
}

// answered notes an answer that Telegram did not take: mostly one that came too
// late, after which the donor pays again.
func (c *checkouts) answered(err error) {
	if err != nil && c.ctx.Err() == nil {
		c.log.Warn("Telegram did not take the answer to a checkout", "error", telegram.Cause(err))
	}
}

// language returns the one to speak with a person; the organisation's with nobody.
func (c *checkouts) language(who telegram.Person) string {
	d, err := c.store.Donor(c.ctx, who.ID)
	if err != nil {
		c.log.Error("a donor can't be read", "error", err)
	}
	return c.words.Match(cmp.Or(d.Language, who.Language), c.settings().Organisation.Language)
}
