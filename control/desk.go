// Package control lets a command of this program work with the ledger whether or
// not a bot holds it: through a socket beside the database, which only its owner
// can use, or on the file itself.
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
	"github.com/donatebot/donatebot/storage/bolt"
)

// Admin is what commands ask of the ledger. [Local] works on the file and the
// client of the socket on the bot that holds it.
type Admin interface {
	// Figures are the totals of every campaign, currency and mode, and of the days up to today.
	Figures(ctx context.Context, today campaigns.Day) ([]campaigns.Figures, error)
	// Waiting is what an administrator has to settle.
	Waiting(ctx context.Context) (storage.OpenItems, error)
	// Export hands over donations in the order of their receipts.
	Export(ctx context.Context, f storage.Filter, each func(campaigns.Donation) error) error
	// Verify recomputes every index and total and reports each difference.
	Verify(ctx context.Context, progress func(int), report func(string)) error
	// Repair makes indexes and totals anew and returns the path of the copy made before.
	Repair(ctx context.Context) (string, error)
	// Backup writes a copy to an absolute path.
	Backup(ctx context.Context, path string) error
	// Refund notes a refund made at the provider.
	Refund(ctx context.Context, r campaigns.ReceiptNo, reason string) (campaigns.Donation, error)
	// Settle ends the review of a donation.
	Settle(ctx context.Context, r campaigns.ReceiptNo, reason string) (campaigns.Donation, error)
	// Dismiss takes money that could not be booked off the list.
	Dismiss(ctx context.Context, id, reason string) error
}

// Open finds the ledger at path: at the bot that holds it, or in the file. close
// must be called in the end.
func Open(ctx context.Context, path string, c *campaigns.Settings) (desk Admin, close func() error, err error) {
	for try := 0; ; try++ {
		remote, err := dial(ctx, path)
		if err == nil {
			return remote, remote.close, nil
		}
		if !nobodyListens(err) {
			return nil, nil, err
		}
		store, err := bolt.Open(path, bolt.Options{})
		if err == nil {
			return &Local{Store: store, Settings: func() *campaigns.Settings { return c }, Alone: true}, store.Close, nil
		}
		if !errors.Is(err, storage.ErrLocked) || try == 5 || ctx.Err() != nil {
			return nil, nil, err
		} // the bot has just started or is about to end
		time.Sleep(100 * time.Millisecond)
	}
}

func nobodyListens(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, net.ErrClosed)
}
