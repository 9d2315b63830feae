package chat

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/donatebot/donatebot/campaigns"
)

// undoneInChat is the reason of what is taken back by a button.
const undoneInChat = "taken back in the chat"

// confirmed does what was drafted. A button that was tapped before, by whomever, finds
// its operation done.
func (f *refunding) confirmed(r *request) error {
	asked := r.in.data
	d, all, ok, err := f.find(r, asked.Receipt)
	switch {
	case err != nil:
		return err
	case !ok:
		return r.stale()
	case done(all, asked.Operation):
		return f.card(r, asked.Receipt, "refund_done_before")
	}
	draft, ok := f.drafted(r)
	if !ok {
		return f.card(r, asked.Receipt, "refund_forgotten")
	}
	if err := r.acknowledge(); err != nil { // Telegram may take a while to give Stars back
		return err
	}
	if err := f.do(r, d, draft); err != nil {
		return f.failed(r, draft.Receipt, err)
	}
	f.dialogs.end(r.in.dialogKey())
	return f.card(r, draft.Receipt, "refund_done_"+wayOf(d, draft.Kind))
}

// done reports whether an operation is among the adjustments.
func done(all []campaigns.Adjustment, operation string) bool {
	return slices.ContainsFunc(all, func(a campaigns.Adjustment) bool { return a.Operation == operation })
}

// drafted is what the person drafted under the operation of the button.
func (f *refunding) drafted(r *request) (draft refundDraft, ok bool) {
	open, ok := f.dialogs.get(r.in.dialogKey())
	if !ok || open.Name != dialogRefundReason || json.Unmarshal(open.Payload, &draft) != nil {
		return draft, false
	}
	return draft, draft.Reason != "" && draft.Operation == r.in.data.Operation
}

// do has Telegram give Stars back, or records what went back elsewhere.
func (f *refunding) do(r *request, d campaigns.Donation, draft refundDraft) error {
	q := campaigns.AdjustmentRequest{
		Kind: draft.Kind, Amount: draft.Amount, Reason: draft.Reason, Actor: strconv.FormatInt(r.in.person.ID, 10), Operation: draft.Operation, Seen: draft.Seen,
	}
	if d.InStars() {
		_, err := f.stars.Refund(r.ctx, draft.Receipt, q)
		return err
	}
	return f.adjust(r, draft.Receipt, q)
}

func (f *refunding) adjust(r *request, receipt campaigns.ReceiptNo, q campaigns.AdjustmentRequest) error {
	ctx, cancel := context.WithTimeout(r.ctx, ledgerLimit)
	defer cancel()
	_, err := f.store.Adjust(ctx, r.settings, receipt, q, r.now)
	return err
}

// undo takes back the last refund or dispute that was recorded.
func (f *refunding) undo(r *request) error {
	asked := r.in.data
	d, all, ok, err := f.find(r, asked.Receipt)
	switch {
	case err != nil:
		return err
	case !ok:
		return r.stale()
	case !done(all, asked.Operation) && !undoable(d, all):
		return f.card(r, asked.Receipt, "refund_changed")
	}
	q := campaigns.AdjustmentRequest{
		Kind: campaigns.AdjustmentUndo, Reason: undoneInChat, Actor: strconv.FormatInt(r.in.person.ID, 10), Operation: asked.Operation, Seen: asked.Seen,
	}
	if err := f.adjust(r, asked.Receipt, q); err != nil {
		return f.failed(r, asked.Receipt, err)
	}
	return f.card(r, asked.Receipt, "refund_undone")
}
