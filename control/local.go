package control

import (
	"context"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// Local is the [Admin] of the process that has the ledger open.
type Local struct {
	// Store is the open ledger.
	Store *storage.Store
	// Settings returns the present ones: a running bot may reload them.
	Settings func() *campaigns.Settings
	// Now is the program's clock.
	Now func() time.Time
	// Exclusive reports that nobody else writes to the ledger, so that Verify can
	// check the pages of its file as well.
	Exclusive bool
}

// Figures implements [Admin].
func (l *Local) Figures(ctx context.Context, today campaigns.Day) ([]campaigns.Figures, error) {
	return l.Store.Figures(ctx, today)
}

// OpenInvoiceCurrencies implements [Admin].
func (l *Local) OpenInvoiceCurrencies(ctx context.Context, now time.Time) ([]campaigns.TotalsKey, error) {
	return l.Store.OpenInvoiceCurrencies(ctx, now)
}

// OpenItems implements [Admin].
func (l *Local) OpenItems(ctx context.Context) (storage.OpenItems, error) {
	return l.Store.OpenItems(ctx)
}

// Export implements [Admin].
func (l *Local) Export(ctx context.Context, f storage.Filter, each func(campaigns.Donation) error) error {
	return l.Store.Export(ctx, f, each)
}

// Verify implements [Admin].
func (l *Local) Verify(ctx context.Context, progress func(int), report func(string)) error {
	if err := l.Store.Verify(ctx, progress, report); err != nil || !l.Exclusive {
		return err
	}
	return l.Store.CheckFile(ctx)
}

// Repair implements [Admin].
func (l *Local) Repair(ctx context.Context) (string, error) { return l.Store.Repair(ctx, l.Now()) }

// Backup implements [Admin].
func (l *Local) Backup(ctx context.Context, path string) error { return l.Store.Backup(ctx, path) }

// Refund implements [Admin].
func (l *Local) Refund(ctx context.Context, r campaigns.ReceiptNo, reason, actor string) (campaigns.Donation, error) {
	return l.Store.Refund(ctx, l.Settings(), r, reason, actor, l.Now())
}

// AcceptReview implements [Admin].
func (l *Local) AcceptReview(ctx context.Context, r campaigns.ReceiptNo, reason, actor string) (campaigns.Donation, error) {
	return l.Store.AcceptReview(ctx, l.Settings(), r, reason, actor, l.Now())
}

// CloseItem implements [Admin].
func (l *Local) CloseItem(ctx context.Context, id, reason, actor string) error {
	return l.Store.CloseItem(ctx, id, reason, actor, l.Now())
}
