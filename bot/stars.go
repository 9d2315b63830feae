package bot

import (
	"context"
	"fmt"
	"time"

	"github.com/donatebot/donatebot/bot/stars"
	"github.com/donatebot/donatebot/campaigns"
)

// RefundStars gives all Stars of a receipt back through Telegram, and returns the
// donation as it is recorded then. It goes on if the context ends, and ends with the
// bot. The errors are those of [stars.Refunds.Refund].
func (b *Bot) RefundStars(ctx context.Context, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (campaigns.Donation, error) {
	return b.refunds.Refund(context.WithoutCancel(ctx), r, q)
}

// RefundStars does the same for a command while no bot runs. Of the options it needs
// those about Telegram, Store, Settings and Log.
func RefundStars(ctx context.Context, o Options, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (campaigns.Donation, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	telegrams := o.connections()
	defer telegrams.Close()
	api, err := telegrams.Client(ctx, refundPolicy)
	if err != nil {
		return campaigns.Donation{}, fmt.Errorf("prepare the refund: %w", err)
	}
	settings := func() *campaigns.Settings { return o.Settings }
	return stars.New(stars.Options{API: api, Store: o.Store, Settings: settings, Now: o.Now, Log: o.Log}).Refund(ctx, r, q)
}
