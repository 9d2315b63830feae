//go:build soak

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/donatebot/donatebot/sandbox"
)

// soakTime is how long the long form runs: an hour, or SOAK_TIME.
func soakTime(t *testing.T) time.Duration {
	text := os.Getenv("SOAK_TIME")
	if text == "" {
		return time.Hour
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("SOAK_TIME: %v", err)
	}
	return d
}

// TestSoak is the long form of what is promised: donors pay while Telegram fails
// in every way that the sandbox knows, and the program is killed or stopped now
// and then. In the end the ledger is what was charged.
func TestSoak(t *testing.T) {
	s := newStation(t, sandbox.Options{CheckoutLimit: 3 * time.Second})
	ctx, cancel := context.WithTimeout(t.Context(), soakTime(t))
	defer cancel()
	var givers sync.WaitGroup
	for n := range 40 {
		p := s.NewPerson(fmt.Sprintf("Donor%d", n), "", "fr", "FR")
		givers.Go(func() {
			for ctx.Err() == nil {
				_ = gives(ctx, p, "boat", "€10", int64(n))
				pauseFor(ctx, rand.N(time.Second))
			}
		})
	}
	b, kills, faults := s.run(), 0, 0
	for ctx.Err() == nil {
		faults++
		remove := s.Faults().Add(randomFault())
		pauseFor(ctx, rand.N(10*time.Second))
		remove()
		switch rand.N(6) {
		case 0:
			s.kill(b)
			kills++
			b = s.run()
		case 1:
			pauseFor(ctx, rand.N(5*time.Second))
		}
	}
	s.Faults().Clear()
	givers.Wait()
	s.until("every payer is thanked", 5*time.Minute, func() bool { return s.Pending() == 0 && len(s.thanks()) == len(s.Charges()) })
	s.stop(b)
	s.compare()
	t.Logf("%d charges, %d kills, %d faults", len(s.Charges()), kills, faults)
}

func randomFault() sandbox.Fault {
	kinds := []sandbox.FaultKind{
		sandbox.FaultTooMany{RetryAfter: 1 + rand.N(3)}, sandbox.FaultServer{}, sandbox.FaultServer{HTML: true}, sandbox.FaultServerAfter{},
		sandbox.FaultDrop{}, sandbox.FaultDropAfter{}, sandbox.FaultHalf{}, sandbox.FaultHang{}, sandbox.FaultSlow{Delay: rand.N(2 * time.Second)},
	}
	methods := []string{"*", "", "getUpdates", "sendMessage", "sendInvoice", "answerPreCheckoutQuery", "answerCallbackQuery"}
	return sandbox.Fault{Method: methods[rand.N(len(methods))], Kind: kinds[rand.N(len(kinds))], Times: rand.N(20)}
}
