package bot

import (
	"context"
	"encoding/json"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/money"

	tele "gopkg.in/telebot.v3"
)

// approvalLimit is how long the ledger may take over an approval. Telegram
// cancels a checkout after ten seconds (Bot API documentation), so a ledger that
// hangs is a refusal in time.
const approvalLimit = 5 * time.Second

// preCheckout answers whether a payment may go through. The approval is on disk
// before Telegram hears of it.
func (b *Bot) preCheckout(u update) {
	var q tele.PreCheckoutQuery
	if err := json.Unmarshal(u.PreCheckout, &q); err != nil || q.Sender == nil {
		b.log.Error("a pre-checkout query can't be read", "update", u.ID)
		if q.ID == "" {
			return // nothing to answer to
		}
		b.answered(b.checkout.Accept(&q, b.refusal("", &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy})))
		return
	}
	refusal := b.decide(campaigns.Checkout{
		DonorID: q.Sender.ID, Payload: q.Payload, OptionID: q.OptionID, Country: q.Order.Address.CountryCode,
		Total: money.Amount{Units: int64(q.Total), Currency: q.Currency},
	})
	if refusal == nil || refusal.Reason != campaigns.ReasonLedgerBusy {
		b.tried(q.Sender.ID)
	}
	if refusal == nil {
		b.answered(b.checkout.Accept(&q))
		return
	}
	b.log.Info("a checkout was refused", "reason", refusal.Reason, "campaign", refusal.Campaign.ID)
	lang := b.language(q.Sender.ID, q.Sender.LanguageCode)
	b.answered(b.checkout.Accept(&q, b.refusal(lang, refusal)))
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
func (b *Bot) shipping(u update) {
	var q tele.ShippingQuery
	if err := json.Unmarshal(u.Shipping, &q); err != nil || q.Sender == nil {
		b.log.Error("a shipping query can't be read", "update", u.ID)
		if q.ID != "" {
			b.answered(b.checkout.Ship(&q, b.refusal("", &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy})))
		}
		return
	}
	lang := b.language(q.Sender.ID, q.Sender.LanguageCode)
	invoice, found, err := b.store.Invoice(b.calls, q.Payload)
	if err != nil {
		b.log.Error("a shipping query can't be answered, since the ledger can't be read", "error", err)
		b.answered(b.checkout.Ship(&q, b.refusal(lang, &campaigns.Refusal{Reason: campaigns.ReasonLedgerBusy})))
		return
	}
	options, refusal := campaigns.QuoteShipping(b.Settings(), invoice, found, q.Sender.ID, q.Address.CountryCode, b.now())
	if refusal != nil {
		b.answered(b.checkout.Ship(&q, b.refusal(lang, refusal)))
		return
	}
	offers := make([]any, len(options))
	for i, o := range options {
		offers[i] = tele.ShippingOption{ID: o.ID, Title: o.Title, Prices: []tele.Price{{Label: o.Title, Amount: int(o.Price)}}}
	}
	b.answered(b.checkout.Ship(&q, offers...))
}

// answered notes an answer that Telegram did not take: mostly one that came too
// late, after which the donor pays again.
func (b *Bot) answered(err error) {
	if err != nil && b.calls.Err() == nil {
		b.log.Warn("Telegram did not take the answer to a checkout", "error", cause(err))
	}
}
