// Package control lets a command of this program work with the ledger whether or
// not a bot is running: through a socket beside the database, which only the bot's
// own user and root can use, or on the ledger itself.
package control

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"syscall"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// Admin is what commands may do with the ledger. [Local] works on a ledger that
// this process has open; the client of the socket asks the bot that has it open.
// Both return the same errors, so that errors.Is finds the typed ones of campaigns
// and storage either way.
//
// An actor says who changes something and is kept with the change.
type Admin interface {
	// Figures returns the totals of every campaign, currency and mode, and of the days up
	// to today. With [storage.ErrDamaged] it returns those that can be read.
	Figures(ctx context.Context, today campaigns.Day) ([]campaigns.Figures, error)
	// OpenInvoiceCurrencies returns what payments would count under that can still
	// come for invoices.
	OpenInvoiceCurrencies(ctx context.Context, now time.Time) ([]campaigns.TotalsKey, error)
	// OpenItems returns what waits for an administrator's decision.
	OpenItems(ctx context.Context) (storage.OpenItems, error)
	// Donation returns a donation with its adjustments. It fails with [storage.ErrNoReceipt].
	Donation(ctx context.Context, r campaigns.ReceiptNo) (campaigns.Donation, []campaigns.Adjustment, error)
	// Export passes the donations that the filter selects to each, ordered by receipt. It
	// fails with [storage.ErrDamaged] once it has passed all that can be read.
	Export(ctx context.Context, f storage.Filter, each func(campaigns.Donation) error) error
	// Adjustments does the same with adjustments.
	Adjustments(ctx context.Context, f storage.Filter, each func(storage.AdjustedDonation) error) error
	// Verify recomputes every index and total and reports each difference. It calls
	// progress with the number of donations read so far.
	Verify(ctx context.Context, progress func(int), report func(storage.Difference)) error
	// Repair rebuilds indexes and totals and returns the path of the backup made first.
	Repair(ctx context.Context) (string, error)
	// Backup writes a complete copy of the ledger to an absolute path.
	Backup(ctx context.Context, path string) error
	// Adjust records a refund, a dispute, the end of a review or that one of them is
	// taken back, on the present day. A refund of Stars it has Telegram make, and records
	// it on Telegram's day. It fails with the errors of campaigns, or with
	// [storage.ErrNoReceipt]; a request whose operation is known is no error.
	Adjust(ctx context.Context, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (campaigns.Donation, error)
	// Book makes a donation of a payment that could not be read. It fails with the
	// errors of [storage.Store.Book].
	Book(ctx context.Context, id string, b storage.Booking) (campaigns.Donation, error)
	// CloseItem takes an item without a receipt off the list: an unmatched update by
	// its id, an unpaid checkout by [storage.UnpaidCheckout.ID],
	// or all of a payload by that. It fails with [storage.ErrNoOpenItem].
	CloseItem(ctx context.Context, id, reason, actor string) error
}

// Opener opens the ledger at path with the engine that the program is built with.
type Opener func(path string) (*storage.Store, error)

// openAttempts and openPause bound the wait for a bot that has locked the ledger
// but does not listen: it has only just started, or is about to exit.
const (
	openAttempts = 6
	openPause    = 100 * time.Millisecond
)

// Open returns the ledger at path: that of the running bot, or else the one that
// open opens. The caller must call release when done.
func Open(ctx context.Context, path string, open Opener, settings *campaigns.Settings, now func() time.Time) (admin Admin, release func() error, err error) {
	for attempt := 1; ; attempt++ {
		client, err := dial(ctx, path)
		if err == nil {
			return client, client.close, nil
		}
		if !nobodyListens(err) {
			return nil, nil, err
		}
		store, err := open(path)
		if err == nil {
			return &Local{Store: store, Settings: func() *campaigns.Settings { return settings }, Now: now, Exclusive: true}, store.Close, nil
		}
		if !errors.Is(err, storage.ErrLocked) || attempt == openAttempts {
			return nil, nil, err
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(openPause):
		}
	}
}

// nobodyListens reports whether dialling failed for want of a running bot.
func nobodyListens(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, net.ErrClosed)
}
