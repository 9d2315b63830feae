package storage

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/donatebot/donatebot/campaigns"
)

// OpenInvoiceCurrencies returns, once each, what the totals of payments would be kept
// under that can still come for invoices. An invoice that can't be read is passed
// over: verify names it.
func (s *Store) OpenInvoiceCurrencies(ctx context.Context, now time.Time) (open []campaigns.TotalsKey, err error) {
	err = s.view(ctx, func(tx readTx) error {
		for row, err := range tx.Invoices(campaigns.Payload{}) {
			switch key := (campaigns.TotalsKey{Mode: row.Mode, CampaignID: row.CampaignID, Currency: row.Currency}); {
			case errors.Is(err, ErrDamaged):
			case err != nil:
				return err
			case row.Private && row.ChargeID != "" || now.After(row.expires()):
			case !slices.Contains(open, key):
				open = append(open, key)
			}
		}
		return nil
	})
	return open, err
}
