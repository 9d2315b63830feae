package campaigns

import (
	"errors"
	"testing"
)

// adjusted is the life of a donation: 30.00 to the cause, 1.50 for postage.
type adjusted struct {
	t   *testing.T
	d   Donation
	all []Adjustment
}

func newAdjusted(t *testing.T) *adjusted {
	i := invoiceOf(t)
	d := NewDonation(settingsOf(t), i, true, paid(i))
	d.Receipt.Number = 7
	return &adjusted{t: t, d: d}
}

// does asks for an adjustment and wants that error, nil for none.
func (a *adjusted) does(q AdjustmentRequest, want error) Adjustment {
	a.t.Helper()
	q.Seen = NotLooked
	d, adjustment, err := a.d.Adjust(settingsOf(a.t, shelter(a.t)), a.all, q, noon, "2026-11-24")
	if !errors.Is(err, want) {
		a.t.Errorf("%+v: %v, want %v", q, err, want)
	}
	if err == nil {
		a.d, a.all = d, append(a.all, adjustment)
	}
	return adjustment
}

func (a *adjusted) counts(want Totals) {
	a.t.Helper()
	if got := a.d.Counted(); got != want {
		a.t.Errorf("counts %+v, want %+v", got, want)
	}
}

func refundOf(amount int64) AdjustmentRequest {
	return AdjustmentRequest{Kind: AdjustmentRefund, Amount: amount, Reason: "asked by the donor", Actor: ActorCommand}
}

func TestARefundOfAll(t *testing.T) {
	a := newAdjusted(t)
	entry := a.does(refundOf(0), nil)
	if entry.From != StatusOK || entry.To != StatusRefunded || entry.Amount != 3150 || entry.Day != "2026-11-24" {
		t.Errorf("%+v", entry)
	}
	a.counts(Totals{Refunded: 3150})
	a.does(refundOf(0), ErrAlreadyRefunded)
	a.does(AdjustmentRequest{Kind: AdjustmentAccept}, ErrNotInReview)
}

// A refund in part takes of the gift first, then of the tip, then of postage and fee.
func TestARefundInPart(t *testing.T) {
	a := newAdjusted(t)
	a.does(refundOf(500), nil)
	a.counts(Totals{Raised: 2500, Donations: 1, Refunded: 500})
	a.does(refundOf(2651), ErrMoreThanPaid)
	a.does(refundOf(-1), ErrMoreThanPaid)
	a.does(refundOf(2600), nil)
	a.counts(Totals{Raised: 0, Donations: 1, Refunded: 3100})
	if entry := a.does(refundOf(0), nil); entry.Amount != 50 {
		t.Errorf("the rest is %d", entry.Amount)
	}
	a.counts(Totals{Refunded: 3150})
}

func TestAnUndoTakesTheLastOneBack(t *testing.T) {
	a := newAdjusted(t)
	undo := AdjustmentRequest{Kind: AdjustmentUndo, Reason: "typed the wrong number"}
	a.does(undo, ErrNothingToUndo)
	a.does(refundOf(500), nil)
	a.does(AdjustmentRequest{Kind: AdjustmentDispute, Reason: "lost"}, nil)
	a.does(AdjustmentRequest{Kind: AdjustmentUndo}, ErrNoReason)
	if entry := a.does(undo, nil); entry.Undone != AdjustmentDispute || entry.Amount != 2650 || entry.To != StatusOK {
		t.Errorf("%+v", entry)
	}
	a.counts(Totals{Raised: 2500, Donations: 1, Refunded: 500})
	a.does(undo, nil)
	a.counts(Totals{Raised: 3000, Donations: 1})
	a.does(undo, ErrNothingToUndo)
	if was := a.d.Before(a.all); was != a.d {
		t.Errorf("%+v was %+v", a.d, was)
	}
}

func TestWhatTelegramMadeIsNotTakenBack(t *testing.T) {
	a := newAdjusted(t)
	a.does(AdjustmentRequest{Kind: AdjustmentRefund, Reason: "x", Actor: ActorTelegram}, nil)
	a.does(AdjustmentRequest{Kind: AdjustmentUndo, Reason: "x"}, ErrMadeByTelegram)
}

func TestAnAcceptanceMayGiveACampaign(t *testing.T) {
	a := newAdjusted(t)
	campaign := a.d.CampaignID
	a.d.Status, a.d.Reason, a.d.CampaignID = StatusReview, ReasonUnknownInvoice, ""
	accept := AdjustmentRequest{Kind: AdjustmentAccept, CampaignID: "nothing", Reason: "fine"}
	a.does(accept, ErrNoSuchCampaign)
	accept.CampaignID = campaign
	a.does(accept, nil)
	if a.d.CampaignID != campaign || a.d.Status != StatusOK {
		t.Errorf("%+v", a.d)
	}
	a.does(AdjustmentRequest{Kind: AdjustmentUndo, Reason: "x"}, nil)
	if a.d.CampaignID != "" || a.d.Status != StatusReview {
		t.Errorf("%+v", a.d)
	}
}

func TestRequestsWithoutSense(t *testing.T) {
	a := newAdjusted(t)
	a.does(AdjustmentRequest{Kind: AdjustmentRefund}, ErrNoReason)
	a.does(AdjustmentRequest{Kind: "gift"}, errUnknownAdjustments)
}

// The donor is told of a refund, in part too; of a dispute only administrators are.
func TestMessagesOfARefund(t *testing.T) {
	a := newAdjusted(t)
	s := settingsOf(t)
	s.AdminChat, s.Admins = 0, []int64{5, 6}
	entry := a.does(refundOf(500), nil)
	messages := MessagesForRefund(s, a.d, entry)
	if len(messages) != 3 || messages[0].Kind != KindRefund || messages[0].Args["amount"] != "500" || messages[2].Chat != 6 {
		t.Errorf("%+v", messages)
	}
	entry.Kind = AdjustmentDispute
	if messages := MessagesForRefund(s, a.d, entry); len(messages) != 2 || messages[0].Kind != KindRefundNotice {
		t.Errorf("%+v", messages)
	}
}

// Stars go back whole, through Telegram, and for good.
func TestStarsGoBackWhole(t *testing.T) {
	a := newAdjusted(t)
	a.d.Currency, a.d.Amount, a.d.Gift, a.d.Tip, a.d.Fee, a.d.Shipping = "XTR", 50, 50, 0, 0, 0
	dispute := refundOf(0)
	dispute.Kind = AdjustmentDispute
	a.does(dispute, ErrStarsAreUndisputed)
	a.does(refundOf(20), ErrStarsAreWhole)
	a.does(refundOf(51), ErrStarsAreWhole)
	if entry := a.does(refundOf(50), nil); entry.Amount != 50 || entry.To != StatusRefunded {
		t.Errorf("%+v", entry)
	}
	a.does(AdjustmentRequest{Kind: AdjustmentUndo, Reason: "a mistake"}, ErrMadeByTelegram)
	a.does(refundOf(0), ErrAlreadyRefunded)
}
