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
	// Figures returns the totals of every campaign, currency and mode, and of the days up to today.
	Figures(ctx context.Context, today campaigns.Day) ([]campaigns.Figures, error)
	// OpenInvoiceCurrencies returns what payments would count under that can still
	// come for invoices.
	OpenInvoiceCurrencies(ctx context.Context, now time.Time) ([]campaigns.TotalsKey, error)
	// OpenItems returns what waits for an administrator's decision.
	OpenItems(ctx context.Context) (storage.OpenItems, error)
	// Export passes the donations that the filter selects to each, ordered by receipt.
	Export(ctx context.Context, f storage.Filter, each func(campaigns.Donation) error) error
	// Verify recomputes every index and total and reports each difference. It calls
	// progress with the number of donations read so far.
	Verify(ctx context.Context, progress func(int), report func(string)) error
	// Repair rebuilds indexes and totals and returns the path of the backup made first.
	Repair(ctx context.Context) (string, error)
	// Backup writes a complete copy of the ledger to an absolute path.
	Backup(ctx context.Context, path string) error
	// Refund records a refund that was made at the provider. It fails with
	// [campaigns.ErrAlreadyRefunded] or [campaigns.ErrNoReason].
	Refund(ctx context.Context, r campaigns.ReceiptNo, reason, actor string) (campaigns.Donation, error)
	// AcceptReview ends the review of a donation, which counts from today on. It
	// fails with [campaigns.ErrNotInReview].
	AcceptReview(ctx context.Context, r campaigns.ReceiptNo, reason, actor string) (campaigns.Donation, error)
	// CloseItem takes an item without a receipt off the list: an unmatched update by
	// its id, an unpaid checkout by its payload. It fails with [storage.ErrNoOpenItem].
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
