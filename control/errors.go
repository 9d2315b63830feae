package control

import (
	"errors"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// errorCodes are the typed errors that callers tell apart. An error crosses the
// socket as text and, if it wraps one of these, its code, by which the client
// wraps the same value again.
var errorCodes = map[string]error{
	"already_refunded":   campaigns.ErrAlreadyRefunded,
	"no_reason":          campaigns.ErrNoReason,
	"not_in_review":      campaigns.ErrNotInReview,
	"more_than_paid":     campaigns.ErrMoreThanPaid,
	"nothing_to_undo":    campaigns.ErrNothingToUndo,
	"made_by_telegram":   campaigns.ErrMadeByTelegram,
	"no_such_campaign":   campaigns.ErrNoSuchCampaign,
	"has_campaign":       campaigns.ErrHasCampaign,
	"adjusted_meanwhile": campaigns.ErrAdjustedMeanwhile,

	"stars_are_whole":      campaigns.ErrStarsAreWhole,
	"stars_are_undisputed": campaigns.ErrStarsAreUndisputed,
	"stars_by_telegram":    campaigns.ErrStarsByTelegram,

	"closed":        storage.ErrClosed,
	"damaged":       storage.ErrDamaged,
	"locked":        storage.ErrLocked,
	"newer":         storage.ErrNewer,
	"no_donor":      storage.ErrNoDonor,
	"no_open_item":  storage.ErrNoOpenItem,
	"no_receipt":    storage.ErrNoReceipt,
	"not_a_payment": storage.ErrNotAPayment,
	"known_charge":  storage.ErrKnownCharge,
	"incomplete":    storage.ErrIncomplete,
	"state":         storage.ErrState,
}

// remoteError is an error that the running bot reported.
type remoteError struct {
	text  string
	typed error // nil: none that has a code
}

func (e *remoteError) Error() string { return e.text }

func (e *remoteError) Unwrap() error { return e.typed }

// replyOfError returns the last reply of a call that failed.
func replyOfError(err error) reply {
	r := reply{Error: err.Error()}
	for code, typed := range errorCodes {
		if errors.Is(err, typed) {
			r.Code = code
		}
	}
	return r
}

// errorOfReply returns the error that replyOfError was given, as far as the
// socket carries it.
func errorOfReply(r reply) error {
	return &remoteError{text: r.Error, typed: errorCodes[r.Code]}
}
