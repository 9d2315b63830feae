package bolt

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/donatebot/donatebot/campaigns"
	"github.com/donatebot/donatebot/storage"
	"github.com/donatebot/donatebot/storage/storagetest"
)

// soon bounds what must not be held up: far longer than it takes, far shorter
// than for ever.
const soon = 20 * time.Second

func TestAStalledReaderHoldsUpNobody(t *testing.T) {
	s := open(t)
	const had = 1500 // several pages
	var events []storage.Event
	for n := range had {
		events = append(events, storagetest.LoosePayment(fmt.Sprint(n)))
	}
	storagetest.Record(t, s.Store, events...)
	stalled, goOn := make(chan struct{}), make(chan struct{})
	exported, result := 0, make(chan error, 1)
	go func() {
		result <- s.Export(context.Background(), storage.Filter{}, func(campaigns.Donation) error {
			if exported++; exported == 10 {
				close(stalled)
				<-goOn
			}
			return nil
		})
	}()
	<-stalled
	ctx, cancel := context.WithTimeout(context.Background(), soon)
	defer cancel()
	for n := range 50 {
		if _, err := s.Record(ctx, storagetest.Settings(), storagetest.Noon, []storage.Event{storagetest.LoosePayment(fmt.Sprint("meanwhile ", n))}); err != nil {
			t.Fatalf("recording is held up by a reader: %v", err)
		}
	}
	if open := s.db.Stats().OpenTxN; open != 0 {
		t.Errorf("%d read transactions are open while the reader stalls", open)
	}
	close(goOn)
	if err := <-result; err != nil || exported != had {
		t.Errorf("exported %d donations of the %d that were there when it began, %v", exported, had, err)
	}
}
