package cmd

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/control"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"
)

// losing is a bot that does what it is asked and stops before it has replied, so many times.
type losing struct {
	control.Admin
	times int
}

func (l *losing) Adjust(ctx context.Context, r campaigns.ReceiptNo, q campaigns.AdjustmentRequest) (campaigns.Donation, error) {
	d, err := l.Admin.Adjust(ctx, r, q)
	if l.times--; l.times >= 0 {
		return campaigns.Donation{}, control.ErrIncomplete
	}
	return d, err
}

// TestARefundWhoseReplyIsLostIsBookedOnce refunds a part of a gift through a bot that stops.
func TestARefundWhoseReplyIsLostIsBookedOnce(t *testing.T) {
	for lost, wants := range map[int]struct {
		said  string
		never bool // the bot stops each time
	}{0: {"refunded in part: €3", false}, 1: {"refunded in part: €3", false}, mostRepeats: {"refunded in part: €3", false}, mostRepeats + 1: {"", true}} {
		s, err := openLedger(filepath.Join(t.TempDir(), "donations.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		i := storagetest.AddInvoice(t, s, "books", 1000, 42)
		receipt := storagetest.Record(t, s, storage.Event{Payment: storagetest.Payment(i, "charge", 1000)})[0].Donation.Receipt
		admin := &losing{&control.Local{Store: s, Settings: storagetest.Settings, Now: func() time.Time { return storagetest.Noon }}, lost}
		var out, errs bytes.Buffer
		p := &program{Streams: Streams{Out: &out, Err: &errs}}
		a := adjustment{done: saidRefunded, request: func(campaigns.Donation) (campaigns.AdjustmentRequest, error) {
			return campaigns.AdjustmentRequest{Kind: campaigns.AdjustmentRefund, Amount: 300}, nil
		}}
		err = p.adjustReceipt(t.Context(), a, receipt, "part of it", func(use func(control.Admin) error) error { return use(admin) })
		if errors.Is(err, control.ErrIncomplete) != wants.never || !strings.Contains(out.String(), wants.said) {
			t.Errorf("lost %d times: %q, %v", lost, out.String(), err)
		}
		if _, all, _, err := s.Donation(t.Context(), receipt); err != nil || len(all) != 1 {
			t.Errorf("lost %d times: %+v, %v", lost, all, err)
		}
	}
}
