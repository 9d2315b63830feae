package storagetest

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
)

// hooked is an engine in which something happens right after each view.
type hooked struct {
	storage.Engine
	afterView func()
}

func (h *hooked) View(ctx context.Context, read func(storage.Reader) error) error {
	err := h.Engine.View(ctx, read)
	if hook := h.afterView; hook != nil {
		h.afterView = nil
		hook()
	}
	return err
}

var errPlanted = fmt.Errorf("no luck")

// failing is an engine whose transactions fail after all was written into them, while
// it is told to.
type failing struct {
	storage.Engine
	now atomic.Bool
}

func (f *failing) Update(ctx context.Context, write func(storage.Tx) error) error {
	return f.Engine.Update(ctx, func(tx storage.Tx) error {
		if err := write(tx); err != nil || !f.now.Load() {
			return err
		}
		return errPlanted
	})
}

// badCampaign is the campaign whose invoices can't be written.
const badCampaign campaigns.ID = "bad"

// brittle is an engine in which writing an invoice of one campaign is an error, after
// it was written.
type brittle struct{ storage.Engine }

func (b brittle) Update(ctx context.Context, write func(storage.Tx) error) error {
	return b.Engine.Update(ctx, func(tx storage.Tx) error { return write(brittleTx{tx}) })
}

type brittleTx struct{ storage.Tx }

func (b brittleTx) PutInvoice(row storage.InvoiceRow) error {
	err := b.Tx.PutInvoice(row)
	if row.CampaignID == badCampaign {
		return errPlanted
	}
	return err
}

// unreadable is an engine that can't read invoices while it writes.
type unreadable struct{ storage.Engine }

func (u unreadable) Update(ctx context.Context, write func(storage.Tx) error) error {
	return u.Engine.Update(ctx, func(tx storage.Tx) error { return write(unreadableTx{tx}) })
}

type unreadableTx struct{ storage.Tx }

func (u unreadableTx) Invoice(p campaigns.Payload) (storage.InvoiceRow, bool, error) {
	return storage.InvoiceRow{Payload: p}, false, fmt.Errorf("invoice: %w", storage.ErrDamaged)
}
