package stars

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/donatebot/donatebot/bot/telegram"
	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// Options are what refunds need; all must be given but Listens.
type Options struct {
	API      *telegram.Client
	Store    *storage.Store
	Settings func() *campaigns.Settings // what is configured at the moment
	Now      func() time.Time
	Log      *slog.Logger
	// Listens says that this process records Telegram's updates and calls
	// [Refunds.Heard], so that a refund can have the date of Telegram's message.
	Listens bool
}

// Refunds are the refunds of Stars, one at a time.
type Refunds struct {
	Options
	one   sync.Mutex // held while one is under way
	heard heard
}

// New prepares refunds; it calls nobody yet.
func New(o Options) *Refunds { return &Refunds{Options: o, heard: heard{again: make(chan struct{})}} }

// Errors of refunds, besides those of [storage.Store.IntendStarsRefund] and Telegram's
// refusals (*[telegram.APIError]), after which nothing has gone back.
var (
	// ErrOutcomeUnknown is a refund that Telegram may have made. It is looked up again
	// until that is known, and recorded then.
	ErrOutcomeUnknown = errors.New("it is not known whether Telegram has given the Stars back: the bot looks again, and records it if it has")
	// ErrNotThere is a charge of which Telegram says that it went back before, while
	// its own list does not have it. Nothing is recorded.
	ErrNotThere = errors.New("Telegram says that these Stars went back already, but its list of transactions does not have that: nothing was recorded") //lint:ignore ST1005 it begins with a name
)

// Refund gives all Stars of a receipt back, and returns the donation with the
// adjustment in the ledger. A request whose operation is known changes nothing.
func (r *Refunds) Refund(ctx context.Context, receipt campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (d campaigns.Donation, err error) {
	if q.Operation == "" {
		q.Operation = rand.Text()
	}
	r.one.Lock()
	defer r.one.Unlock()
	intent, done, err := r.intend(ctx, receipt, q)
	if err == nil && !done {
		err = r.ask(ctx, receipt, intent)
	}
	if err != nil {
		return d, err
	}
	d, _, _, err = r.Store.Donation(ctx, receipt)
	return d, err
}

// intend puts the intent on disk. If there is another one of the same charge, whose
// outcome was not known, that is settled first.
func (r *Refunds) intend(ctx context.Context, receipt campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (i storage.StarsIntent, done bool, err error) {
	for range 2 {
		i, done, err = r.Store.IntendStarsRefund(ctx, r.Settings(), receipt, q, r.Now())
		if err != nil || done || i.Operation == q.Operation {
			return i, done, err
		}
		found, err := r.settle(ctx, i)
		if err == nil && !found {
			err = r.Store.DropStarsIntent(ctx, i)
		}
		if err != nil {
			return i, false, err
		}
	}
	return i, false, fmt.Errorf("receipt %s %w", receipt, campaigns.ErrAdjustedMeanwhile)
}

// ask asks Telegram, and records what it did.
func (r *Refunds) ask(ctx context.Context, receipt campaigns.ReceiptNo, i storage.StarsIntent) error {
	at, err := r.API.RefundStars(ctx, i.DonorID, i.ChargeID)
	refused := telegram.AsAPIError(err)
	switch {
	case err == nil:
		if r.reported(ctx, receipt) {
			return nil
		}
		return r.record(ctx, i, at)
	case refused != nil && refused.AlreadyRefunded():
		found, err := r.settle(ctx, i)
		if err != nil || found {
			return err
		}
		return errors.Join(ErrNotThere, r.Store.DropStarsIntent(ctx, i))
	case telegram.Again(err): // it may have been done for all that
		found, lookUp := r.settle(ctx, i)
		if found || lookUp != nil {
			return lookUp
		}
		return unknown(err)
	}
	return errors.Join(fmt.Errorf("receipt %s: Telegram refuses the refund, nothing was recorded: %w", receipt, refused), r.Store.DropStarsIntent(ctx, i))
}

func unknown(cause error) error {
	return fmt.Errorf("%w (%w)", ErrOutcomeUnknown, telegram.Cause(cause))
}

// settle looks up whether Telegram made a refund, and records it if so.
func (r *Refunds) settle(ctx context.Context, i storage.StarsIntent) (found bool, err error) {
	at, found, err := r.lookUp(ctx, i.ChargeID)
	if err != nil {
		return false, unknown(err)
	}
	if !found {
		return false, nil
	}
	return true, r.record(ctx, i, at)
}

// mostPages bounds a look-up: it is more than a million transactions.
const mostPages = 10_000

// lookUp looks for the refund of a charge among all transactions.
func (r *Refunds) lookUp(ctx context.Context, charge string) (at time.Time, found bool, err error) {
	seen := 0
	for range mostPages {
		page, err := r.API.StarTransactions(ctx, seen)
		if err != nil || len(page) == 0 {
			return at, false, err
		}
		for _, t := range page {
			if t.Outgoing && t.ID == charge {
				return t.Date, true, nil
			}
		}
		seen += len(page)
	}
	return at, false, errors.New("the list of transactions does not end")
}

// record writes what Telegram did, as its update would.
func (r *Refunds) record(ctx context.Context, i storage.StarsIntent, at time.Time) error {
	if at.IsZero() {
		at = r.Now()
	}
	refund := &storage.StarsRefund{ChargeID: i.ChargeID, DonorID: i.DonorID, Total: i.Total, At: at}
	outcomes, err := r.Store.Record(ctx, r.Settings(), r.Now(), []storage.Event{{Refund: refund}})
	if err != nil {
		return fmt.Errorf("Telegram has given the Stars back, but that can't be recorded yet: %w", err) //lint:ignore ST1005 it begins with a name
	}
	for _, o := range outcomes {
		r.Log.Info("Stars went back", "receipt", o.Donation.Receipt.String(), "recorded_before", o.Duplicate)
	}
	return nil
}
