package bot

import (
	"context"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"
)

// approvalLimit is how long the ledger may take over an approval. Telegram
// cancels a checkout after ten seconds (Bot API documentation), so a ledger that
// hangs is a refusal in time.
const approvalLimit = 5 * time.Second

// preCheckout answers whether a payment may go through. The approval is on disk
// before Telegram hears of it.
func (b *Bot) preCheckout(u telegram.Update) {
	q, err := telegram.ReadPreCheckoutQuery(u.PreCheckout)
	if err != nil || q.From.ID == 0 {
		b.log.Error("a pre-checkout query can't be read", "update", u.ID)
		if q.ID == "" {
			return // nothing to answer to
		}
		b.answered(b.checkoutAPI.RefuseCheckout(b.calls, q.ID, b.refusal("", &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy})))
		return
	}
	refusal := b.decide(campaigns.Checkout{
		DonorID: q.From.ID, Payload: q.Payload, OptionID: q.Option, Country: q.Order.Address.Country,
		Total: money.Amount{Units: q.Total, Currency: q.Currency},
	})
	if refusal == nil || refusal.Reason != campaigns.ReasonLedgerBusy {
		b.tried(q.From.ID)
	}
	if refusal == nil {
		b.answered(b.checkoutAPI.ApproveCheckout(b.calls, q.ID))
		return
	}
	b.log.Info("a checkout was refused", "reason", refusal.Reason, "campaign", refusal.Campaign.ID)
	lang := b.language(q.From.ID, q.From.Language)
	b.answered(b.checkoutAPI.RefuseCheckout(b.calls, q.ID, b.refusal(lang, refusal)))
}

// decide asks the ledger, and is nil for an approval.
func (b *Bot) decide(q campaigns.Checkout) *campaigns.Refusal {
	if b.stuck.Load() { // no new charges while known ones can't be written
		return &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy}
	}
	if b.blocked(q.DonorID) {
		return &campaigns.Refusal{Reason: campaigns.ReasonBlocked}
	}
	if !b.mayCheckout(q.DonorID) {
		return &campaigns.Refusal{Reason: campaigns.ReasonTooMany}
	}
	type verdict struct {
		refusal *campaigns.Refusal
		err     error
	}
	ctx, cancel := context.WithTimeout(b.calls, approvalLimit)
	defer cancel()
	decided := make(chan verdict, 1)
	go func() { // a commit that hangs in the disk does not end with the context
		refusal, err := b.store.Approve(ctx, b.Settings(), q, b.now())
		decided <- verdict{refusal, err}
	}()
	v := verdict{}
	select {
	case v = <-decided:
	case <-ctx.Done():
		v.err = ctx.Err()
	}
	if v.err != nil {
		b.log.Error("a checkout is refused, since the ledger can't be written", "error", v.err)
		return &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy}
	}
	return v.refusal
}

// shipping answers with the ways of posting to the donor's country.
func (b *Bot) shipping(u telegram.Update) {
	q, err := telegram.ReadShippingQuery(u.Shipping)
	if err != nil || q.From.ID == 0 {
		b.log.Error("a shipping query can't be read", "update", u.ID)
		if q.ID != "" {
			b.answered(b.checkoutAPI.RefuseShipping(b.calls, q.ID, b.refusal("", &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy})))
		}
		return
	}
	lang := b.language(q.From.ID, q.From.Language)
	invoice, found, err := b.store.Invoice(b.calls, q.Payload)
	if err != nil {
		b.log.Error("a shipping query can't be answered, since the ledger can't be read", "error", err)
		b.answered(b.checkoutAPI.RefuseShipping(b.calls, q.ID, b.refusal(lang, &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy})))
		return
	}
	options, refusal := campaigns.QuoteShipping(b.Settings(), invoice, found, q.From.ID, q.Address.Country, b.now())
	if refusal != nil {
		b.answered(b.checkoutAPI.RefuseShipping(b.calls, q.ID, b.refusal(lang, refusal)))
		return
	}
	offers := make([]telegram.ShippingOption, len(options))
	for i, o := range options {
		offers[i] = telegram.ShippingOption{ID: o.ID, Title: o.Title, Prices: []telegram.LabeledPrice{{Label: o.Title, Amount: o.Price}}}
	}
	b.answered(b.checkoutAPI.OfferShipping(b.calls, q.ID, offers))
}

// answered notes an answer that Telegram did not take: mostly one that came too
// late, after which the donor pays again.
func (b *Bot) answered(err error) {
	if err != nil && b.calls.Err() == nil {
		b.log.Warn("Telegram did not take the answer to a checkout", "error", telegram.Cause(err))
	}
}
