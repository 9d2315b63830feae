package campaigns

import (
	"errors"
	"fmt"
	"time"
)

// AdjustmentKind says what happened to a donation.
type AdjustmentKind string

// The kinds of adjustments.
const (
	AdjustmentRefund  AdjustmentKind = "refund"  // money went back to the donor, all of it or a part
	AdjustmentDispute AdjustmentKind = "dispute" // the donor's bank took money back
	AdjustmentAccept  AdjustmentKind = "accept"  // a review ended: the donation counts
	AdjustmentUndo    AdjustmentKind = "undo"    // an earlier adjustment was taken back
)

// TakesBack reports whether money goes back by adjustments of the kind.
func (k AdjustmentKind) TakesBack() bool { return k == AdjustmentRefund || k == AdjustmentDispute }

// Adjustment is something that happened to a donation after it was recorded.
// Adjustments are only ever added; the donation keeps its parts.
type Adjustment struct {
	Receipt    ReceiptNo
	At         time.Time // UTC
	Day        Day       // of the organisation; totals change on this day
	Kind       AdjustmentKind
	Undone     AdjustmentKind // of an undo: what it takes back
	Amount     int64          // smallest unit, positive; of an undo, that of what it takes back
	CampaignID ID             // that an acceptance gave to a donation without one, or its undo took; "": none
	From       Status
	To         Status
	Reason     string // in the words of whoever recorded it, or "refunded by Telegram"
	Actor      string // ActorTelegram, ActorCommand, or an administrator's id
	Operation  string // by which a repeated command is known; "": none
}

// Actors that are not administrators.
const (
	ActorTelegram = "telegram" // Telegram's updates
	ActorCommand  = "command"  // the command line
)

// Errors of adjustments.
var (
	ErrAlreadyRefunded    = errors.New("is already refunded")
	ErrNotInReview        = errors.New("is not under review")
	ErrNoReason           = errors.New("needs a reason")
	ErrMoreThanPaid       = errors.New("more than is left of the donation")
	ErrNothingToUndo      = errors.New("has no adjustment that could be taken back")
	ErrMadeByTelegram     = errors.New("was refunded by Telegram, which can't be taken back")
	ErrNoSuchCampaign     = errors.New("no campaign with that id and currency")
	ErrHasCampaign        = errors.New("has a campaign already")
	ErrAdjustedMeanwhile  = errors.New("was adjusted by somebody else meanwhile; look at it again")
	errUnknownAdjustments = errors.New("not a kind of adjustment")
)

// NotLooked as the number of adjustments seen says that nobody looked.
const NotLooked = -1

// AdjustmentRequest is what somebody wants to be recorded of a donation.
type AdjustmentRequest struct {
	Kind       AdjustmentKind
	Amount     int64  // of a refund or a dispute, smallest unit; 0: all that did not go back yet
	CampaignID ID     // of an acceptance: what a donation that fits no campaign is for; "": it stays so
	Reason     string // required of refunds, disputes and undos
	Actor      string
	Operation  string // any text of its own: a repeated request with the same one changes nothing
	Seen       int    // how many adjustments whoever asks has seen, or NotLooked
}

// Adjust returns the donation as it is after the request, and the adjustment that
// says so. before are its adjustments up to now. Whether the request was seen before,
// and whether before is what its author saw, is for the caller to look at.
func (d Donation) Adjust(s *Settings, before []Adjustment, q AdjustmentRequest, at time.Time, day Day) (Donation, Adjustment, error) {
	a := Adjustment{
		Receipt: d.Receipt, At: at.UTC(), Day: day, Kind: q.Kind, From: d.Status, Reason: q.Reason, Actor: q.Actor, Operation: q.Operation,
	}
	var err error
	switch q.Kind {
	case AdjustmentRefund, AdjustmentDispute:
		err = d.takeBack(&a, q.Amount)
	case AdjustmentAccept:
		err = d.accept(&a, s, q.CampaignID)
	case AdjustmentUndo:
		err = d.undo(&a, before)
	default:
		err = fmt.Errorf("%q: %w", q.Kind, errUnknownAdjustments)
	}
	if err != nil {
		return d, Adjustment{}, err
	}
	return d.After(a), a, nil
}

// takeBack completes a refund or a dispute.
func (d Donation) takeBack(a *Adjustment, amount int64) error {
	left := d.Amount - d.Refunded
	switch {
	case d.Status == StatusRefunded:
		return fmt.Errorf("receipt %s %w", d.Receipt, ErrAlreadyRefunded)
	case a.Reason == "":
		return fmt.Errorf("a %s of receipt %s %w", a.Kind, d.Receipt, ErrNoReason)
	case amount < 0 || amount > left:
		return fmt.Errorf("receipt %s: %s: %w, which is %s", d.Receipt, d.Money(amount), ErrMoreThanPaid, d.Money(left))
	case amount == 0:
		amount = left
	}
	if a.Amount, a.To = amount, d.Status; amount == left {
		a.To = StatusRefunded
	}
	return nil
}

// accept completes the end of a review. One that can't be kept is refunded at the
// provider, and a refund records that.
func (d Donation) accept(a *Adjustment, s *Settings, campaign ID) error {
	if d.Status != StatusReview {
		return fmt.Errorf("receipt %s %w", d.Receipt, ErrNotInReview)
	}
	if campaign != "" && campaign != d.CampaignID {
		if d.CampaignID != "" {
			return fmt.Errorf("receipt %s %w: %s", d.Receipt, ErrHasCampaign, d.CampaignID)
		}
		if c, ok := s.Find(campaign); !ok || c.Currency.Code != d.Currency {
			return fmt.Errorf("%s, %s: %w", campaign, d.Currency, ErrNoSuchCampaign)
		}
		a.CampaignID = campaign
	}
	a.Amount, a.To = d.Amount, StatusOK
	return nil
}

// undo completes the taking back of the last adjustment that still stands.
func (d Donation) undo(a *Adjustment, before []Adjustment) error {
	last, ok := lastStanding(before)
	switch {
	case !ok:
		return fmt.Errorf("receipt %s %w", d.Receipt, ErrNothingToUndo)
	case last.Kind.TakesBack() && last.Actor == ActorTelegram:
		return fmt.Errorf("receipt %s %w", d.Receipt, ErrMadeByTelegram)
	case a.Reason == "":
		return fmt.Errorf("an undo of receipt %s %w", d.Receipt, ErrNoReason)
	}
	a.Undone, a.Amount, a.CampaignID, a.To = last.Kind, last.Amount, last.CampaignID, last.From
	return nil
}

// lastStanding is the last adjustment that was not taken back.
func lastStanding(all []Adjustment) (last Adjustment, ok bool) {
	var standing []Adjustment
	for _, a := range all {
		if a.Kind != AdjustmentUndo {
			standing = append(standing, a)
		} else if len(standing) > 0 {
			standing = standing[:len(standing)-1]
		}
	}
	if len(standing) == 0 {
		return last, false
	}
	return standing[len(standing)-1], true
}

// After is the donation as the adjustment leaves it.
func (d Donation) After(a Adjustment) Donation {
	d.Status = a.To
	kind, takenBack := a.Kind, a.Kind == AdjustmentUndo
	if takenBack {
		kind = a.Undone
	}
	switch {
	case kind.TakesBack() && takenBack:
		d.Refunded -= a.Amount
	case kind.TakesBack():
		d.Refunded += a.Amount
	case a.CampaignID != "" && takenBack:
		d.CampaignID = ""
	case a.CampaignID != "":
		d.CampaignID = a.CampaignID
	}
	return d
}

// Before is the donation as it was recorded, before all its adjustments.
func (d Donation) Before(all []Adjustment) Donation {
	if len(all) == 0 {
		return d
	}
	d.Status, d.Refunded = all[0].From, 0
	for _, a := range all {
		if a.CampaignID != "" { // only one that fitted no campaign is given one
			d.CampaignID = ""
		}
	}
	return d
}
