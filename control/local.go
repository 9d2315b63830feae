package control

import (
	"context"
	"errors"
	"fmt"
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
	// RefundStars gives the Stars of a receipt back through Telegram and records it; nil
	// if this process can't ask Telegram.
	RefundStars func(ctx context.Context, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (campaigns.Donation, error)
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

// Donation implements [Admin].
func (l *Local) Donation(ctx context.Context, r campaigns.ReceiptNo) (campaigns.Donation, []campaigns.Adjustment, error) {
	d, adjustments, ok, err := l.Store.Donation(ctx, r)
	if err == nil && !ok {
		err = fmt.Errorf("%w %s", storage.ErrNoReceipt, r)
	}
	return d, adjustments, err
}

// Adjustments implements [Admin].
func (l *Local) Adjustments(ctx context.Context, f storage.Filter, each func(storage.AdjustedDonation) error) error {
	return l.Store.Adjustments(ctx, f, each)
}

// Verify implements [Admin].
func (l *Local) Verify(ctx context.Context, progress func(int), report func(storage.Difference)) error {
	if err := l.Store.Verify(ctx, progress, report); err != nil || !l.Exclusive {
		return err
	}
	return l.Store.CheckFile(ctx)
}

// Repair implements [Admin].
func (l *Local) Repair(ctx context.Context) (string, error) { return l.Store.Repair(ctx, l.Now()) }

// Backup implements [Admin].
func (l *Local) Backup(ctx context.Context, path string) error { return l.Store.Backup(ctx, path) }

// Adjust implements [Admin].
func (l *Local) Adjust(ctx context.Context, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (campaigns.Donation, error) {
	d, err := l.Store.Adjust(ctx, l.Settings(), r, q, l.Now())
	if errors.Is(err, campaigns.ErrStarsByTelegram) && l.RefundStars != nil {
		return l.RefundStars(ctx, r, q)
	}
	return d, err
}

// Book implements [Admin].
func (l *Local) Book(ctx context.Context, id string, b storage.Booking) (campaigns.Donation, error) {
	return l.Store.Book(ctx, l.Settings(), id, b, l.Now())
}

// CloseItem implements [Admin].
func (l *Local) CloseItem(ctx context.Context, id, reason, actor string) error {
	return l.Store.CloseItem(ctx, id, reason, actor, l.Now())
}
