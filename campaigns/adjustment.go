package campaigns

import (
	"errors"
	"fmt"
	"time"
)

// Adjustment is something that happened to a donation after it was recorded: a
// refund, or the settling of a review. Entries are only ever added; the donation
// keeps its parts and takes the entry's status.
type Adjustment struct {
	Receipt ReceiptNo
	At      time.Time // UTC
	Day     Day       // of the organisation; totals change on this day
	From    Status
	To      Status
	Reason  string // in the words of who noted it, or "refunded by Telegram"
	Actor   string // "telegram", "command", or an administrator's id
}

// Errors of entries.
var (
	ErrAlreadyRefunded = errors.New("is already refunded")
	ErrNotInReview     = errors.New("is not under review")
	ErrNoReason        = errors.New("needs a reason")
)

// Refund notes that the whole amount went back to the donor.
func (d Donation) Refund(at time.Time, day Day, reason, by string) (Donation, Adjustment, error) {
	if d.Status == StatusRefunded {
		return d, Adjustment{}, fmt.Errorf("receipt %s %w", d.Receipt, ErrAlreadyRefunded)
	}
	if reason == "" {
		return d, Adjustment{}, fmt.Errorf("a refund of receipt %s %w", d.Receipt, ErrNoReason)
	}
	return d.turn(StatusRefunded, at, day, reason, by)
}

// Accept ends a review: the donation counts from now on. One that can't be kept
// is refunded at the provider, and Refund notes that.
func (d Donation) Accept(at time.Time, day Day, reason, by string) (Donation, Adjustment, error) {
	if d.Status != StatusReview {
		return d, Adjustment{}, fmt.Errorf("receipt %s %w", d.Receipt, ErrNotInReview)
	}
	return d.turn(StatusOK, at, day, reason, by)
}

func (d Donation) turn(to Status, at time.Time, day Day, reason, by string) (Donation, Adjustment, error) {
	e := Adjustment{Receipt: d.Receipt, At: at.UTC(), Day: day, From: d.Status, To: to, Reason: reason, Actor: by}
	d.Status = to
	return d, e, nil
}
