package chat

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/locales"
	"github.com/donatebot/donatebot/money"

	tele "gopkg.in/telebot.v3"
)

// Names of the dialogs about a refund; their payload is a refundDraft.
const (
	dialogRefundAmount = "refund_amount" // how much goes back
	dialogRefundReason = "refund_reason" // why; until it is confirmed, another reason may be typed
)

// refundDraft is a refund that an administrator is about to make or record.
type refundDraft struct {
	Receipt   campaigns.ReceiptNo
	Kind      campaigns.AdjustmentKind
	Amount    int64 // smallest unit
	Reason    string
	Seen      int    // adjustments of the receipt
	Operation string // by which it is done once
}

// begin begins what a button of the card says, unless the donation has changed since.
func (f *refunding) begin(r *request) error {
	asked := r.in.data
	d, all, ok, err := f.find(r, asked.Receipt)
	switch {
	case err != nil:
		return err
	case !ok:
		return r.stale()
	case asked.Act == actShow:
		f.dialogs.end(r.in.dialogKey())
		return f.card(r, asked.Receipt, "")
	case asked.Seen != len(all) || d.Status == campaigns.StatusRefunded || d.InStars() && asked.Act != actWhole:
		return f.card(r, asked.Receipt, "refund_changed")
	}
	draft := refundDraft{Receipt: d.Receipt, Kind: campaigns.AdjustmentRefund, Amount: d.Amount - d.Refunded, Seen: len(all), Operation: rand.Text()}
	if asked.Act == actDispute {
		draft.Kind = campaigns.AdjustmentDispute
	}
	if asked.Act != actPart {
		return f.askReason(r, d, draft)
	}
	if err := f.dialogs.begin(r.in.dialogKey(), dialogRefundAmount, draft); err != nil {
		return err
	}
	left := r.amount(draft.Amount, d.Currency)
	return r.ask("refund_ask_amount", locales.Args{"Left": left, "Receipt": d.Receipt.String()})
}

// askReason asks why, after what has to be done elsewhere first.
func (f *refunding) askReason(r *request, d campaigns.Donation, draft refundDraft) error {
	if err := f.dialogs.begin(r.in.dialogKey(), dialogRefundReason, draft); err != nil {
		return err
	}
	return r.ask("refund_ask_reason_"+wayOf(d, draft.Kind), locales.Args{
		"Amount": r.amount(draft.Amount, d.Currency), "Receipt": d.Receipt.String(), "Charge": d.ProviderChargeID,
	})
}

// wayOf names how money goes back: "stars", "card" or "dispute".
func wayOf(d campaigns.Donation, kind campaigns.AdjustmentKind) string {
	switch {
	case d.InStars():
		return "stars"
	case kind == campaigns.AdjustmentDispute:
		return "dispute"
	}
	return "card"
}

// amount takes how much goes back.
func (f *refunding) amount(r *request) error {
	if !r.private() && !r.replies() {
		return nil // talk of others, or with others
	}
	draft, d, err := f.awaited(r)
	if err != nil {
		return err
	}
	c, known := money.ByCode(d.Currency)
	if !known {
		c = money.Currency{Code: d.Currency}
	}
	amount, err := money.ParseTyped(strings.TrimSpace(r.in.update.Message.Text), r.lang, c, money.Range{Max: draft.Amount})
	var wrong *money.TypedError
	if errors.As(err, &wrong) {
		left := r.amount(draft.Amount, d.Currency)
		return r.ask("refund_amount_wrong", locales.Args{"Left": left})
	}
	if err != nil {
		return err
	}
	draft.Amount = amount
	return f.askReason(r, d, draft)
}

// longestReason is how much of a reason is kept, in characters.
const longestReason = 500

// reason takes why it goes back, and asks whether all is right.
func (f *refunding) reason(r *request) error {
	if !r.private() && !r.replies() {
		return nil
	}
	draft, d, err := f.awaited(r)
	if err != nil {
		return err
	}
	draft.Reason = strings.TrimSpace(telegram.Cut(r.in.update.Message.Text, longestReason))
	if err := f.dialogs.begin(r.in.dialogKey(), dialogRefundReason, draft); err != nil {
		return err
	}
	yes := r.plain("button_refund_record", nil)
	if d.InStars() {
		yes = r.starsButton(draft.Amount)
	}
	text := r.words("refund_confirm_"+wayOf(d, draft.Kind), locales.Args{
		"Amount": r.amount(draft.Amount, d.Currency), "Receipt": d.Receipt.String(), "Name": f.nameOf(r, d), "Reason": draft.Reason,
	})
	return r.show(screen{text: text, fresh: true, rows: [][]tele.InlineButton{
		{button(yes, callback{Kind: callbackConfirm, Receipt: draft.Receipt, Seen: draft.Seen, Operation: draft.Operation})},
		{button(r.plain("button_cancel", nil), callback{Kind: callbackRefund, Receipt: draft.Receipt, Seen: draft.Seen, Act: actShow})},
	}})
}

// awaited is the draft that the bot waits to have completed, and its donation.
func (f *refunding) awaited(r *request) (draft refundDraft, d campaigns.Donation, err error) {
	if err := json.Unmarshal(r.in.awaited.Payload, &draft); err != nil {
		return draft, d, err
	}
	d, _, ok, err := f.find(r, draft.Receipt)
	if err == nil && !ok {
		err = &ledgerError{errors.New("a refund was begun of a receipt that is not there")}
	}
	return draft, d, err
}
