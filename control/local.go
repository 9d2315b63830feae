package control

import (
	"context"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// Local is the desk of the process that holds the ledger.
type Local struct {
	Store    *storage.Store
	Settings func() *campaigns.Settings
	Alone    bool // nobody else writes, so that verify can look at the file's pages too
}

// Figures implements [Desk].
func (l *Local) Figures(ctx context.Context, today campaigns.Day) ([]campaigns.Figures, error) {
	return l.Store.Figures(ctx, today)
}

// Waiting implements [Desk].
func (l *Local) Waiting(ctx context.Context) (storage.OpenItems, error) {
	return l.Store.OpenItems(ctx)
}

// Export implements [Desk].
func (l *Local) Export(ctx context.Context, f storage.Filter, each func(campaigns.Donation) error) error {
	return l.Store.Export(ctx, f, each)
}

// Verify implements [Desk].
func (l *Local) Verify(ctx context.Context, progress func(int), report func(string)) error {
	if err := l.Store.Verify(ctx, progress, report); err != nil || !l.Alone {
		return err
	}
	return l.Store.CheckFile(ctx)
}

// Repair implements [Desk].
func (l *Local) Repair(ctx context.Context) (string, error) { return l.Store.Repair(ctx, time.Now()) }

// Backup implements [Desk].
func (l *Local) Backup(ctx context.Context, path string) error {
	return l.Store.Backup(ctx, path)
}

// Refund implements [Desk].
func (l *Local) Refund(ctx context.Context, r campaigns.ReceiptNo, reason string) (campaigns.Donation, error) {
	return l.Store.Refund(ctx, l.Settings(), r, reason, campaigns.ActorCommand, time.Now())
}

// Settle implements [Desk].
func (l *Local) Settle(ctx context.Context, r campaigns.ReceiptNo, reason string) (campaigns.Donation, error) {
	return l.Store.AcceptReview(ctx, l.Settings(), r, reason, campaigns.ActorCommand, time.Now())
}

// Dismiss implements [Desk].
func (l *Local) Dismiss(ctx context.Context, id, reason string) error {
	return l.Store.CloseItem(ctx, id, reason, campaigns.ActorCommand, time.Now())
}
