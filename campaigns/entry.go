package campaigns

import (
	"errors"
	"fmt"
	"time"
)

// Entry is something that happened to a donation after it was recorded: a
// refund, or the settling of a review. Entries are only ever added; the donation
// keeps its parts and takes the entry's status.
type Entry struct {
	Receipt Receipt
	At      time.Time // UTC
	Day     Day       // of the organisation; totals change on this day
	From    Status
	To      Status
	Reason  string // in the words of who noted it, or "refunded by Telegram"
	By      string // "telegram", "command", or an administrator's id
}

// Errors of entries.
var (
	ErrAlreadyRefunded = errors.New("is already refunded")
	ErrNotInReview     = errors.New("is not under review")
	ErrNoReason        = errors.New("needs a reason")
)

// Refund notes that the whole amount went back to the donor.
func (d Donation) Refund(at time.Time, day Day, reason, by string) (Donation, Entry, error) {
	if d.Status == Refunded {
		return d, Entry{}, fmt.Errorf("receipt %s %w", d.Receipt, ErrAlreadyRefunded)
	}
	if reason == "" {
		return d, Entry{}, fmt.Errorf("a refund of receipt %s %w", d.Receipt, ErrNoReason)
	}
	return d.turn(Refunded, at, day, reason, by)
}

// Settle ends a review: the donation counts from now on. One that can't be kept
// is refunded at the provider, and Refund notes that.
func (d Donation) Settle(at time.Time, day Day, reason, by string) (Donation, Entry, error) {
	if d.Status != Review {
		return d, Entry{}, fmt.Errorf("receipt %s %w", d.Receipt, ErrNotInReview)
	}
	return d.turn(OK, at, day, reason, by)
}

func (d Donation) turn(to Status, at time.Time, day Day, reason, by string) (Donation, Entry, error) {
	e := Entry{Receipt: d.Receipt, At: at.UTC(), Day: day, From: d.Status, To: to, Reason: reason, By: by}
	d.Status = to
	return d, e, nil
}
