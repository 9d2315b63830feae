package campaigns

import (
	"errors"
	"fmt"
	"time"
)

// Adjustment is something that happened to a donation after it was recorded: a
// refund, or the end of a review. Adjustments are only ever added; the donation
// keeps its parts and takes the status To.
type Adjustment struct {
	Receipt ReceiptNo
	At      time.Time // UTC
	Day     Day       // of the organisation; totals change on this day
	From    Status
	To      Status
	Reason  string // in the words of whoever recorded it, or "refunded by Telegram"
	Actor   string // ActorTelegram, ActorCommand, or an administrator's id
}

// Actors that are not administrators.
const (
	ActorTelegram = "telegram" // Telegram's updates
	ActorCommand  = "command"  // the command line
)

// Errors of adjustments.
var (
	ErrAlreadyRefunded = errors.New("is already refunded")
	ErrNotInReview     = errors.New("is not under review")
	ErrNoReason        = errors.New("needs a reason")
)

// Refund records that the whole amount went back to the donor.
func (d Donation) Refund(at time.Time, day Day, reason, actor string) (Donation, Adjustment, error) {
	if d.Status == StatusRefunded {
		return d, Adjustment{}, fmt.Errorf("receipt %s %w", d.Receipt, ErrAlreadyRefunded)
	}
	if reason == "" {
		return d, Adjustment{}, fmt.Errorf("a refund of receipt %s %w", d.Receipt, ErrNoReason)
	}
	return d.transition(StatusRefunded, at, day, reason, actor)
}

// Accept ends a review: the donation counts from now on. One that can't be kept
// is refunded at the provider, and Refund records that.
func (d Donation) Accept(at time.Time, day Day, reason, actor string) (Donation, Adjustment, error) {
	if d.Status != StatusReview {
		return d, Adjustment{}, fmt.Errorf("receipt %s %w", d.Receipt, ErrNotInReview)
	}
	return d.transition(StatusOK, at, day, reason, actor)
}

// transition gives the donation another status, and says so in an adjustment.
func (d Donation) transition(to Status, at time.Time, day Day, reason, actor string) (Donation, Adjustment, error) {
	a := Adjustment{Receipt: d.Receipt, At: at.UTC(), Day: day, From: d.Status, To: to, Reason: reason, Actor: actor}
	d.Status = to
	return d, a, nil
}
